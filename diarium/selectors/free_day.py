"""Helgdagarna: those of the law in a year, and the municipality's own free days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts import policy
from accounts.capacity import Actor
from diarium.calendar import Holiday, holidays_of
from diarium.models import FreeDay

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class FreeDayRow:
    """Egen ledig dag; `coming` = it has not been, and can be taken away."""

    pk: int
    day: date
    name: str
    added_on: datetime
    coming: bool


@dataclass(frozen=True, slots=True)
class HolidayPage:
    """Sidan Helgdagar: a year, and its neighbours where there are any."""

    year: int
    holidays: Sequence[Holiday]
    own: Sequence[FreeDayRow]
    previous: int | None
    next: int | None


def holiday_page(actor: Actor, asked: str, *, today: date) -> HolidayPage:
    """Året som adressen ber om, else this year (one query)."""
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year
    year = year if FIRST_YEAR <= year <= LAST_YEAR else today.year
    rows = policy.visible(actor, FreeDay).filter(day__year=year, ended_at=None).order_by("day", "pk")
    return HolidayPage(
        year=year,
        holidays=holidays_of(year),
        own=[FreeDayRow(row.pk, row.day, row.name, row.added_at, row.day > today) for row in rows],
        previous=year - 1 if year > FIRST_YEAR else None,
        next=year + 1 if year < LAST_YEAR else None,
    )


def free_days() -> frozenset[date]:
    """De egna lediga dagarna som de är nu (one query)."""
    return frozenset(FreeDay.objects.filter(ended_at=None).values_list("day", flat=True))


def free_days_by_time() -> Callable[[datetime], frozenset[date]]:
    """De lediga dagarna som de var vid en tidpunkt: what was counted then is counted so again (one query)."""
    rows = list(FreeDay.objects.values_list("day", "added_at", "ended_at"))

    def then(at: datetime) -> frozenset[date]:
        return frozenset(day for day, added, ended in rows if added <= at and (ended is None or ended > at))

    return then
