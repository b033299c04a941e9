"""Bläddring bland träffar: every hit once, both ways, in either order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from diarium.selectors import search
from diarium.selectors.keyset import Place

FOUND = [
    (number % 3 == 0, date(2020, 1, 1) + timedelta(days=number // 4), number, number, None) for number in range(23)
]


def page(place: Place, *, best_first: bool) -> Any:
    return search._page(FOUND, place, lambda **place_: place_, best_first=best_first, total=len(FOUND))  # type: ignore[arg-type]


def order(*, best_first: bool) -> list[int]:
    return [row[2] for row in sorted(FOUND, key=lambda row: (best_first and row[0], row[1], row[2]), reverse=True)]


@pytest.mark.parametrize("best_first", [False, True])
def test_every_hit_stands_once_on_the_pages_there_and_back(monkeypatch: pytest.MonkeyPatch, best_first: bool) -> None:
    monkeypatch.setattr(search, "PAGE", 5)
    there, shown, place = [], [], Place()
    while True:
        slice_ = page(place, best_first=best_first)
        there.append([row.pk for row in slice_.rows])
        shown.append(slice_.shown)
        if not slice_.next:
            break
        place = Place(after=slice_.next["efter"], start=slice_.next["fran"])

    assert [pk for rows in there for pk in rows] == order(best_first=best_first)
    assert shown[0] == "Visar 1–5 av 23"
    assert shown[-1] == "Visar 21–23 av 23"

    back = [there[-1]]
    while slice_.previous:
        slice_ = page(Place(before=slice_.previous["fore"], start=slice_.previous["fran"]), best_first=best_first)
        back.append([row.pk for row in slice_.rows])
    assert back[::-1] == there
