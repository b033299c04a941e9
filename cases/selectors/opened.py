"""Senast öppnade: the matters that a person opened last and still may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case, OpenedCase
from cases.selectors.page import subject_of

SHOWN = 8


@dataclass(frozen=True, slots=True)
class OpenedLine:
    """Rad i Senast öppnade."""

    number: str
    subject: str
    url: str


def opened_column(actor: Actor) -> Subquery:
    """När personen senast öppnade ärendet, read together with the matter."""
    return Subquery(OpenedCase.objects.filter(user=actor.user_id or 0, case=OuterRef("pk")).values("at")[:1])


def last_opened(actor: Actor) -> Sequence[OpenedLine]:
    """De senast öppnade ärendena (one query); one that was made secret is not told of."""
    rows = OpenedCase.objects.filter(user=actor.user_id or 0, case__in=policy.visible(actor, Case))
    return [
        OpenedLine(row.case.entry.printed_number, subject_of(row.case), reverse("case", args=[row.case.uuid]))
        for row in rows.select_related("case__entry").order_by("-at", "-pk")[:SHOWN]
    ]
