"""Lagens kalender: working days and the clocks of the law. Dates only, in Europe/Stockholm; never hours. Pure.

The day of the event is not counted (1930:173 1 §). A last day that is a Saturday, Sunday, other public holiday or
midsommar-, jul- or nyårsafton moves to the next working day (2 §); clocks that run backwards never move later.

`free` are the municipality's own free days: given where its own working days are counted, never to a clock of the law.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from holidays.countries.sweden import Sweden

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
APPEAL_DAYS: Final = 21
ADJUSTMENT_DAYS: Final = 14
ADJUSTMENT_WARNING_DAYS: Final = 10
ANNOUNCEMENT_DAYS: Final = 2
COUNCIL_SUMMONS_DAYS: Final = 7
ANALYSIS_YEARS: Final = 2
AGREEMENT_REMINDER_MONTHS: Final = (12, 6, 3)


@dataclass(frozen=True, slots=True)
class AppealClock:
    """Överklagandetid (KL 13:5): what follows from the day the decision was announced."""

    announced: date
    last_appeal_day: date
    legal_force: date
    earliest_take_down: date


@dataclass(frozen=True, slots=True)
class DutyDates:
    """Myndighetens egen frist: `due` is shown and reminded of, `breach_after` is the day moved by 1930:173 2 §."""

    due: date
    breach_after: date
    warn: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedBefore:
    """Frist räknad bakåt från ett sammanträde: `latest` by the law, `planned` the working day to do it on."""

    latest: date
    planned: date


@dataclass(frozen=True, slots=True)
class Holiday:
    """Helgdag eller en av de tre aftnarna: its day, its name and the law that makes it free."""

    day: date
    name: str
    law: str


@lru_cache(maxsize=64)
def _days_off(year: int) -> frozenset[date]:
    """The public holidays and the three eves of a year (1989:253; 1930:173 2 §)."""
    return frozenset(Sweden(categories=("public", "de_facto"), years=year).keys())


def holidays_of(year: int) -> list[Holiday]:
    """Årets helgdagar och aftnar i ordning, as the clocks count them; Sundays are not listed."""
    found = [
        Holiday(day, name, law)
        for kind, law in (("public", "1989:253"), ("de_facto", "1930:173 2 §"))
        for day, name in Sweden(categories=(kind,), years=year, language="sv").items()
    ]
    return sorted(found, key=lambda holiday: holiday.day)


def stockholm_date(at: datetime) -> date:
    """The date in Stockholm of an aware instant: 23.30 UTC on 31 December is the next year's diary."""
    return at.astimezone(STOCKHOLM).date()


def is_working_day(day: date, free: Collection[date] = ()) -> bool:
    """Vardag in the sense of the moving rule: Monday to Friday and neither public holiday nor one of the three eves."""
    return day.weekday() < 5 and day not in _days_off(day.year) and day not in free


def next_working_day(day: date, free: Collection[date] = ()) -> date:
    """The day itself or the first working day after it (the moving rule)."""
    while not is_working_day(day, free):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date, free: Collection[date] = ()) -> date:
    """The day itself or the last working day before it (clocks that run backwards)."""
    while not is_working_day(day, free):
        day -= timedelta(days=1)
    return day


def add_days(day: date, days: int) -> date:
    """Calendar days; the day of the event is not counted."""
    return day + timedelta(days=days)


def add_working_days(day: date, days: int, free: Collection[date] = ()) -> date:
    """Arbetsdagar framåt; the day itself is not counted. No days = the day itself or the next working day."""
    day = day if days else next_working_day(day, free)
    for _one in range(days):
        day = next_working_day(day + timedelta(days=1), free)
    return day


def working_days_before(day: date, days: int, free: Collection[date] = ()) -> date:
    """Arbetsdagar bakåt; the day itself is not counted."""
    for _one in range(days):
        day = previous_working_day(day - timedelta(days=1), free)
    return day


def add_months(day: date, count: int) -> date:
    """The same number in another month, or the last day of the month if it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same date in another year: 29 February + 2 years is 28 February."""
    return add_months(day, 12 * years)


def appeal_clock(announced: date, *, also_announced: Iterable[date] = ()) -> AppealClock:
    """Överklagandetiden för laglighetsprövning: three weeks from the announcement, moved (KL 13:5).

    `also_announced` are the other co-operating municipalities' announcements for a joint board: the last one counts.
    """
    start = max([announced, *also_announced])
    last = next_working_day(add_days(start, APPEAL_DAYS))
    after = add_days(last, 1)
    return AppealClock(announced=start, last_appeal_day=last, legal_force=after, earliest_take_down=after)


def last_appeal_day(announced: date) -> date:
    """Sista dag för överklagande."""
    return appeal_clock(announced).last_appeal_day


def adjustment_dates(last_meeting_day: date) -> DutyDates:
    """Justering senast 14 dagar efter sammanträdet (KL 5:69); a warning on the tenth day."""
    due = add_days(last_meeting_day, ADJUSTMENT_DAYS)
    return DutyDates(due, next_working_day(due), warn=add_days(last_meeting_day, ADJUSTMENT_WARNING_DAYS))


def announcement_dates(adjusted: date) -> DutyDates:
    """Tillkännagivande på anslagstavlan senast andra dagen efter justeringen (KL 8:12)."""
    due = add_days(adjusted, ANNOUNCEMENT_DAYS)
    return DutyDates(due, next_working_day(due))


def before_meeting(meeting: date, days: int = COUNCIL_SUMMONS_DAYS) -> PlannedBefore:
    """Kungörelse och kallelse till fullmäktige en vecka före (KL 5:13, 5:15); a board's own lead time by `days`."""
    latest = add_days(meeting, -days)
    return PlannedBefore(latest, previous_working_day(latest))


def urgent_item_day(meeting: date) -> date:
    """Brådskande ärende i fullmäktige: the working day before the meeting (KL 5:14–15)."""
    return previous_working_day(add_days(meeting, -1))


def analysis_update_due(as_of: date) -> date:
    """Lägesbilden uppdateras minst vartannat år (2023:196 6 §); a duty to keep up, so the day is not moved."""
    return add_years(as_of, ANALYSIS_YEARS)


def agreement_reminders(valid_to: date) -> tuple[date, ...]:
    """Påminnelser 12, 6 och 3 månader innan avtalet löper ut."""
    return tuple(add_months(valid_to, -count) for count in AGREEMENT_REMINDER_MONTHS)


def registration_due(received: date) -> date:
    """Registreras samma eller nästa arbetsdag (OSL 5:1 "så snart")."""
    return next_working_day(add_days(received, 1)) if is_working_day(received) else next_working_day(received)


def registered_late_if_on(today: date) -> date:
    """The last day of receipt whose target has passed today: what came then or before and waits still is late."""
    day = add_days(today, -1)
    while registration_due(day) >= today:
        day = add_days(day, -1)
    return day
