"""Frister i processmallen: days, working days, the day of a meeting and the law's own clock."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from diarium import calendar
from meetings.models import Meeting
from meetings.services import MeetingLine, cancel_meeting, move_meeting
from tests import builders
from tests.builders import CAMILLA, IDA, PATRIK, SIV
from tests.meetings.days import meeting_on, plan
from tests.workflows.deadlines import move_deadline, open_deadline
from tests.workflows.definitions import Body, agreement, published
from workflows import services
from workflows.definitions.deadline import DeadlineRule
from workflows.definitions.names import NAMES
from workflows.models import Deadline
from workflows.selectors.vocabulary import vocabulary
from workflows.services import clocks
from workflows.services.deadline import (
    LawStands,
)

pytestmark = pytest.mark.django_db


RULES = [
    (DeadlineRule("days", 5), None, "2026-04-30", "2026-05-05"),
    (DeadlineRule("working_days", 5), None, "2026-04-30", "2026-05-08"),
    (DeadlineRule("working_days", 0), None, "2026-05-01", "2026-05-04"),
    (DeadlineRule("before_meeting", 7), "2026-04-13", "2026-03-02", "2026-04-02"),
    (DeadlineRule("before_meeting", 7), "2026-04-13", "2026-04-08", "2026-04-08"),
    (DeadlineRule("before_meeting", 7), None, "2026-04-08", None),
    (DeadlineRule("law", law="appeal"), None, "2026-12-03", None),
    (DeadlineRule("law", law="adjustment"), None, "2026-12-17", None),
    (DeadlineRule("law", law="announcement"), None, "2026-12-23", None),
    (DeadlineRule("law", law="council_summons"), "2026-04-13", "2026-03-02", "2026-04-02"),
    (DeadlineRule("law", law="council_summons"), None, "2026-03-02", None),
    (DeadlineRule("law", law="situation_analysis"), None, "2024-02-29", None),
]


@pytest.mark.matter_before("start_situation_analysis")
@pytest.mark.parametrize(("rule", "meeting", "started", "due"), RULES)
def test_a_step_counts_its_days_as_its_definition_says(
    rule: DeadlineRule, meeting: str | None, started: str, due: str | None
) -> None:
    found = clocks.task_dates(
        rule,
        builders.the_walk().case(),
        started=date.fromisoformat(started),
        meeting=date.fromisoformat(meeting) if meeting else None,
    )

    assert (found and found.due.isoformat()) == due


@pytest.mark.matter_before("distribute")
def test_the_clocks_of_the_law_count_from_the_day_that_the_matter_holds() -> None:
    case, came = builders.the_walk().case(), date(2030, 1, 1)
    adjusted = case.decisions.get().adjusted_on
    as_of = case.analyses.get().as_of
    assert adjusted is not None
    assert as_of is not None

    def due(law: str) -> date | None:
        found = clocks.LAWS[law].count(case, came, None)
        return found.due if found else None

    assert due("announcement") == adjusted + timedelta(days=2)
    assert due("situation_analysis") == as_of.replace(year=as_of.year + 2)


@pytest.mark.matter_before("open_case")
def test_every_law_that_a_definition_may_name_has_its_clock() -> None:
    assert {name for name, law in NAMES.laws.items() if law.counted_in} == set(clocks.LAWS)


@pytest.mark.matter_before("open_case")
def test_a_clock_that_cannot_be_counted_is_not_offered_but_a_draft_that_has_it_shows_it() -> None:
    body = agreement()
    assert [name for name, _label in vocabulary(body).laws] == list(clocks.LAWS)

    body["nodes"]["distribute"]["deadline"] = {"law": "appeal"}

    assert "appeal" in dict(vocabulary(body).laws)


def _clocks_of_every_kind(nodes: Body) -> None:
    """Before the meeting, then working days, then the law's."""
    for name, rule in (
        ("approve_deputy", {"before_meeting": 14}),
        ("approve_director", {"working_days": 5}),
        ("record_decision", {"law": "council_summons"}),
    ):
        del nodes[name]["days"]
        nodes[name]["deadline"] = rule


def _move_meeting(row: Meeting, on: date) -> None:
    move_meeting(
        meeting_id=row.pk,
        line=MeetingLine(on),
        reason="Lokalen är upptagen.",
        actor=builders.actor(SIV),
        at=timezone.now(),
        key=uuid4().hex,
    )


@pytest.mark.matter_before("approve")
def test_a_published_step_has_its_deadline_by_the_calendar_the_meeting_and_the_law() -> None:
    way = builders.the_walk()
    newer = published(_clocks_of_every_kind)
    meeting = meeting_on(date(2027, 12, 1))
    services.move_matter(case_id=way.case_id, definition_id=newer.pk, actor=builders.actor(IDA), at=timezone.now())
    plan(meeting)
    assert (open_deadline("task").due, open_deadline("task").law) == (date(2027, 11, 17), "")
    _move_meeting(meeting, date(2027, 12, 20))
    assert open_deadline("task").due == date(2027, 12, 6)
    assert open_deadline("task").reminders[-1] == date(2027, 12, 6)

    way.perform(PATRIK, "approve_deputy", "approve", 2)
    today = timezone.localdate()
    assert (open_deadline("task").due, open_deadline("task").law) == (calendar.add_working_days(today, 5), "")
    assert open_deadline("task").due >= today + timedelta(days=7)

    way.perform(CAMILLA, "approve_director", "approve", 2)
    assert (open_deadline("task").due, open_deadline("task").law) == (date(2027, 12, 13), "KL 5:13, 5:15")
    with pytest.raises(LawStands):
        move_deadline(open_deadline("task"), date(2028, 1, 10))
    _move_meeting(Meeting.objects.get(on=date(2027, 12, 20)), date(2027, 12, 27))
    assert (open_deadline("task").due, open_deadline("task").law) == (date(2027, 12, 20), "KL 5:13, 5:15")


@pytest.mark.matter_before("approve")
def test_a_deadline_before_a_meeting_that_is_called_off_stands_until_another_meeting_is_chosen() -> None:
    way = builders.the_walk()
    newer = published(_clocks_of_every_kind)
    services.move_matter(case_id=way.case_id, definition_id=newer.pk, actor=builders.actor(IDA), at=timezone.now())
    meeting = meeting_on(date(2027, 12, 1))
    plan(meeting)

    cancel_meeting(
        meeting_id=meeting.pk, reason="För få ärenden.", actor=builders.actor(SIV), at=timezone.now(), key=uuid4().hex
    )
    assert open_deadline("task").due == date(2027, 11, 17)
    plan(meeting_on(date(2027, 12, 20)))
    assert open_deadline("task").due == date(2027, 12, 6)

    way.perform(PATRIK, "approve_deputy", "approve", 2)
    assert Deadline.objects.get(due=date(2027, 12, 6)).ended_as == "met"
