"""Sammanträden: a year's days entered, one moved, one called off; the matters that are prepared for it follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from audit.rules import Refusal
from audit.services import once, record, remember
from diarium.calendar import stockholm_date
from meetings.models import Meeting
from meetings.states import MeetingState
from workflows.services import follow_meetings, move_plans


class DayTaken(Refusal):
    """The body meets on the day already."""

    sentence = _("Instansen har redan ett sammanträde den dagen.")
    status = 422


class MeetingCancelled(Refusal):
    """It was called off."""

    sentence = _("Sammanträdet är inställt.")


class MeetingPassed(Refusal):
    """A day that has been is not planned."""

    sentence = _("Välj ett datum som inte har passerat.")
    status = 422


class ReasonMissing(Refusal):
    """Why a meeting is moved or called off is written down."""

    sentence = _("Skriv ett skäl.")
    status = 422


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """Rad i sammanträdesplanen: a day, and the hour and place where they are known."""

    on: date
    starts_at: time | None = None
    place: str = ""


@transaction.atomic
def add_meetings(
    *, board_id: int, lines: Sequence[MeetingLine], actor: Actor, at: datetime, key: str
) -> tuple[int, int]:
    """Lägg in sammanträden. Returns how many are new, and how many the body had already.

    Raises:
        NotAllowed: the board's secretary and the registry. MeetingPassed: a day that has been.
    """
    told = [[line.on.isoformat(), str(line.starts_at or ""), line.place] for line in lines]
    claim = once(actor_id=actor.id, key=key, door="add_meetings", fingerprint_of={"board": board_id, "lines": told})
    if not claim.fresh:
        answer = claim.answer or {}
        return answer["new"], answer["known"]
    board = Board.objects.select_for_update(no_key=True).get(pk=board_id)
    policy.require(actor, "keep_meetings", board)
    if any(line.on < stockholm_date(at) for line in lines):
        raise MeetingPassed
    known = set(Meeting.objects.filter(board=board).exclude(state=MeetingState.CANCELLED).values_list("on", flat=True))
    new = list({line.on: line for line in lines if line.on not in known}.values())
    for line in new:
        meeting = Meeting.objects.create(
            board=board, on=line.on, starts_at=line.starts_at, place=line.place, changed_at=at
        )
        data = {"board": board.code, "on": line.on.isoformat()}
        record(meeting, "meeting_added", actor=actor, at=at, data=data)
    if new:
        follow_meetings(body_id=board.pk, actor=actor, at=at)
    answer = {"new": len(new), "known": len(lines) - len(new)}
    remember(claim, answer)
    return answer["new"], answer["known"]


def _locked(meeting_id: int, actor: Actor) -> Meeting:
    meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("board").get(pk=meeting_id)
    policy.require(actor, "keep_meetings", meeting.board)
    if meeting.state == MeetingState.CANCELLED:
        raise MeetingCancelled
    return meeting


@transaction.atomic
def move_meeting(*, meeting_id: int, line: MeetingLine, reason: str, actor: Actor, at: datetime, key: str) -> int:
    """Flytta sammanträdet, or change its hour and place. Returns how many matters followed to the new day.

    Raises:
        NotAllowed, MeetingCancelled, ReasonMissing, MeetingPassed, DayTaken.
    """
    told = {"meeting": meeting_id, "on": line.on.isoformat(), "at": str(line.starts_at or ""), "place": line.place}
    claim = once(actor_id=actor.id, key=key, door="move_meeting", fingerprint_of={**told, "reason": reason})
    if not claim.fresh:
        return int((claim.answer or {})["matters"])
    meeting = _locked(meeting_id, actor)
    before = meeting.on
    if line.on != before:
        if not reason.strip():
            raise ReasonMissing
        if line.on < stockholm_date(at):
            raise MeetingPassed
        others = Meeting.objects.filter(board=meeting.board, on=line.on).exclude(state=MeetingState.CANCELLED)
        if others.exists():
            raise DayTaken
    meeting.on, meeting.starts_at, meeting.place, meeting.changed_at = line.on, line.starts_at, line.place, at
    meeting.save()
    moved = 0
    if line.on != before:
        moved = move_plans(body_id=meeting.board_id, from_day=before, to_day=line.on, actor=actor, at=at)
        follow_meetings(body_id=meeting.board_id, actor=actor, at=at)
    data = {"board": meeting.board.code, "from": before.isoformat(), "to": line.on.isoformat()}
    values = {"reason": reason.strip()} if reason.strip() else None
    record(meeting, "meeting_moved", actor=actor, at=at, data=data, values=values)
    remember(claim, {"matters": moved})
    return moved


@transaction.atomic
def cancel_meeting(*, meeting_id: int, reason: str, actor: Actor, at: datetime, key: str) -> int:
    """Ställ in sammanträdet. Returns how many matters have no meeting any more.

    Raises:
        NotAllowed, MeetingCancelled, ReasonMissing.
    """
    told = {"meeting": meeting_id, "reason": reason}
    claim = once(actor_id=actor.id, key=key, door="cancel_meeting", fingerprint_of=told)
    if not claim.fresh:
        return int((claim.answer or {})["matters"])
    meeting = _locked(meeting_id, actor)
    if not reason.strip():
        raise ReasonMissing
    meeting.state, meeting.changed_at = MeetingState.CANCELLED, at
    meeting.save()
    left = move_plans(body_id=meeting.board_id, from_day=meeting.on, to_day=None, actor=actor, at=at)
    follow_meetings(body_id=meeting.board_id, actor=actor, at=at)
    data = {"board": meeting.board.code, "on": meeting.on.isoformat()}
    record(meeting, "meeting_cancelled", actor=actor, at=at, data=data, values={"reason": reason.strip()})
    remember(claim, {"matters": left})
    return left
