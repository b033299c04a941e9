"""Synpunkterna som de visas: for who writes and who approves; to who gave them, the own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.capacity import Actor, in_words
from cases.models import Case, Opinion, StaffReport, StaffReportVersion
from cases.states import OpinionStance


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """Synpunkter: who read which version, as what, and what was said; `task` is what the step was called."""

    task: str
    who: str
    capacity: str
    stance: str
    remarks: bool
    version: int
    at: datetime
    text: str


def opinions_on(report: StaffReport, latest: StaffReportVersion) -> list[OpinionLine]:
    """Synpunkterna på alla versioner, the oldest first; no query where the text in hand says that there are none."""
    if latest.__dict__.get("has_opinions") is False:
        return []
    return _lines(Opinion.objects.filter(version__report=report))


def own_opinions(actor: Actor, case: Case) -> Sequence[OpinionLine]:
    """Det personen själv har lämnat i ärendet, which is the person's to read when the task is over."""
    if actor.user_id is None:
        return []
    return _lines(Opinion.objects.filter(version__report__case=case, reader=actor.user_id))


def _lines(rows: QuerySet[Opinion]) -> list[OpinionLine]:
    found = rows.select_related("version").defer("version__content", "version__findings").order_by("pk")
    return [
        OpinionLine(
            task=_(row.asked_as),
            who=row.reader_label,
            capacity=in_words(row.capacity, row.on_behalf_of),
            stance=str(OpinionStance(row.stance).label),
            remarks=row.stance == OpinionStance.REMARKS,
            version=row.version.number,
            at=row.given_at,
            text=row.text,
        )
        for row in found
    ]
