"""Delegationsordning: what may be decided in a board's stead, by whom and since when (KL 6:37, 6:39, 7:5)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role


class DelegationPoint(models.Model):
    """Punkt i delegationsordningen: in force from–to. Its words are written once; a changed point is a new row.

    `roles` may decide by it. `own_text` lets somebody decide what they have written themselves. `urgent` is the
    mandate of KL 6:39: the chair alone decides what cannot wait for the board, and reports it (6:40 2 st). What is
    decided by a point that is not `reported` is minuted separately (6:40 1 st, 7:8).
    """

    board = models.ForeignKey("accounts.Board", verbose_name=_("nämnd"), on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("punkt"), max_length=20)
    text = models.TextField(_("ärenden"))
    roles = models.JSONField(_("delegater"))
    own_text = models.BooleanField(_("även egna förslag"), default=False)
    urgent = models.BooleanField(_("brådskande ärenden"), default=False)
    reported = models.BooleanField(_("anmäls till nämnden"), default=True)
    valid_from = models.DateField(_("gäller från"))
    valid_to = models.DateField(_("till och med"), null=True, blank=True)

    class Meta:
        verbose_name = _("punkt i delegationsordningen")
        verbose_name_plural = _("punkter i delegationsordningen")
        ordering = ["board", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "number", "valid_from"], name="cases_delegation_point_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="cases_delegation_point_dates_in_order",
            ),
            models.CheckConstraint(condition=~Q(roles=[]), name="cases_delegation_point_has_delegate"),
            models.CheckConstraint(
                condition=Q(urgent=False) | Q(roles=[Role.CHAIR], reported=True),
                name="cases_urgent_point_is_the_chairs_and_reported",
            ),
        ]

    def __str__(self) -> str:
        return self.number
