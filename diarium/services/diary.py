"""Diariets nummerserier: the counter of (board, year) under its row lock (G6), older numbers, and how they are printed.

The form of a board's numbers lives on its diaries; a new year's diary takes over the last one's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from audit.services import Refusal, record
from diarium.calendar import stockholm_date
from diarium.models import Diary
from diarium.numbers import DiaryNumber, NumberTemplate
from diarium.selectors.entry import form_of
from diarium.selectors.numbers import boards_without_diary


class BoardWoundUp(Refusal):
    """The board has ended, or not begun, on the day the matter was opened."""


class NumberTaken(Refusal):
    """The number from the older system cannot be taken over."""


class FormRefused(Refusal):
    """The form of the numbers cannot be used, or not any more."""


class YearTooFar(Refusal):
    """A diary is opened for this year or the next."""

    sentence = _("Diarier öppnas för det här året eller nästa.")


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
        Diary.objects.bulk_create([_new_diary(board, year)], ignore_conflicts=True)
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


def _new_diary(board: Board, year: int) -> Diary:
    """A diary that prints its numbers as the board's last one before it did."""
    earlier = Diary.objects.filter(board=board, year__lt=year).order_by("-year").values_list("template", flat=True)
    return Diary(board=board, year=year, template=earlier.first() or {})


@transaction.atomic
def open_diaries(*, year: int, actor: Actor, at: datetime, board_ids: Sequence[int] | None = None) -> list[Diary]:
    """Öppna årets diarier, also before New Year: one for each board that exists in the year and has none yet.

    A matter is dated by its registration, so no number is given out of a diary before its year begins. Returns those
    that were opened; `board_ids` left out = every board that keeps a diary.

    Raises:
        NotAllowed: only the registrar of each board opens its diary. YearTooFar: the year is not this or the next.
    """
    actor = policy.require(actor, "keep_diary")
    this_year = stockholm_date(at).year
    if year not in (this_year, this_year + 1):
        raise YearTooFar
    opened = []
    for board in boards_without_diary(year, board_ids=board_ids).order_by("pk"):
        actor = policy.require(actor, "keep_diary", board)
        diary = locked_diary(board, year)
        record(diary, "diary_opened", actor=actor, at=at, data={"year": year})
        opened.append(diary)
    return opened


@transaction.atomic
def set_number_form(*, board_id: int, template: NumberTemplate | None, actor: Actor, at: datetime) -> Diary:
    """Bestäm hur nämndens nummer skrivs; None = as the municipality does.

    It holds for the diary of this year while that has no number, else for the next year's, which is opened for it. A
    number that was given keeps the form it got.

    Raises:
        NotAllowed: only the board's registrar. FormRefused: it cannot be read back.
    """
    board = Board.objects.get(pk=board_id)
    actor = policy.require(actor, "keep_diary", board)
    if template is not None and not template.is_sound:
        raise FormRefused(_("Nummer i den formen går inte att läsa tillbaka. Välj en annan form."))
    diary = locked_diary(board, stockholm_date(at).year)
    if diary.entries.exists():
        diary = locked_diary(board, diary.year + 1)
    if diary.entries.exists():
        raise FormRefused(_("Nästa års diarium har redan gett nummer."))
    before, diary.template = diary.template, template.as_settings() if template is not None else {}
    if before != diary.template:
        diary.save(update_fields=["template"])
        sample = DiaryNumber(board.code.upper(), diary.year, 1).printed(form_of(diary))
        record(diary, "number_form_set", actor=actor, at=at, data={"year": diary.year, "sample": sample})
    return diary
