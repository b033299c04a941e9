"""Påminnelser: before the day to whom it lies with, after it to the unit's head too, and each day once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.capacity import SYSTEM
from accounts.models import Mandate, Role
from accounts.services import end_mandate
from cases.services.on_hold import pause_case
from diarium import calendar
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, PATRIK, ULLA
from workflows.models import Deadline, DeadlineNotice
from workflows.selectors.reminding import letter_of
from workflows.services.reminding import remind

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=STOCKHOLM)


def _told() -> list[tuple[str, str]]:
    return sorted(DeadlineNotice.objects.filter(deadline__kind="task").values_list("person__name", "stage"))


def _row() -> Deadline:
    return Deadline.objects.get(kind="task", ended_as="")


@pytest.mark.matter_before("start_situation_analysis")
def test_the_holder_is_reminded_before_the_day_and_once() -> None:
    row = _row()
    assert remind(at=timezone.now()) == 0

    first = row.reminders[0]
    assert remind(at=_noon(first)) == 1
    assert remind(at=_noon(first) + timedelta(hours=1)) == 0

    assert _told() == [(CATARINA, "remind")]
    assert ProcrastinateJob.objects.filter(task_name="workflows.tell_deadline").count() == 1


@pytest.mark.matter_before("start_situation_analysis")
def test_the_head_of_the_unit_is_told_when_the_day_has_passed_and_then_every_week() -> None:
    row = _row()
    late = calendar.next_working_day(row.due + timedelta(days=1))

    remind(at=_noon(late))
    assert _told() == [(CATARINA, "late"), (ULLA, "late")]
    remind(at=_noon(late + timedelta(days=6)))
    assert DeadlineNotice.objects.count() == 2
    remind(at=_noon(late + timedelta(days=7)))
    assert DeadlineNotice.objects.count() == 4


@pytest.mark.matter_before("start_situation_analysis")
def test_days_that_were_missed_are_made_up_for_once() -> None:
    late = calendar.next_working_day(_row().due + timedelta(days=1))

    remind(at=_noon(late + timedelta(days=23)))

    assert {row.planned_on for row in DeadlineNotice.objects.all()} == {late + timedelta(days=21)}


@pytest.mark.matter_before("start_situation_analysis")
def test_the_day_is_stockholms_and_not_the_servers() -> None:
    first = _row().reminders[0]
    before_midnight = datetime(first.year, first.month, first.day, tzinfo=STOCKHOLM) - timedelta(minutes=1)

    assert remind(at=before_midnight) == 0
    assert remind(at=before_midnight + timedelta(minutes=2)) == 1


@pytest.mark.matter_before("approve")
def test_a_task_that_nobody_has_taken_reminds_everybody_whose_role_does_it() -> None:
    builders.give_role(OLLE, Role.DEPUTY_DIRECTOR)

    remind(at=_noon(_row().due))

    assert _told() == [(OLLE, "remind"), (PATRIK, "remind")]


@pytest.mark.matter_before("start_situation_analysis")
def test_who_stands_in_for_the_holder_is_reminded_too() -> None:
    today = timezone.localdate()
    builders.give_role(
        OLLE,
        Role.CASE_OFFICER,
        unit_id=builders.the_walk().case().unit_id,
        on_behalf_of_id=builders.user(CATARINA).pk,
        valid_from=today,
        valid_to=today + timedelta(days=60),
    )

    remind(at=_noon(_row().due))

    assert _told() == [(CATARINA, "remind"), (OLLE, "remind")]


@pytest.mark.matter_before("start_situation_analysis")
def test_a_reminder_names_the_task_and_its_day() -> None:
    remind(at=_noon(_row().due))

    letter = letter_of(DeadlineNotice.objects.get().pk)

    assert letter is not None
    number = builders.the_walk().case().entry.printed_number
    assert letter.subject == f"Påminnelse: Komplettera ärendet i {number}"
    assert "Klar senast" in letter.text
    assert letter.recipient == builders.user(CATARINA).email


@pytest.mark.matter_before("start_situation_analysis")
def test_of_a_secret_matter_the_letter_has_the_number_alone_and_the_head_gets_none() -> None:
    way = builders.the_walk()
    builders.mark_secret(way)
    late = calendar.next_working_day(_row().due + timedelta(days=1))

    remind(at=_noon(late))

    assert _told() == [(CATARINA, "late")]
    letter = letter_of(DeadlineNotice.objects.get().pk)
    assert letter is not None
    assert letter.subject == f"Försenad: en uppgift i {way.case().entry.printed_number}"
    assert "Komplettera" not in letter.text
    assert way.case().entry.public_subject not in letter.text


@pytest.mark.matter_before("start_situation_analysis")
def test_no_letter_goes_out_of_a_deadline_that_has_been_met() -> None:
    remind(at=_noon(_row().due))
    builders.the_walk().perform(CATARINA, "complete_case", "start_situation_analysis")

    assert letter_of(DeadlineNotice.objects.get().pk) is None


@pytest.mark.matter_before("end")
def test_an_agreement_reminds_twelve_six_and_three_months_before_it_runs_out() -> None:
    row = Deadline.objects.get(kind="agreement_expiry")
    assert [calendar.add_months(row.due, -months) for months in (12, 6, 3)] == row.reminders


@pytest.mark.matter_before("start_situation_analysis")
def test_a_reminder_is_written_once() -> None:
    remind(at=_noon(_row().due))

    for statement in (
        "UPDATE workflows_deadlinenotice SET planned_on = planned_on + 1",
        "DELETE FROM workflows_deadlinenotice",
        AGAIN,
    ):
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            _run(statement)


AGAIN = """
INSERT INTO workflows_deadlinenotice (uuid, deadline_id, stage, planned_on, person_id, made_at)
SELECT gen_random_uuid(), deadline_id, stage, planned_on, person_id, made_at FROM workflows_deadlinenotice
"""


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.matter_before("start_situation_analysis")
def test_the_director_is_told_where_no_unit_has_a_head() -> None:
    for mandate in Mandate.objects.filter(role=Role.UNIT_HEAD):
        end_mandate(mandate_id=mandate.pk, valid_to=timezone.localdate(), actor=SYSTEM, at=timezone.now())
    late = calendar.next_working_day(_row().due + timedelta(days=1))

    remind(at=_noon(late))

    assert _told() == [(CAMILLA, "late"), (CATARINA, "late")]


def _rest(days: int) -> None:
    pause_case(
        case_id=builders.the_walk().case_id,
        until=timezone.localdate() + timedelta(days=days),
        reason="Väntar på statistik.",
        actor=builders.actor(CATARINA),
        at=timezone.now(),
        key=uuid4().hex,
    )


@pytest.mark.matter_before("send_for_approval")
def test_the_matters_own_reminders_wait_while_it_rests() -> None:
    row = _row()
    _rest((row.due - timezone.localdate()).days + 10)

    remind(at=_noon(row.reminders[0]))
    remind(at=_noon(row.due + timedelta(days=9)))
    assert _told() == []

    remind(at=_noon(row.due + timedelta(days=10)))
    assert (CATARINA, "late") in _told()


@pytest.mark.matter_before("send_for_approval")
def test_the_reminders_of_the_law_go_on_while_the_matter_rests() -> None:
    row = _row()
    _rest((row.due - timezone.localdate()).days + 40)

    remind(at=_noon(row.due))

    told = DeadlineNotice.objects.values_list("deadline__kind", "person__name", "stage")
    assert set(told) == {("situation_analysis", CATARINA, "late"), ("situation_analysis", ULLA, "late")}
