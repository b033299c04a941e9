"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.forms import DateField, parse_date

TODAY = date(2020, 10, 6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-10-28", date(2020, 10, 28)),
        (" 28 okt ", date(2020, 10, 28)),
        ("28 oktober 2021", date(2021, 10, 28)),
        ("28 okt.", date(2020, 10, 28)),
        ("28/10", date(2020, 10, 28)),
        ("i dag", TODAY),
        ("Idag", TODAY),
        ("imorgon", date(2020, 10, 7)),
        ("i morgon", date(2020, 10, 7)),
        ("+5d", date(2020, 10, 11)),
        ("+3v", date(2020, 10, 27)),
        ("+2m", date(2020, 12, 6)),
        ("+3m", date(2021, 1, 6)),
    ],
)
def test_a_date_is_understood_as_people_write_it(text: str, day: date) -> None:
    assert parse_date(text, today=TODAY) == day


def test_a_month_ahead_of_the_thirty_first_is_the_last_of_the_month() -> None:
    assert parse_date("+1m", today=date(2020, 10, 31)) == date(2020, 11, 30)
    assert parse_date("+1m", today=date(2020, 12, 31)) == date(2021, 1, 31)
    assert parse_date("+2m", today=date(2020, 12, 31)) == date(2021, 2, 28)


@pytest.mark.parametrize("text", ["2020-02-30", "31/2", "28 xyz", "oktober", "10/28/2020", "+3", "2020", "32 okt"])
def test_what_is_not_a_date_is_not_guessed(text: str) -> None:
    assert parse_date(text, today=TODAY) is None


def test_the_field_says_how_a_date_is_written() -> None:
    with pytest.raises(ValidationError, match="Skriv ett datum, till exempel 2020-10-28"):
        DateField().clean("nästa vecka")
