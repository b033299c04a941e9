"""Brådskande beslut (KL 6:39–6:40): the chair alone, by the board's mandate, with a reason, reported next meeting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Board, Role
from audit.models import Event
from cases.models import Decision
from cases.services import delegation
from cases.services.delegation import NextMeetingFirst, PointIncomplete
from cases.services.steps.decision import DecisionIncomplete
from cases.services.steps.delegation import NoDelegation
from config import walk
from meetings.models import Meeting
from meetings.services import MeetingLine, cancel_meeting, move_meeting
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, ROLF, RUT, SIV
from tests.meetings.days import board, meeting_on
from tests.workflows import kinds
from tests.workflows.test_delegation import SUBJECT, point, report, waiting
from workflows.models import Deadline
from workflows.services import drop_deadline
from workflows.services.deadline import FactEndsIt

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

REASON = "Lokalen är uppsagd till fredag, före nämndens nästa sammanträde."
LAW = "KL 6:40 2 st"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def chair(name: str = OLLE, code: str = "KS", **more: Any) -> None:
    builders.give_role(name, Role.CHAIR, board_id=Board.objects.get(code=code).pk, **more)


def decide(way: walk.Walk, person: str = OLLE, **changes: Any) -> None:
    told = {"point": point("1.1").pk, "outcome": "adopted", "urgent_reason": REASON}
    way.perform(person, "decide", "decide", payload=told | changes)


def decided(**changes: Any) -> walk.Walk:
    """Beslutat av ordföranden och bekräftat av registratorn."""
    chair()
    way = waiting()
    decide(way, **changes)
    way.perform(RUT, "confirm_delegated", "confirm")
    return way


def move(meeting: Meeting, on: date) -> None:
    reason = "Lokalen är upptagen."
    move_meeting(
        meeting_id=meeting.pk,
        line=MeetingLine(on),
        reason=reason,
        actor=builders.actor(SIV),
        at=timezone.now(),
        key=uuid4().hex,
    )


def cancel(meeting: Meeting) -> None:
    cancel_meeting(
        meeting_id=meeting.pk,
        reason="För få ärenden.",
        actor=builders.actor(SIV),
        at=timezone.now(),
        key=uuid4().hex,
    )


def deadlines() -> list[tuple[date, str]]:
    """The reports that are awaited and that were, as day and how they ended."""
    rows = Deadline.objects.filter(kind="urgent_decision").order_by("pk")
    return list(rows.values_list("due", "ended_as"))


def test_the_chair_decides_for_the_board_with_a_reason_and_it_is_reported_at_the_next_meeting() -> None:
    meeting_on(in_days(60))
    meeting_on(in_days(20))

    way = decided()

    one = Decision.objects.get()
    assert (one.urgent, one.urgent_reason, one.report_to) == (True, REASON, None)
    assert (one.delegate, one.delegation_point, one.body.code) == ("Olle Olsson, ordförande", point("1.1"), "KS")
    row = Deadline.objects.get(kind="urgent_decision")
    assert (row.due, row.law, row.starts_on) == (in_days(20), LAW, timezone.localdate())
    told = Event.objects.filter(stream=way.case().stream).values_list("verb", flat=True)
    assert "urgent_decision_recorded" in told

    closed = kinds.distributed_and_closed(way)
    report(way, on=in_days(20))

    assert closed.state == "closed"
    assert deadlines() == [(in_days(20), "met")]
    one.refresh_from_db()
    assert one.extract is not None
    assert one.extract.title.startswith("Brådskande beslut, kommunstyrelsen")


def test_an_urgent_decision_says_why_the_board_could_not_be_awaited() -> None:
    chair()
    way = waiting()

    for nothing in ("", "  "):
        with pytest.raises(DecisionIncomplete, match="varför nämndens beslut inte kan avvaktas"):
            decide(way, urgent_reason=nothing)


def test_what_is_not_urgent_needs_no_reason_and_keeps_none() -> None:
    way = waiting()

    decide(way, CAMILLA, point=point("4.2").pk)

    one = Decision.objects.get()
    assert (one.urgent, one.urgent_reason) == (False, "")
    assert deadlines() == []


def test_nobody_but_the_chair_of_the_board_itself_decides_what_is_urgent() -> None:
    chair(ROLF, "FSN")
    builders.give_role(CATARINA, Role.MEMBER, board_id=board().pk)
    way = kinds.opened("delegation", SUBJECT)
    kinds.written(way, kinds.content(SUBJECT, ("Föreningen får bidrag.",), kinds.OWN))
    kinds.approved(way)

    with pytest.raises(NoDelegation):
        decide(way, CAMILLA)
    with pytest.raises(Exception, match="Det kan bara delegaten göra"):
        decide(way, ROLF)
    chair(OLLE, appointed=True)
    decide(way, OLLE)
    assert Decision.objects.get().delegate == "Olle Olsson, ordförande enligt förordnande"


def test_the_chair_of_the_matters_board_has_no_mandate_of_another_board() -> None:
    chair()
    kept: dict[str, Any] = {
        "number": "1.2",
        "text": "Brådskande",
        "roles": ["chair"],
        "own_text": False,
        "urgent": True,
    }
    other = Board.objects.get(code="FSN")
    made = delegation.keep_delegation_point(
        **kept, board_id=other.pk, valid_from=date(2020, 1, 1), actor=builders.actor(RUT), at=timezone.now()
    )
    way = kinds.opened("delegation", SUBJECT)
    kinds.written(way, kinds.content(SUBJECT, ("Bidrag.",), ("Förskolenämndens beslut", "FSN", "own_decision")))
    kinds.approved(way)

    with pytest.raises(NoDelegation):
        decide(way, point=made.pk)


def test_the_day_of_the_report_is_not_chosen() -> None:
    meeting_on(in_days(20))
    meeting_on(in_days(60))

    way = decided(report_to=in_days(60).isoformat())

    assert Decision.objects.get().report_to is None
    assert deadlines() == [(in_days(20), "")]
    with pytest.raises(NextMeetingFirst, match="nästa sammanträde"):
        report(way, on=in_days(60))
    report(way, on=in_days(20))


def test_without_a_planned_meeting_it_waits_for_the_first_that_is_planned() -> None:
    decided()
    assert deadlines() == []

    meeting_on(in_days(40))
    assert deadlines() == [(in_days(40), "")]
    meeting_on(in_days(20))
    assert deadlines() == [(in_days(20), "")]
    assert Event.objects.filter(verb="urgent_report_planned").count() == 2


def test_the_report_follows_the_meeting_and_passes_to_the_next_when_it_is_called_off() -> None:
    meeting, later = meeting_on(in_days(20)), meeting_on(in_days(40))
    decided()

    move(meeting, in_days(25))
    assert deadlines() == [(in_days(25), "")]
    cancel(meeting)
    assert deadlines() == [(in_days(40), "")]
    cancel(later)
    assert deadlines() == [(in_days(40), "dropped")], "there is no meeting to report it at"
    meeting_on(in_days(50))
    assert deadlines() == [(in_days(40), "dropped"), (in_days(50), "")]
    assert Event.objects.filter(verb="urgent_report_unplanned").count() == 1


def test_another_boards_meetings_change_nothing() -> None:
    decided()

    meeting_on(in_days(10), body=Board.objects.get(code="FSN"), person=RUT)

    assert deadlines() == []
    assert not Event.objects.filter(verb__startswith="urgent_report").exists()


def test_what_was_missed_is_reported_at_the_next_meeting_from_today() -> None:
    passed, coming, later = meeting_on(in_days(0)), meeting_on(in_days(20)), meeting_on(in_days(40))
    Meeting.objects.filter(pk=passed.pk).update(on=in_days(-3))
    way = decided(decided_on=in_days(-5).isoformat())
    assert deadlines() == [(in_days(-3), "")]

    with pytest.raises(NextMeetingFirst):
        report(way, on=later.on)
    report(way, on=coming.on)


def test_nobody_puts_the_duty_to_report_aside() -> None:
    meeting_on(in_days(20))
    decided()

    with pytest.raises(FactEndsIt):
        drop_deadline(
            deadline_id=Deadline.objects.get(kind="urgent_decision").pk,
            reason="Behövs inte.",
            actor=builders.actor(RUT),
            at=timezone.now(),
            key=uuid4().hex,
        )


def test_a_decision_that_was_wrongly_recorded_is_not_reported() -> None:
    meeting_on(in_days(20))
    chair()
    way = waiting()
    decide(way)

    way.perform(RUT, "confirm_delegated", "reject", payload={"comment": "Fel punkt."})

    assert deadlines() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"board": "KF"}, "Bara en nämnd"),
        ({"roles": ["chair", "director"]}, "Bara ordföranden"),
        ({"reported": False}, "ska alltid anmälas"),
    ],
)
def test_a_mandate_for_urgent_matters_is_a_boards_to_its_chair(changes: dict[str, Any], said: str) -> None:
    wanted: dict[str, Any] = {"board": "KS", "roles": ["chair"], "reported": True, **changes}

    with pytest.raises(PointIncomplete, match=said):
        delegation.keep_delegation_point(
            board_id=Board.objects.get(code=wanted["board"]).pk,
            number="1.9",
            text="Brådskande ärenden",
            roles=wanted["roles"],
            own_text=False,
            urgent=True,
            reported=wanted["reported"],
            valid_from=date(2026, 1, 1),
            actor=builders.actor(RUT),
            at=timezone.now(),
        )
