"""Sammanträdesdagar för proven."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.utils import timezone

from accounts.models import Board
from meetings import services
from meetings.models import Meeting
from meetings.services import MeetingLine
from tests import builders
from workflows.services import MeetingDay, plan_for_meeting

TIMES = {
    "summons_days": 7,
    "review_days": 12,
    "stop_days": 14,
    "approval_days": 3,
    "writing_days": 10,
    "referral_days": 21,
}


def board() -> Board:
    """Kommunstyrelsen."""
    return Board.objects.get(code="KS")


def meeting_on(on: date, *, body: Board | None = None, person: str = builders.SIV) -> Meeting:
    """A planned meeting of the executive board, or of another body."""
    body = body or board()
    services.add_meetings(
        board_id=body.pk,
        lines=[MeetingLine(on)],
        actor=builders.actor(person),
        at=timezone.now(),
        key=uuid4().hex,
    )
    return Meeting.objects.get(board=body, on=on, state="planned")


def plan(meeting: Meeting, *, person: str = builders.CATARINA) -> None:
    """Plan the walk's matter for it."""
    case = builders.the_walk().case()
    plan_for_meeting(
        case_id=case.pk,
        meeting=MeetingDay(meeting.board_id, meeting.on),
        expected_version=case.version,
        actor=builders.actor(person),
        at=timezone.now(),
        key=uuid4().hex,
    )
