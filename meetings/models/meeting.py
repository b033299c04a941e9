"""Sammanträde: a day when a body meets."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetings.states import MeetingState


class Meeting(models.Model):
    """Sammanträde: planned or called off; what happens at it comes with the agenda. Never deleted."""

    uuid = models.UUIDField(_("identitet"), unique=True, default=uuid.uuid4, editable=False)
    board = models.ForeignKey("accounts.Board", verbose_name=_("instans"), on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("sammanträdesdatum"))
    starts_at = models.TimeField(_("klockan"), null=True, blank=True)
    place = models.CharField(_("plats"), max_length=200, blank=True)
    state = models.CharField(_("läge"), max_length=12, choices=MeetingState, default=MeetingState.PLANNED)
    changed_at = models.DateTimeField(_("ändrat"))

    class Meta:
        verbose_name = _("sammanträde")
        verbose_name_plural = _("sammanträden")
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "on"], condition=~Q(state=MeetingState.CANCELLED), name="meetings_one_meeting_a_day"
            ),
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="meetings_meeting_state_known"),
        ]
        indexes = [models.Index(F("on"), F("id"), name="meetings_by_day")]

    def __str__(self) -> str:
        return f"{self.board_id} {self.on}"

    @property
    def stream(self) -> str:
        """The chain of what happened to the meeting."""
        return f"meeting:{self.uuid}"
