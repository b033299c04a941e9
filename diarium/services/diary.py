"""Diariets nummerserier: the counter of (board, year) under its row lock, and numbers from an older system (G6)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.models import Board
from accounts.selectors import municipality
from audit.services import Refusal
from diarium.models import Diary
from diarium.numbers import DiaryNumber, NumberTemplate


class BoardWoundUp(Refusal):
    """The board has ended, or not begun, on the day the matter was opened."""


class NumberTaken(Refusal):
    """The number from the older system cannot be taken over."""


def number_template() -> NumberTemplate:
    """How this municipality prints its numbers (one query)."""
    row = municipality()
    return NumberTemplate.from_settings(row.number_template if row else {})


def require_active(board: Board, on: date) -> None:
    """Go on only if the board exists on the day.

    Raises:
        BoardWoundUp: with the day it ended or began.
    """
    if board.valid_to is not None and board.valid_to < on:
        raise BoardWoundUp(
            _("Nämnden upphörde %(date)s och kan inte få nya ärenden.") % {"date": board.valid_to.isoformat()}
        )
    if board.valid_from is not None and board.valid_from > on:
        raise BoardWoundUp(
            _("Nämnden började %(date)s och kan inte ha äldre ärenden.") % {"date": board.valid_from.isoformat()}
        )


def locked_diary(board: Board, year: int) -> Diary:
    """The (board, year) row, locked; made first when it is the year's first matter. Never `Max() + 1`."""
    rows = Diary.objects.select_for_update().filter(board=board, year=year)
    diary = rows.first()
    if diary is None:
        Diary.objects.bulk_create([Diary(board=board, year=year)], ignore_conflicts=True)
        diary = rows.get()
    diary.board = board
    return diary


def take_over(board: Board, number: DiaryNumber) -> Diary:
    """Make room for a number from an older system: at most `carried_over`, which rises only before our own first.

    Raises:
        NumberTaken: another board's, already there, or among our own.
    """
    if number.board and number.board != board.code.upper():
        raise NumberTaken(_("Numret %(number)s hör inte till nämndens diarium.") % {"number": number.matter})
    diary = locked_diary(board, number.year)
    if diary.entries.filter(serial=number.serial).exists():
        raise NumberTaken(_("Numret %(number)s finns redan i diariet.") % {"number": number.matter})
    if number.serial > diary.carried_over:
        if diary.last_serial:
            raise NumberTaken(
                _("Numret %(number)s kan inte tas över: diariet har redan gett egna nummer från %(first)s.")
                % {"number": number.matter, "first": diary.carried_over + 1}
            )
        diary.carried_over = number.serial
        diary.save(update_fields=["carried_over"])
    return diary
