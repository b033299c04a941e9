"""Planerat sammanträde: the meeting that a matter is prepared for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case


class PlannedMeeting(models.Model):
    """Planerat sammanträde: body and day, pushed down from the room of the meetings; deadlines count back from it.

    `on` is empty when the meeting was called off and nobody has chosen another.
    """

    case = models.OneToOneField(
        Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="planned_meeting"
    )
    body = models.ForeignKey("accounts.Board", verbose_name=_("instans"), on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("sammanträdesdatum"), null=True, blank=True)
    planned_at = models.DateTimeField(_("planerat"))
    planned_by = models.CharField(_("planerat av"), max_length=150)

    class Meta:
        verbose_name = _("planerat sammanträde")
        verbose_name_plural = _("planerade sammanträden")
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.on}"
