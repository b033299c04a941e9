"""Framförhållning: how long before a body's meeting things are to be ready (R10; the body's own rules, KL 6:44)."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.rules import Sentence

MOST_DAYS = 365


def _days(label: Sentence, default: int) -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(MOST_DAYS)])


class LeadTimes(models.Model):
    """Framförhållning för ett organ. Days are calendar days before the meeting, where nothing else is said.

    A body without a row has the defaults, those of a row that nobody has saved.
    """

    uuid = models.UUIDField(_("identitet"), unique=True, default=uuid.uuid4, editable=False)
    board = models.OneToOneField(
        "accounts.Board", verbose_name=_("instans"), on_delete=models.PROTECT, related_name="lead_times"
    )
    summons_days = _days(_("Kallelse, dagar före sammanträdet"), 7)
    review_days = _days(_("Ordförandeberedning, dagar före sammanträdet"), 12)
    stop_days = _days(_("Sista dag att anmäla, dagar före sammanträdet"), 14)
    approval_days = _days(_("Godkännande, arbetsdagar för varje godkännare"), 3)
    writing_days = _days(_("Förslag till beslut, arbetsdagar att skriva"), 10)
    referral_days = _days(_("Remiss, dagar att svara"), 21)

    class Meta:
        verbose_name = _("framförhållning")
        verbose_name_plural = _("framförhållningar")
        constraints = [
            models.CheckConstraint(
                condition=Q(review_days__gte=models.F("summons_days"), stop_days__gte=models.F("review_days")),
                name="meetings_lead_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(stop_days__lte=MOST_DAYS, writing_days__lte=MOST_DAYS, referral_days__lte=MOST_DAYS)
                & Q(approval_days__lte=MOST_DAYS),
                name="meetings_lead_times_within_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"lead times of {self.board_id}"

    @property
    def stream(self) -> str:
        """The chain of what happened to the rule."""
        return f"leadtimes:{self.uuid}"
