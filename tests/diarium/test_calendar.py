"""Lagens kalender: the worked examples, day by day."""

from datetime import UTC, date, datetime

import pytest

from diarium import calendar

APPEALS = [
    ("2015-05-19", "2015-06-09", "2015-06-10"),
    ("2017-10-26", "2017-11-16", "2017-11-17"),
    ("2020-08-18", "2020-09-08", "2020-09-09"),
    ("2020-11-03", "2020-11-24", "2020-11-25"),
    ("2026-03-13", "2026-04-07", "2026-04-08"),
    ("2026-04-23", "2026-05-15", "2026-05-16"),
    ("2026-05-29", "2026-06-22", "2026-06-23"),
    ("2026-10-10", "2026-11-02", "2026-11-03"),
    ("2026-12-03", "2026-12-28", "2026-12-29"),
    ("2026-12-10", "2027-01-04", "2027-01-05"),
    ("2026-12-16", "2027-01-07", "2027-01-08"),
]
DAYS_OFF = [
    "2026-01-01", "2026-01-06", "2026-04-03", "2026-04-05", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-24",
    "2026-06-06", "2026-06-19", "2026-06-20", "2026-10-31", "2026-12-24", "2026-12-25", "2026-12-26", "2026-12-31",
]  # fmt: skip
ORDINARY = ["2026-01-05", "2026-04-02", "2026-04-30", "2026-05-15", "2026-10-30", "2026-12-23"]


@pytest.mark.parametrize(("announced", "last_day", "legal_force"), APPEALS)
def test_the_appeal_period_ends_when_the_law_says(announced: str, last_day: str, legal_force: str) -> None:
    clock = calendar.appeal_clock(date.fromisoformat(announced))

    assert clock.last_appeal_day == date.fromisoformat(last_day)
    assert clock.legal_force == clock.earliest_take_down == date.fromisoformat(legal_force)


def test_a_joint_boards_appeal_period_runs_from_the_last_announcement() -> None:
    clock = calendar.appeal_clock(date(2020, 11, 3), also_announced=[date(2020, 11, 5), date(2020, 10, 30)])

    assert clock.last_appeal_day == date(2020, 11, 26)


@pytest.mark.parametrize("day", DAYS_OFF)
def test_holidays_and_the_three_eves_are_not_working_days(day: str) -> None:
    assert not calendar.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ORDINARY)
def test_half_holidays_and_squeezed_days_are_ordinary_days(day: str) -> None:
    assert calendar.is_working_day(date.fromisoformat(day))


def test_minutes_are_adjusted_within_fourteen_days() -> None:
    dates = calendar.adjustment_dates(date(2026, 12, 17))

    assert (dates.due, dates.breach_after) == (date(2026, 12, 31), date(2027, 1, 4))
    assert dates.warn == date(2026, 12, 27)


def test_adjusted_minutes_are_announced_within_two_days() -> None:
    dates = calendar.announcement_dates(date(2026, 12, 23))

    assert (dates.due, dates.breach_after) == (date(2026, 12, 25), date(2026, 12, 28))


def test_a_clock_that_runs_backwards_never_moves_later() -> None:
    dates = calendar.before_meeting(date(2026, 4, 13))

    assert (dates.latest, dates.planned) == (date(2026, 4, 6), date(2026, 4, 2))
    assert calendar.urgent_item_day(date(2026, 4, 13)) == date(2026, 4, 10)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-04-30", 1, "2026-05-04"),
        ("2026-05-13", 2, "2026-05-18"),
        ("2026-06-18", 1, "2026-06-22"),
        ("2026-12-23", 3, "2026-12-30"),
        ("2026-12-30", 1, "2027-01-04"),
        ("2027-01-05", 1, "2027-01-07"),
        ("2026-05-02", 0, "2026-05-04"),
    ],
)
def test_working_days_are_counted_past_weekends_holidays_and_the_three_eves(start: str, days: int, end: str) -> None:
    assert calendar.add_working_days(date.fromisoformat(start), days) == date.fromisoformat(end)


def test_working_days_are_counted_backwards_too() -> None:
    assert calendar.working_days_before(date(2026, 4, 7), 1) == date(2026, 4, 2)
    assert calendar.working_days_before(date(2026, 4, 7), 0) == date(2026, 4, 7)


def test_a_situation_analysis_of_a_leap_day_is_due_on_the_last_of_february() -> None:
    assert calendar.analysis_update_due(date(2024, 2, 29)) == date(2026, 2, 28)


def test_an_agreement_reminds_twelve_six_and_three_months_before() -> None:
    assert calendar.agreement_reminders(date(2022, 12, 31)) == (
        date(2021, 12, 31),
        date(2022, 6, 30),
        date(2022, 9, 30),
    )


def test_twenty_one_days_over_the_change_to_winter_time_are_twenty_one_days() -> None:
    assert calendar.last_appeal_day(date(2020, 10, 6)) == date(2020, 10, 27)


def test_the_last_half_hour_of_the_year_in_utc_is_the_next_year_in_stockholm() -> None:
    assert calendar.stockholm_date(datetime(2020, 12, 31, 23, 30, tzinfo=UTC)) == date(2021, 1, 1)


def test_what_comes_in_on_a_friday_is_registered_by_monday() -> None:
    assert calendar.registration_due(date(2026, 11, 20)) == date(2026, 11, 23)
    assert calendar.registration_due(date(2026, 11, 21)) == date(2026, 11, 23)
