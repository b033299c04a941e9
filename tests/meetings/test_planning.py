"""Planera bakåt: every latest date before a meeting, never later than the rule, and what no longer fits."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from accounts.policy import NotAllowed
from cases.services.case import Stale
from config.walk import Walk
from diarium import calendar
from meetings.models import LeadTimes, Meeting
from meetings.selectors.planning import PlanLine, plan_backwards
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, PIA, SIV, ULLA
from tests.cases.pages import Budget, as_, text
from tests.meetings.days import board, meeting_on, plan
from tests.referrals import answer, ask, inside
from tests.workflows import kinds
from tests.workflows.definitions import Body, published
from workflows.models import PlannedMeeting
from workflows.services import MeetingDay, plan_for_meeting

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
MEETING_DAYS = ("Kallelse", "Ordförandeberedning", "Sista dag att anmäla")


def _page() -> str:
    return reverse("plan_backwards", args=[builders.the_walk().case().uuid])


def _lines(on: str, way: Walk | None = None, *, today: str = "2026-01-07", body: str = "KS", **days: int) -> list[str]:
    """The plan for a meeting on a day as somebody sees it on another, a line each."""
    meets = Board.objects.get(code=body)
    meeting = Meeting(board=meets, on=date.fromisoformat(on))
    case = (way or builders.the_walk()).case()
    found = plan_backwards(case, meeting, LeadTimes(board=meets, **days), today=date.fromisoformat(today))
    return [f"{line.planned} {line.label}{_state(line)}" for line in found.lines]


def _state(line: PlanLine) -> str:
    late = line.passed or line.answer_due is not None
    return ", klart" if line.done else ", hinns inte" if late else ""


def _preparation(lines: list[str]) -> list[str]:
    """What is left of a plan without the days that every meeting of the body has."""
    return [line for line in lines if not line.partition(" ")[2].startswith(MEETING_DAYS)]


@pytest.mark.matter_before("start_situation_analysis")
def test_from_a_monday_after_easter_every_day_is_the_working_day_before() -> None:
    assert _lines("2026-04-13") == [
        "2026-02-17 Komplettera ärendet",
        "2026-02-20 Remiss",  # sent out thirty days before the text is sent, which would be a Sunday
        "2026-02-23 Underlag",
        "2026-03-09 Lägesbild",
        "2026-03-24 Skicka för godkännande",
        "2026-03-27 Godkännande",  # the deputy director
        "2026-03-30 Godkännande",  # the director
        "2026-03-30 Sista dag att anmäla",
        "2026-04-01 Ordförandeberedning",
        "2026-04-02 Kallelse",  # annandag påsk is no working day
    ]


def _other_way(nodes: Body) -> None:
    """The unit's head approves first, with a week's time; the director has one working day; the text is sent early."""
    nodes["approve_unit_head"] = deepcopy(nodes["approve_deputy"]) | {"roles": ["unit_head"], "days": 7}
    for outcome, target in (("approve", "approve_deputy"), ("return", "prepare_report")):
        path = nodes["approve_unit_head"]["outcomes"][outcome]
        path |= {"action": "approve_as_unit_head", "next": target}
    nodes["report_ready"]["next"] = "approve_unit_head"
    nodes["approve_director"] |= {"days": None, "deadline": {"working_days": 1}}
    nodes["write_report"] |= {"days": None, "deadline": {"before_meeting": 40}}
    nodes["answer_referral"] |= {"days": None, "deadline": {"before_meeting": 50}}


@pytest.mark.matter_before("start_situation_analysis")
def test_a_process_that_the_municipality_has_changed_gives_another_plan_and_an_older_matter_keeps_its_own() -> None:
    older = builders.the_walk()
    before = _lines("2026-04-13")

    published(_other_way)
    newer = Walk(case_id=builders.open_case(subject="Ett nytt avtal").pk)

    assert _lines("2026-04-13", older) == before
    assert _preparation(_lines("2026-04-13", newer)) == [
        "2026-01-29 Komplettera ärendet",
        "2026-01-30 Remiss",  # answered fifty days before the meeting, and asked the body's three weeks before that
        "2026-02-04 Underlag",
        "2026-02-18 Lägesbild",  # ten working days to write, as the body has it
        "2026-03-04 Skicka för godkännande",  # forty days before the meeting
        "2026-03-24 Godkännande",  # the unit's head
        "2026-03-27 Godkännande",  # the deputy director
        "2026-03-30 Godkännande",  # the director
    ]


@pytest.mark.matter_before("start_situation_analysis")
def test_a_step_that_the_process_gives_no_time_takes_the_time_that_the_body_has_set() -> None:
    def timeless(nodes: Body) -> None:
        for name in ("approve_director", "approve_deputy", "write_report"):
            del nodes[name]["days"]

    published(timeless)
    way = Walk(case_id=builders.open_case(subject="Ett nytt avtal").pk)

    found = _preparation(_lines("2026-04-13", way, approval_days=5, writing_days=1))

    assert [line for line in found if "Godk" in line or "godk" in line or "Läges" in line] == [
        "2026-03-13 Lägesbild",
        "2026-03-16 Skicka för godkännande",
        "2026-03-23 Godkännande",
        "2026-03-30 Godkännande",
    ]


@pytest.mark.matter_before("start_situation_analysis")
def test_before_the_council_the_board_has_its_time_to_treat_the_matter() -> None:
    way = kinds.opened("motion", "Motion om fler cykelställ")

    own, council = _preparation(_lines("2026-12-14", way)), _preparation(_lines("2026-12-14", way, body="KF"))

    assert not any("nämndens förslag" in line for line in own)
    assert council[-2:] == ["2026-11-27 Registrera nämndens förslag", "2026-11-30 Bekräfta registrerat beslut"]
    assert council[-3] == "2026-10-28 Godkännande"


@pytest.mark.matter_before("send_for_approval")
def test_what_is_asked_is_answered_in_time_for_the_meeting_or_does_not_fit() -> None:
    way = builders.the_walk()
    assert "2026-02-20 Remiss" in _lines("2026-04-13")

    ask(way, "referral", inside(ULLA), due=date(2028, 3, 24))

    assert "2028-03-28 Remiss" in _lines("2028-04-17")
    assert "2028-03-21 Remiss, hinns inte" in _lines("2028-04-10")
    answer(way, ULLA, "abstain", ULLA)
    assert "2028-03-21 Remiss, klart" in _lines("2028-04-10")


@pytest.mark.matter_before("approve")
def test_a_question_that_nobody_was_asked_is_no_line_once_it_is_too_late_to_ask() -> None:
    assert not any("Remiss" in line for line in _lines("2026-04-13"))


@pytest.mark.matter_before("record_decision")
def test_a_matter_that_is_handed_in_has_only_the_days_of_the_meeting_left() -> None:
    left = [line for line in _lines("2026-04-13") if "klart" not in line]

    assert [line.partition(" ")[2] for line in left] == ["Ordförandeberedning", "Kallelse"]


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
    assert "planerade ärendet till sammanträdet 1 december 2027 i Kommunstyrelsen" in case
    assert "Ärendet är planerat till det här sammanträdet." in text(client, _page())


@pytest.mark.matter_before("start_situation_analysis")
def test_a_withdrawn_matter_is_prepared_for_no_meeting() -> None:
    plan(meeting_on(date(2027, 12, 1)))

    builders.intervene(builders.the_walk(), CAMILLA, "withdraw")

    assert "Planerat sammanträde" not in text(as_(CATARINA), reverse("case", args=[builders.the_walk().case().uuid]))


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
