"""Delegationsbesluten som anmäls vid ett sammanträde (R24), and the way on for who reports them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.urls import reverse
from django.utils.http import urlencode

from accounts import policy
from accounts.capacity import Actor
from cases.selectors.bulk import MOST
from cases.selectors.decision_list import DecisionRow
from cases.selectors.report_list import report_list
from meetings.models import Meeting
from meetings.states import MeetingState


@dataclass(frozen=True, slots=True)
class MeetingReports:
    """Listan för ett sammanträde; `report_url` is empty where nothing waits, or for who may not report."""

    meeting: Meeting
    rows: Sequence[DecisionRow]
    report_url: str


def meeting_reports(actor: Actor, meeting: Meeting, *, today: date) -> MeetingReports:
    """Anmälan av delegationsbeslut till sammanträdet."""
    earlier = Meeting.objects.filter(board=meeting.board, state=MeetingState.PLANNED, on__lt=meeting.on)
    rows = report_list(
        actor,
        board_id=meeting.board_id,
        on=meeting.on,
        before=earlier.aggregate(day=Max("on"))["day"],
        today=today,
        called_off=meeting.state == MeetingState.CANCELLED,
    )
    waiting = [row.case for row in rows if row.reported is None]
    url = ""
    if waiting and policy.can(actor, "report_delegated"):
        back = reverse("meeting_reports", args=[meeting.uuid])
        told = {"id": waiting[:MOST], "on": meeting.on.isoformat(), "tillbaka": back}
        url = f"{reverse('bulk_report')}?{urlencode(told, doseq=True)}"
    return MeetingReports(meeting, rows, url)
