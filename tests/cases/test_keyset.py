"""Bläddring med nyckel: forth and back without losing or repeating a row."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from accounts.models import Board
from audit.models import Event
from cases.selectors.keyset import PAGE, Place, page_of
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("end")]


def _address(**more: Any) -> str:
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in more.items()})
    return f"?{query.urlencode()}"


def _place(address: str) -> Place:
    return Place.of({name: values[0] for name, values in parse_qs(urlsplit(address).query).items()})


def test_all_rows_are_seen_once_forth_and_back() -> None:
    builders.open_case()
    rows = Event.objects.all()
    every = list(rows.order_by("-pk").values_list("pk", flat=True))
    assert len(every) > PAGE
    first = page_of(rows, Place(), _address)
    pages, page = [first], first
    while page.next:
        page = page_of(rows, _place(page.next), _address)
        pages.append(page)

    assert [row.pk for page in pages for row in page.rows] == every
    back = page_of(rows, _place(pages[1].previous), _address)
    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]
    assert (back.previous, first.previous) == ("", "")
    assert [re.split("[ –]", page.shown)[1] for page in pages] == [str(1 + PAGE * n) for n in range(len(pages))]


@pytest.mark.parametrize("key", ["x", "1_2_3", "2020-13-01_1", "9" * 30, "2020-01-01_x", ""])
def test_a_key_that_nobody_gave_out_is_the_first_page(key: str) -> None:
    by_day = page_of(Board.objects.filter(valid_from__isnull=False), Place(after=key), _address, day="valid_from")
    assert by_day.previous == ""
    assert page_of(Event.objects.all(), Place(after=key), _address).previous == ""
