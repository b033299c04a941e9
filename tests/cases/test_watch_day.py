"""Bevakningsdagen: it comes back in the person's dates, calendar and mail, and of a secret matter nothing is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.services import deactivate_user
from cases.models import Case, Watch
from cases.selectors.watch import watch_letter
from cases.services.watch import remind_watchers, watch_case
from meetings.selectors.feed import person_events
from tests import builders
from tests.builders import IDA, ROLF, RUT, SIV
from tests.cases.pages import as_, text
from workflows.selectors.deadline import coming_dates

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]
STOCKHOLM = ZoneInfo("Europe/Stockholm")
TODAY = timezone.localdate()
DAY = TODAY + timedelta(days=5)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=STOCKHOLM)


def _watch(case: Case, name: str = SIV, on: date | None = DAY) -> Watch:
    return watch_case(case_id=case.pk, on=on, actor=builders.actor(name), at=timezone.now())


def _letters() -> list[Any]:
    return list(ProcrastinateJob.objects.filter(task_name="cases.tell_watch"))


def test_the_day_stands_among_the_coming_dates_and_in_the_calendar_of_who_watches(case: Case) -> None:
    _watch(case)
    number = case.entry.printed_number

    assert [(line.day, line.text, line.number) for line in coming_dates(builders.actor(SIV), today=TODAY)] == [
        (DAY, "Bevakning", number)
    ]
    assert "Bevakning" in text(as_(SIV), "/uppgifter/")
    event = next(one for one in person_events(builders.actor(SIV), today=TODAY) if one.day == DAY)
    assert event.summary == f"{number}: bevakning"
    assert DAY not in [one.day for one in person_events(builders.actor(ROLF), today=TODAY)]


def test_the_person_is_told_on_the_day_and_once(case: Case) -> None:
    row = _watch(case)
    _watch(case, ROLF, on=None)

    assert remind_watchers(at=_noon(DAY - timedelta(days=1))) == 0
    assert [remind_watchers(at=_noon(DAY)) for _time in range(2)] == [1, 0]

    assert [job.args for job in _letters()] == [{"watch_id": row.pk}]
    letter = watch_letter(row.pk)
    assert letter is not None
    assert letter.recipient == builders.user(SIV).email
    assert letter.subject == f"Bevakning: {case.entry.printed_number}"
    assert case.entry.public_subject in letter.text


def test_a_day_that_is_moved_tells_again_and_not_for_the_old_one(case: Case) -> None:
    row = _watch(case)
    remind_watchers(at=_noon(DAY))

    _watch(case, on=DAY + timedelta(days=2))

    assert watch_letter(row.pk) is None
    assert remind_watchers(at=_noon(DAY + timedelta(days=1))) == 0
    assert remind_watchers(at=_noon(DAY + timedelta(days=2))) == 1


def test_a_missed_day_is_made_up_for_and_an_old_one_is_let_be(case: Case) -> None:
    _watch(case)

    assert remind_watchers(at=_noon(DAY + timedelta(days=60))) == 0
    assert remind_watchers(at=_noon(DAY + timedelta(days=9))) == 1


def test_nothing_is_told_of_a_matter_that_the_person_does_not_see_any_more(case: Case) -> None:
    row = _watch(case)
    builders.mark_secret(builders.the_walk())
    remind_watchers(at=_noon(DAY))

    assert watch_letter(row.pk) is None
    assert coming_dates(builders.actor(SIV), today=TODAY) == []
    assert DAY not in [one.day for one in person_events(builders.actor(SIV), today=TODAY)]


def test_the_letter_of_a_secret_matter_says_its_number_alone(case: Case) -> None:
    row = _watch(case, builders.CATARINA)
    builders.mark_secret(builders.the_walk())
    remind_watchers(at=_noon(DAY))

    letter = watch_letter(row.pk)

    assert letter is not None
    assert case.entry.public_subject not in letter.subject + letter.text


def test_who_has_left_is_not_written_to(case: Case) -> None:
    _watch(case, RUT)
    deactivate_user(user_id=builders.user(RUT).pk, actor=builders.actor(IDA), at=timezone.now())

    assert remind_watchers(at=_noon(DAY)) == 0
