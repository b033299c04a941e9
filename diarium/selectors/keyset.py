"""Bläddring med nyckel: a page of a long list, from the row that one comes from; counts stop at a thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext as _

PAGE = 50
BATCH = 1000
COUNTED = 1000
LONGEST_KEY = 40
LONGEST_NUMBER = 18

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Place:
    """Var i listan: `after`/`before` are keys of the last/first row of the page that one comes from."""

    after: str = ""
    before: str = ""
    start: int = 0

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Place:
        """As the address says it; a key that nobody gave out is no key."""
        start = str(query.get("fran", ""))
        return cls(
            after=str(query.get("efter", ""))[:LONGEST_KEY],
            before=str(query.get("fore", ""))[:LONGEST_KEY],
            start=int(start) if start.isdecimal() and len(start) < 7 else 0,
        )


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """En sida: its rows, “Visar 1–50 av 642” and the addresses of its neighbours, empty where there is none."""

    rows: list[Row]
    shown: str
    previous: str
    next: str
    total: int


def page_of(
    rows: QuerySet[Row],
    place: Place,
    address: Callable[..., str],
    *,
    day: str = "",
    number: bool = False,
    oldest_first: bool = False,
    total: int | Callable[[], int] | None = None,
) -> Slice[Row]:
    """Sidan, in two queries, one where the `total` is known or all of the list is on the page.

    Ordered by `day`, when it is given (a date, or a `number`), and then by the row itself; the latest first.

    `address` makes the address of the list with `efter`, `fore` and `fran` changed.
    """
    every = rows
    back = bool(place.before)
    forwards = oldest_first != back
    beyond = _beyond(place.before or place.after, day, forwards=forwards, number=number)
    if beyond is not None:
        rows = rows.filter(beyond)
    names = [day, "pk"] if day else ["pk"]
    found = list(rows.order_by(*(F(name).asc() if forwards else F(name).desc() for name in names))[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found.reverse()
    moved = beyond is not None
    start = min(place.start, COUNTED) if moved else 0
    has_previous, has_next = (more, True) if back and moved else (moved, more)
    if not isinstance(total, int):
        count = total or every.order_by()[: COUNTED + 1].count
        total = count() if moved or more else len(found)
    return Slice(
        rows=found,
        shown=page_words(start, len(found), total),
        previous=address(fore=_key(found[0], day), fran=max(start - PAGE, 0)) if found and has_previous else "",
        next=address(efter=_key(found[-1], day), fran=start + PAGE) if found and has_next else "",
        total=total,
    )


def in_batches(
    rows: QuerySet[Row], *, day: str = "", number: bool = False, oldest_first: bool = False, size: int = BATCH
) -> Iterator[list[Row]]:
    """Hela listan i samma ordning, a batch at a time, each a query of its own: however long, nothing is held."""
    names = [day, "pk"] if day else ["pk"]
    ordered = rows.order_by(*(F(name).asc() if oldest_first else F(name).desc() for name in names))
    found = list(ordered[:size])
    while found:
        yield found
        if len(found) < size:
            return
        beyond = _beyond(_key(found[-1], day), day, forwards=oldest_first, number=number)
        found = list(ordered.filter(beyond)[:size]) if beyond is not None else []


def _key(row: Model, day: str) -> str:
    if not day:
        return str(row.pk)
    at: Any = row
    for name in day.split("__"):
        at = getattr(at, name)
    return f"{at.isoformat() if isinstance(at, date) else at}_{row.pk}"


def _beyond(key: str, day: str, *, forwards: bool, number: bool) -> Q | None:
    written, _sep, row = key.rpartition("_")
    if bool(written) != bool(day):
        return None
    side = "gt" if forwards else "lt"
    try:
        beyond = Q(**{f"pk__{side}": _whole(row)})
    except ValueError:
        return None
    if not day:
        return beyond
    at: date | int
    try:
        at = _whole(written) if number else date.fromisoformat(written)
    except ValueError:
        return None
    # The first condition says nothing more than the others, but it is the one that an index can begin at.
    return Q(**{f"{day}__{side}e": at}) & (Q(**{f"{day}__{side}": at}) | (Q(**{day: at}) & beyond))


def _whole(text: str) -> int:
    """A number that the database can hold.

    Raises:
        ValueError: it is none.
    """
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    return int(text)


def page_words(start: int, number: int, total: int) -> str:
    """“Visar 1–50 av 642”, or of “över 1 000”; empty where nothing is shown."""
    if not number:
        return ""
    of = _("över 1 000").replace(" 1 000", "\u00a01\u00a0000") if total > COUNTED else str(total)
    return _("Visar {a}–{b} av {n}").format(a=start + 1, b=start + number, n=of)
