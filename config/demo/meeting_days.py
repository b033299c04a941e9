"""Demonstrationens sammanträden: half a year of the executive board and the council, so that there is a day to plan."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from accounts.capacity import SYSTEM
from accounts.models import Board
from diarium.calendar import add_months, is_working_day, stockholm_date
from meetings.services import MeetingLine, add_meetings

MONTHS = 6
# Code of the body: the weekday it meets on (Monday is 0), which one of the month, the hour and the place.
HABITS = {
    "KS": (2, 3, time(13), "Sessionssalen"),
    "KF": (0, 1, time(18), "Folkes, Huddinge centrum"),
}


def load(*, at: datetime) -> None:
    """Lägg in sammanträdena; those that are there already stay, so it can be run again."""
    today = stockholm_date(at)
    for code, (weekday, which, starts_at, place) in HABITS.items():
        board = Board.objects.filter(code=code).first()
        if board is None:
            continue
        days = [_day(add_months(today.replace(day=1), ahead), weekday, which) for ahead in range(MONTHS + 1)]
        lines = [MeetingLine(day, starts_at, place) for day in days if day > today and is_working_day(day)]
        add_meetings(board_id=board.pk, lines=lines, actor=SYSTEM, at=at, key=uuid4().hex)


def _day(first: date, weekday: int, which: int) -> date:
    """The n-th weekday of the month."""
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
