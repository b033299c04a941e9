"""Planera bakåt: every latest date before a meeting, never later than the rule, and what no longer fits."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from accounts.policy import NotAllowed
from cases.services.case import Stale
from diarium import calendar
from meetings.models import LeadTimes, Meeting
from meetings.selectors.planning import plan_backwards
from tests import builders
from tests.builders import CATARINA, OLLE, PIA, SIV
from tests.cases.pages import Budget, as_, text
from tests.meetings.days import board, meeting_on, plan
from workflows.models import PlannedMeeting
from workflows.services import MeetingDay, plan_for_meeting

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def _page() -> str:
    return reverse("plan_backwards", args=[builders.the_walk().case().uuid])


def _plan(on: str, today: str) -> dict[str, tuple[str, bool]]:
    """What the plan for a meeting on a day says, seen on another."""
    meeting = Meeting(board=board(), on=date.fromisoformat(on))
    lines = plan_backwards(
        builders.the_walk().case(), meeting, LeadTimes(board=board()), today=date.fromisoformat(today)
    ).lines
    return {f"{line.label} {line.help}": (line.planned.isoformat(), line.passed) for line in lines}


@pytest.mark.matter_before("start_situation_analysis")
def test_from_a_monday_after_easter_every_day_is_the_working_day_before() -> None:
    found = _plan("2026-04-13", "2026-01-07")

    assert list(found.values()) == [
        ("2026-02-13", False),  # remiss, three weeks before the writing begins
        ("2026-03-06", False),  # lägesbild
        ("2026-03-20", False),  # skicka för godkännande
        ("2026-03-25", False),  # the deputy director
        ("2026-03-30", False),  # the director
        ("2026-03-30", False),  # sista dag att anmäla
        ("2026-04-01", False),
        ("2026-04-02", False),  # kallelse: annandag påsk is no working day
    ]


@pytest.mark.matter_before("start_situation_analysis")
def test_no_latest_day_is_later_than_its_rule_nor_a_day_off() -> None:
    meeting = Meeting(board=board(), on=date(2026, 4, 13))
    times = LeadTimes(board=board())

    for days in range(366):
        meeting.on = date(2026, 1, 1) + timedelta(days=days)
        lines = plan_backwards(builders.the_walk().case(), meeting, times, today=date(2025, 1, 1)).lines
        assert all(calendar.is_working_day(line.planned) and line.planned <= line.latest for line in lines)


@pytest.mark.matter_before("start_situation_analysis")
def test_the_summons_to_the_council_before_easter_is_the_thursday() -> None:
    meeting = Meeting(board=Board.objects.get(kind="council"), on=date(2026, 4, 13))
    lines = plan_backwards(
        builders.the_walk().case(), meeting, LeadTimes(board=meeting.board), today=date(2026, 4, 3)
    ).lines

    summons = next(line for line in lines if line.label == "Kallelse")
    assert (summons.planned, summons.latest, summons.law) == (date(2026, 4, 2), date(2026, 4, 6), "KL 5:13, 5:15")
    assert summons.passed


@pytest.mark.matter_before("approve")
def test_what_is_done_is_never_late() -> None:
    case = builders.the_walk().case()
    meeting = Meeting(board=board(), on=timezone.localdate() + timedelta(days=15))

    found = plan_backwards(case, meeting, LeadTimes(board=board()), today=timezone.localdate())

    by_label = {str(line.label): line for line in found.lines if line.label != "Godkännande"}
    assert by_label["Lägesbild"].done
    assert by_label["Skicka för godkännande"].done
    assert not by_label["Sista dag att anmäla"].done
    approvals = [line for line in found.lines if line.label == "Godkännande"]
    assert len(approvals) == len(case.case_type.approval_chain)
    assert not any(line.done for line in approvals)


@pytest.mark.matter_before("approve#2")
def test_an_approval_that_is_given_is_done_and_the_next_is_not() -> None:
    meeting = Meeting(board=board(), on=timezone.localdate() + timedelta(days=60))

    found = plan_backwards(builders.the_walk().case(), meeting, LeadTimes(board=board()), today=timezone.localdate())

    assert [line.done for line in found.lines if line.label == "Godkännande"] == [True, False]


@pytest.mark.matter_before("start_situation_analysis")
def test_the_page_says_what_no_longer_fits_and_the_officer_plans(django_assert_max_num_queries: Budget) -> None:
    client = as_(CATARINA)
    assert "Det finns inga planerade sammanträden att räkna från." in text(client, _page())
    soon, later = meeting_on(timezone.localdate() + timedelta(days=9)), meeting_on(date(2027, 12, 1))
    page = text(client, f"{_page()}?sammantrade={soon.uuid}")
    assert "Hinns inte" in page
    assert "har passerat. Välj ett senare sammanträde." in page
    with django_assert_max_num_queries(MOST_QUERIES):
        shown = client.get(f"{_page()}?sammantrade={later.uuid}")
    assert "Hinns inte" not in shown.content.decode()
    form = shown.context["form"]
    told = {"key": form["key"].value(), "version": form["version"].value(), "sammantrade": str(later.uuid)}

    client.post(_page(), told)
    client.post(_page(), told)

    assert PlannedMeeting.objects.get().on == later.on
    case = text(client, reverse("case", args=[builders.the_walk().case().uuid]))
    assert "Planerat sammanträde" in case
    assert "1 december 2027" in case
    assert "Ärendet är planerat till det här sammanträdet." in text(client, _page())


@pytest.mark.matter_before("start_situation_analysis")
def test_readers_see_the_plan_and_only_those_who_prepare_save_one() -> None:
    row = meeting_on(date(2027, 12, 1))

    assert as_(PIA).get(_page()).status_code == 403
    with pytest.raises(NotAllowed):
        plan(row, person=OLLE)
    plan(row, person=SIV)


@pytest.mark.matter_before("start_situation_analysis")
def test_a_plan_made_from_an_old_page_is_refused() -> None:
    row = meeting_on(date(2027, 12, 1))
    case = builders.the_walk().case()

    with pytest.raises(Stale):
        plan_for_meeting(
            case_id=case.pk,
            meeting=MeetingDay(row.board_id, row.on),
            expected_version=case.version - 1,
            actor=builders.actor(CATARINA),
            at=timezone.now(),
            key=uuid4().hex,
        )


PLANNED_BY_NOBODY = """
INSERT INTO workflows_plannedmeeting (case_id, body_id, "on", planned_at, planned_by)
SELECT id, board_id, '2027-12-01', now(), '' FROM cases_case
"""


def _attempt(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.matter_before("start_situation_analysis")
def test_the_database_refuses_a_plan_that_no_event_tells_of() -> None:
    with pytest.raises(DatabaseError, match="no event tells"):
        _attempt(PLANNED_BY_NOBODY)


@pytest.mark.matter_before("start_situation_analysis")
@pytest.mark.parametrize("statement", ["DELETE FROM workflows_plannedmeeting", "TRUNCATE workflows_plannedmeeting"])
def test_the_database_keeps_the_plan_of_a_matter(statement: str) -> None:
    plan(meeting_on(date(2027, 12, 1)))

    with pytest.raises(DatabaseError):
        _attempt(statement)
