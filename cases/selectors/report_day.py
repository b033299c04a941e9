"""Dagen då ett brådskande beslut anmäls: the board's next meeting (KL 6:40 2 st).

When a board meets is told through a place here, which the room of the meetings fills in `ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from cases.models import Decision

MeetingDays = Callable[[Collection[int], date], Mapping[int, Sequence[date]]]
NO_DAYS: Mapping[int, Sequence[date]] = {}
REPORT_LAW = "KL 6:40 2 st"
URGENT = Q(delegation_point__urgent=True, refused=False)
WAITING = Q(confirmed_at__isnull=False, delegation_report__isnull=True)


@dataclass
class MeetingPlan:
    """Sammanträdesplanen: of each of the boards its planned days from a day on, the earliest first."""

    read: MeetingDays = lambda _boards, _since: NO_DAYS


PLAN = MeetingPlan()


def next_meeting(board_id: int, *, since: date) -> date | None:
    """Nämndens nästa sammanträde that day or later; None while none is planned."""
    return next(iter(PLAN.read([board_id], since).get(board_id, ())), None)


def urgent_to_report(case_id: int) -> list[Decision]:
    """Ärendets brådskande beslut som ska anmälas: confirmed, and not reported yet (one query)."""
    return list(Decision.objects.filter(URGENT & WAITING, case=case_id).order_by("pk"))


def matters_to_report(board_id: int) -> QuerySet[Decision, int]:
    """Ärenden med nämndens brådskande beslut som inte är anmälda, by primary key. The unconfirmed too: who changes the
    meetings waits for the lock of who confirms, or the other way about.
    """
    rows = Decision.objects.filter(URGENT, body=board_id, delegation_report__isnull=True)
    return rows.order_by("case_id").values_list("case_id", flat=True).distinct()


def report_days(decisions: Sequence[Decision]) -> Mapping[int, date]:
    """Sammanträdet som vart och ett av de brådskande besluten anmäls vid; without those that no meeting is planned for
    (one query for them all, none where there is no urgent decision).
    """
    urgent = [decision for decision in decisions if decision.urgent]
    if not urgent:
        return {}
    planned = PLAN.read({one.body_id for one in urgent}, min(one.meeting_date for one in urgent))
    days = {one.pk: _from(planned.get(one.body_id, ()), one.meeting_date) for one in urgent}
    return {pk: found[0] for pk, found in days.items() if found}


def days_to_report(decisions: Sequence[Decision], *, today: date) -> Mapping[int, Sequence[date]]:
    """Dagarna som vart och ett av de brådskande besluten kan anmälas vid: its meeting, and when that has passed also
    the next one from today, the last of them. Without those that any day suits, as the plan says nothing.
    """
    found: dict[int, Sequence[date]] = {}
    for pk, day in report_days(decisions).items():
        if day >= today:
            found[pk] = (day,)
            continue
        later = next_meeting(next(one.body_id for one in decisions if one.pk == pk), since=today)
        if later is not None:
            found[pk] = (day, later)
    return found


def _from(days: Sequence[date], since: date) -> Sequence[date]:
    return [day for day in days if day >= since]
