"""Rader i formulär: a list whose rows are added, moved and taken away by submit buttons, so it works without script.

A button of a row is named `row` and its value is the act, the list and the row, e.g. “up-area-1”. What is written is
read as it stands, also what is not a date, and comes back in the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from django.forms import Form

ACT: Final = "row"
MOST_ROWS: Final = 200
T = TypeVar("T")


def written_rows(data: Mapping[str, str], prefix: str, names: Sequence[str]) -> list[dict[str, str]]:
    """The rows `<prefix>-<n>-<name>` that were sent, as they were written; at most `MOST_ROWS`."""
    rows: list[dict[str, str]] = []
    while len(rows) < MOST_ROWS and f"{prefix}-{len(rows)}-{names[0]}" in data:
        rows.append({name: data.get(f"{prefix}-{len(rows)}-{name}", "") for name in names})
    return rows


def change(rows: list[T], act: str, place: int, empty: Callable[[], T]) -> int:
    """Lägg till, flytta upp, flytta ner eller ta bort; answers with the place to go on from, -1 when nothing is left.

    What is outside the list changes nothing.
    """
    if act == "add" and len(rows) < MOST_ROWS:
        rows.append(empty())
    elif act == "remove" and 0 <= place < len(rows):
        del rows[place]
    elif act == "up" and 0 < place < len(rows):
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    elif act == "down" and 0 <= place < len(rows) - 1:
        rows[place + 1], rows[place] = rows[place], rows[place + 1]
    last = len(rows) - 1
    if act == "add":
        return last
    return min(max(place + {"up": -1, "down": 1}.get(act, 0), 0), last)


def focus(form: Form, name: str) -> None:
    """The field where the page takes the person up again after a row was changed."""
    if name in form.fields:
        form.fields[name].widget.attrs["autofocus"] = True
