"""Planerat sammanträde: chosen for a matter, moved and taken away with the meeting itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from audit.services import once, remember
from cases.models import Case
from cases.selectors.report_day import matters_to_report
from cases.services.case import WrongState, is_open, lock_case, record_on_case, require_version
from workflows.definitions.names import NAMES
from workflows.models import Deadline, PlannedMeeting
from workflows.services.clocks import URGENT
from workflows.services.deadline import settle_deadlines


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """Sammanträdet som ett ärende behöver veta om det: whose, and which day."""

    body_id: int
    on: date


def plan_for_meeting(
    *, case_id: int, meeting: MeetingDay, expected_version: int, actor: Actor, at: datetime, key: str
) -> None:
    """Planera ärendet till ett sammanträde; deadlines that count from a meeting follow. One transaction of its own.

    Raises:
        NotAllowed: the officer, the unit's head, the registry and the board's secretary plan. Stale, WrongState.
    """
    with transaction.atomic(durable=True):
        told = {"case": case_id, "version": expected_version, **asdict(meeting), "on": meeting.on.isoformat()}
        claim = once(actor_id=actor.id, key=key, door="plan_for_meeting", fingerprint_of=told)
        if not claim.fresh:
            return
        case = lock_case(case_id)
        policy.require(actor, "plan_case", case)
        require_version(case, expected_version)
        if not is_open(case):
            raise WrongState(case)
        body = Board.objects.get(pk=meeting.body_id)
        _write(case, meeting.on, body=body, actor=actor, at=at)
        remember(claim, {})


def move_plans(*, body_id: int, from_day: date, to_day: date | None, actor: Actor, at: datetime) -> int:
    """Flytta ärendena med sammanträdet, or take the plan away with one that is called off (`to_day` None).

    In the caller's transaction, which has locked the meeting; the matters by primary key. Returns how many they were.
    """
    plans = PlannedMeeting.objects.filter(body=body_id, on=from_day).order_by("case_id")
    found = 0
    for case_id in list(plans.values_list("case_id", flat=True)):
        case = lock_case(case_id)
        if is_open(case):
            _write(case, to_day, body=Board.objects.get(pk=body_id), actor=actor, at=at)
            found += 1
    return found


def follow_meetings(*, body_id: int, actor: Actor, at: datetime) -> None:
    """Låt anmälan av brådskande beslut följa nämndens sammanträden: each is reported at the next one (KL 6:40 2 st).

    In the caller's transaction, which has changed the meetings and holds their lock; the matters by primary key.
    """
    body = Board.objects.get(pk=body_id)
    for case_id in list(matters_to_report(body_id)):
        case = lock_case(case_id)
        rows = Deadline.objects.filter(case=case, kind=URGENT, ended_as="")
        told, now = set(rows.values_list("due", flat=True)), {one.due for one in NAMES.clocks[URGENT].read(case)}
        if told == now:
            continue
        if now:
            data = {"body": body.name, "on": min(now).isoformat()}
            record_on_case(case, "urgent_report_planned", actor=actor, at=at, data=data)
        else:
            record_on_case(case, "urgent_report_unplanned", actor=actor, at=at, data={"body": body.code})
        settle_deadlines(case, actor=actor, at=at)


def _write(case: Case, day: date | None, *, body: Board, actor: Actor, at: datetime) -> None:
    PlannedMeeting.objects.update_or_create(
        case=case, defaults={"body": body, "on": day, "planned_at": at, "planned_by": actor.label}
    )
    if day is None:
        record_on_case(case, "meeting_unplanned", actor=actor, at=at, data={"body": body.code})
    else:
        record_on_case(case, "meeting_planned", actor=actor, at=at, data={"body": body.name, "on": day.isoformat()})
    settle_deadlines(case, actor=actor, at=at)
