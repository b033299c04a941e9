"""Frister: where each comes from, how it is met, moved with a reason, and put aside."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from diarium import calendar
from tests import builders
from tests.builders import CATARINA, OLLE, RUT, ULLA
from tests.workflows.deadlines import move_deadline, open_deadline
from workflows import services
from workflows.models import Deadline
from workflows.services.deadline import (
    DeadlineEnded,
    DeadlinePassed,
    LawStands,
    ReasonMissing,
    TaskEndsIt,
    count_again,
)

pytestmark = pytest.mark.django_db


def _drop(deadline: Deadline, *, person: str = CATARINA, reason: str = "Avtalet ska inte förnyas.") -> None:
    services.drop_deadline(
        deadline_id=deadline.pk, reason=reason, actor=builders.actor(person), at=timezone.now(), key=uuid4().hex
    )


@pytest.mark.matter_before("start_situation_analysis")
def test_a_new_task_has_its_deadline_from_the_step() -> None:
    deadline = open_deadline("task")

    assert deadline.task is not None
    assert deadline.due == timezone.localdate() + timedelta(days=5)
    assert deadline.breach_after == deadline.due
    assert deadline.law == ""
    assert deadline.reminders[-1] == deadline.due


@pytest.mark.matter_before("start_situation_analysis")
def test_the_deadline_of_a_task_is_met_when_the_task_is_done_and_the_next_has_its_own() -> None:
    way = builders.the_walk()
    first = open_deadline("task")

    way.perform(CATARINA, "complete_case", "start_situation_analysis")

    first.refresh_from_db()
    assert (first.ended_as, first.ended_by) == ("met", CATARINA)
    assert Event.objects.get(uuid=str(first.ended_event)).verb == "analysis_started"
    assert open_deadline("task").task != first.task


@pytest.mark.matter_before("send_for_approval")
def test_a_concluded_analysis_is_updated_within_two_years_with_reminders_before() -> None:
    deadline = open_deadline("situation_analysis")
    analysis = builders.the_walk().case().analyses.get(state="concluded")

    assert deadline.law == "2023:196 6 §"
    assert deadline.due == analysis.next_update_due
    assert deadline.reminders == list(calendar.agreement_reminders(deadline.due))


@pytest.mark.matter_before("close")
def test_a_signed_agreement_runs_out_on_its_last_day_also_when_the_matter_is_closed() -> None:
    way = builders.the_walk()
    deadline = open_deadline("agreement_expiry")
    assert deadline.due == way.case().agreements.get().valid_to

    assert deadline.reminders == list(calendar.agreement_reminders(deadline.due))
    assert deadline.law == ""


@pytest.mark.matter_before("end")
def test_the_deadlines_of_the_law_and_the_agreement_outlive_the_closed_matter() -> None:
    assert builders.the_walk().case().state == "closed"
    assert set(Deadline.objects.filter(ended_as="").values_list("kind", flat=True)) == {
        "situation_analysis",
        "agreement_expiry",
    }


@pytest.mark.matter_before("approve")
def test_what_a_withdrawn_matter_asked_for_is_no_longer_needed() -> None:
    builders.intervene(builders.the_walk(), ULLA, "withdraw")

    assert not Deadline.objects.filter(ended_as="").exists()
    assert Deadline.objects.get(kind="situation_analysis").ended_as == "dropped"
    assert set(Deadline.objects.filter(kind="task").values_list("ended_as", flat=True)) == {"met", "dropped"}


@pytest.mark.matter_before("record_decision")
def test_a_tabled_matter_has_the_day_of_the_next_meeting_until_it_is_treated() -> None:
    way = builders.the_walk()
    builders.decide(way, "tabled", tabled_to="2020-11-25")

    deadline = open_deadline("tabled")

    assert (deadline.due, deadline.law) == (date(2020, 11, 25), "KL 5:51")
    builders.decide(way, "adopted", meeting_date="2020-11-25", paragraph=3, adjusted_on="2020-11-27")
    deadline.refresh_from_db()
    assert deadline.ended_as == "met"


@pytest.mark.matter_before("start_situation_analysis")
def test_the_officer_moves_a_deadline_with_a_reason_that_the_log_keeps() -> None:
    deadline = open_deadline("task")
    later = timezone.localdate() + timedelta(days=40)

    move_deadline(deadline, later)

    deadline.refresh_from_db()
    assert (deadline.due, deadline.breach_after, deadline.reminders[-1]) == (later, later, later)
    event = Event.objects.filter(verb="deadline_moved").get()
    assert event.stream == builders.the_walk().case().stream
    count_again(case_id=deadline.case_id, at=timezone.now())
    deadline.refresh_from_db()
    assert deadline.due == later


@pytest.mark.matter_before("start_situation_analysis")
def test_a_deadline_is_not_moved_by_others_nor_without_reason_nor_to_a_day_that_has_been() -> None:
    deadline = open_deadline("task")
    later = timezone.localdate() + timedelta(days=40)

    with pytest.raises(NotAllowed):
        move_deadline(deadline, later, person=OLLE)
    with pytest.raises(ReasonMissing):
        move_deadline(deadline, later, reason=" ")
    with pytest.raises(DeadlinePassed):
        move_deadline(deadline, timezone.localdate() - timedelta(days=1))
    with pytest.raises(TaskEndsIt):
        _drop(deadline)


@pytest.mark.matter_before("end")
def test_the_day_of_the_law_is_not_moved_but_what_is_not_needed_is_put_aside() -> None:
    with pytest.raises(LawStands):
        move_deadline(open_deadline("situation_analysis"), timezone.localdate() + timedelta(days=900))
    expiry = open_deadline("agreement_expiry")

    _drop(expiry, person=RUT)

    expiry.refresh_from_db()
    assert (expiry.ended_as, expiry.ended_by) == ("dropped", RUT)
    with pytest.raises(DeadlineEnded):
        _drop(expiry)
    count_again(case_id=expiry.case_id, at=timezone.now())
    assert Deadline.objects.filter(kind="agreement_expiry").get() == expiry


ATTEMPTS = {
    "moved": "UPDATE workflows_deadline SET due = due + 1, breach_after = breach_after + 1",
    "law moved": "UPDATE workflows_deadline SET law = 'KL', moved_reason = 'x'",
    "broken before due": "UPDATE workflows_deadline SET breach_after = due - 1",
    "half ended": "UPDATE workflows_deadline SET ended_as = 'met'",
    "deleted": "DELETE FROM workflows_deadline",
    "emptied": "TRUNCATE workflows_deadline CASCADE",
}


@pytest.mark.matter_before("start_situation_analysis")
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_database_refuses_to_change_a_deadline_behind_the_log(attempt: str) -> None:
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        _attempt(ATTEMPTS[attempt])


def _attempt(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.matter_before("conclude_analysis")
def test_a_deadline_that_has_ended_stays_as_it_ended() -> None:
    ended = Deadline.objects.filter(ended_as="met").order_by("pk")[0]

    with pytest.raises(IntegrityError, match="stays as it ended"), transaction.atomic():
        Deadline.objects.filter(pk=ended.pk).update(ended_by="Någon")
