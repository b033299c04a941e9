"""Fristående uppgifter med en dag: a deadline like any other, shown, reminded of, late and moved."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.services import register_absence
from audit.models import Event
from diarium import calendar
from meetings.selectors.feed import person_events
from tests import builders
from tests.beside import give, make_secret, matter
from tests.builders import CATARINA, OLLE, PATRIK, ROLF, RUT, ULLA
from tests.cases.pages import as_, text
from workflows import services
from workflows.models import AdHocTask, Deadline, DeadlineNotice
from workflows.selectors.deadline import coming_dates
from workflows.selectors.reminding import letter_of
from workflows.services.deadline import TaskEndsIt, drop_deadline, move_deadline
from workflows.services.reminding import remind

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("conclude_analysis")]
STOCKHOLM = ZoneInfo("Europe/Stockholm")
TODAY = timezone.localdate()
DUE = calendar.add_working_days(TODAY, 6)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=STOCKHOLM)


def _row(task: AdHocTask) -> Deadline:
    return Deadline.objects.get(ad_hoc=task)


def _told(task: AdHocTask) -> list[tuple[str, str]]:
    return sorted(DeadlineNotice.objects.filter(deadline__ad_hoc=task).values_list("person__name", "stage"))


def _end(task: AdHocTask, outcome: str) -> None:
    services.end_ad_hoc_task(
        ad_hoc_id=task.pk,
        outcome=outcome,
        comment="Det gick inte.",
        actor=builders.actor(PATRIK),
        at=timezone.now(),
        key=uuid4().hex,
    )


def test_a_task_with_a_day_has_a_deadline_and_one_without_has_none() -> None:
    row = _row(give(due=DUE))

    assert (row.due, row.breach_after, row.law, row.ended_as) == (DUE, DUE, "", "")
    assert row.reminders == [calendar.working_days_before(DUE, 2), DUE]
    assert not Deadline.objects.filter(ad_hoc=give()).exists()


@pytest.mark.parametrize(("outcome", "ended"), [("done", "met"), ("cannot", "dropped")])
def test_its_deadline_ends_with_the_task(outcome: str, ended: str) -> None:
    task = give(due=DUE)

    _end(task, outcome)

    assert _row(task).ended_as == ended


def test_it_stands_among_the_coming_dates_and_in_the_calendar_of_who_has_it() -> None:
    task = give(due=DUE)

    line = next(line for line in coming_dates(builders.actor(PATRIK), today=TODAY) if line.day == DUE)
    assert (line.text, line.url) == ("Ring polisen", reverse("ad_hoc_task", args=[task.pk]))
    assert "Ring polisen" in text(as_(PATRIK), "/uppgifter/")
    event = next(one for one in person_events(builders.actor(PATRIK), today=TODAY) if one.day == DUE)
    assert event.summary == f"{matter().entry.printed_number}: Ring polisen"
    for name in (OLLE, ROLF):
        assert "Ring polisen" not in [one.text for one in coming_dates(builders.actor(name), today=TODAY)]
        assert DUE not in [one.day for one in person_events(builders.actor(name), today=TODAY)]


def test_of_a_secret_matter_the_calendar_and_the_letter_say_that_there_is_a_task() -> None:
    task = give(CATARINA, by=RUT, due=DUE)
    make_secret()

    event = next(one for one in person_events(builders.actor(CATARINA), today=TODAY) if one.day == DUE)
    assert event.summary == f"{matter().entry.printed_number}: Uppgift"
    remind(at=_noon(DUE))
    letter = letter_of(DeadlineNotice.objects.get(deadline__ad_hoc=task).pk)
    assert letter is not None
    assert "Ring polisen" not in letter.subject + letter.text
    assert "en uppgift" in letter.subject


def test_who_has_it_is_reminded_and_the_head_of_the_unit_too_when_it_is_late() -> None:
    task = give(due=DUE)

    remind(at=_noon(calendar.working_days_before(DUE, 2)))
    assert _told(task) == [(PATRIK, "remind")]
    remind(at=_noon(calendar.next_working_day(DUE + timedelta(days=1))))

    assert _told(task) == [(PATRIK, "late"), (PATRIK, "remind"), (ULLA, "late")]
    letter = letter_of(DeadlineNotice.objects.filter(deadline__ad_hoc=task, stage="late", person__name=ULLA)[0].pk)
    assert letter is not None
    assert letter.subject == f"Försenad: Ring polisen i {matter().entry.printed_number}"
    assert f"Uppgiften ligger hos {PATRIK}." in letter.text
    assert reverse("ad_hoc_task", args=[task.pk]) in letter.text


def test_a_group_and_a_stand_in_are_reminded() -> None:
    group, own = give(role=Role.REGISTRAR, due=DUE), give(CATARINA, by=RUT, due=DUE)
    builders.give_role(OLLE, Role.CASE_OFFICER)
    register_absence(
        user_id=builders.user(CATARINA).pk,
        substitute_id=builders.user(OLLE).pk,
        valid_from=TODAY,
        valid_to=DUE,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )

    remind(at=_noon(DUE))

    assert _told(group) == [(ROLF, "remind"), (RUT, "remind")]
    assert [name for name, _stage in _told(own)] == [CATARINA, OLLE]


def test_it_is_listed_when_late_and_the_day_of_the_task_moves_with_it() -> None:
    task = give(due=TODAY - timedelta(days=3))
    assert "Ring polisen" in text(as_(CATARINA), reverse("deadlines"))

    move_deadline(
        deadline_id=_row(task).pk,
        due=DUE,
        reason="Polisen är på semester.",
        actor=builders.actor(CATARINA),
        at=timezone.now(),
        key="a",
    )

    task.refresh_from_db()
    assert task.due == _row(task).due == DUE
    assert "Ring polisen" not in text(as_(CATARINA), reverse("deadlines"))
    assert Event.objects.filter(stream=matter().stream, verb="deadline_moved").count() == 1


def test_it_is_not_put_aside_but_ended_with_the_task() -> None:
    with pytest.raises(TaskEndsIt):
        drop_deadline(
            deadline_id=_row(give(due=DUE)).pk,
            reason="Behövs inte.",
            actor=builders.actor(CATARINA),
            at=timezone.now(),
            key="a",
        )


def test_a_task_from_before_there_were_such_deadlines_gets_one_at_night() -> None:
    task = give(due=DUE)
    Deadline.objects.filter(ad_hoc=task).update(ad_hoc=None, about="before")

    remind(at=_noon(TODAY))

    assert _row(task).due == DUE
    assert Deadline.objects.filter(about="before").get().ended_as == "met"


def test_a_deadline_is_of_one_task_and_no_task_has_two() -> None:
    task = give(due=DUE)
    of_process = Deadline.objects.filter(task__isnull=False)[0]
    for column, value in (("ad_hoc_id", task.pk), ("task_id", of_process.task_id)):
        row = of_process.pk if column == "ad_hoc_id" else _row(task).pk
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE workflows_deadline SET {column} = %s WHERE id = %s", [value, row])
