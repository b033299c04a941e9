"""Nummerformer: how each board's numbers are written, this year and the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import Board, BoardKind
from diarium.models import Diary, DiaryEntry
from diarium.numbers import FORMS, DiaryNumber, NumberTemplate
from diarium.selectors.entry import number_template

MUNICIPALITYS = "municipality"
SERIAL, CLASS_CODE, DOCUMENT = 91, "103", 7


@dataclass(frozen=True, slots=True)
class BoardForm:
    """Nämnd och hur dess nummer skrivs. `from_year` is the year that a change holds from."""

    board: Board
    now: str
    following: str
    own: bool
    from_year: int
    chosen: str


def board_forms(*, today: date) -> list[BoardForm]:
    """The boards that keep a diary (three queries)."""
    boards = Board.objects.exclude(kind=BoardKind.COMMITTEE)
    active = boards.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today)).order_by("name", "pk")
    used = Exists(DiaryEntry.objects.filter(diary=OuterRef("pk")))
    diaries: dict[int, list[Diary]] = {}
    for diary in Diary.objects.filter(board__in=active, year__lte=today.year + 1).annotate(used=used).order_by("-year"):
        diaries.setdefault(diary.board_id, []).append(diary)
    ours = number_template()
    return [_board_form(board, diaries.get(board.pk, []), ours, today.year) for board in active]


def _board_form(board: Board, diaries: Sequence[Diary], ours: NumberTemplate, year: int) -> BoardForm:
    now = next((diary for diary in diaries if diary.year <= year), None)
    coming = next((diary for diary in diaries if diary.year > year), now)
    used = now is not None and now.year == year and bool(getattr(now, "used", False))
    stored = coming.template if coming else {}
    return BoardForm(
        board=board,
        now=sample(board, year, _form(now, ours)),
        following=sample(board, year + 1, _form(coming, ours)),
        own=bool(stored),
        from_year=year + 1 if used else year,
        chosen=next((name for name, form in FORMS.items() if stored == form.as_settings()), MUNICIPALITYS),
    )


def _form(diary: Diary | None, ours: NumberTemplate) -> NumberTemplate:
    return NumberTemplate.from_settings(diary.template) if diary and diary.template else ours


def sample(board: Board, year: int, form: NumberTemplate) -> str:
    """What a number of the board would look like."""
    return DiaryNumber(board.code.upper(), year, SERIAL, CLASS_CODE).printed(form)


def form_choices(line: BoardForm) -> list[tuple[str, str]]:
    """The forms to choose between, as the board's own numbers would be written."""
    ours = number_template()
    code, year = line.board.code.upper(), line.from_year

    def shown(form: NumberTemplate) -> str:
        number = DiaryNumber(code, year, SERIAL, CLASS_CODE, DOCUMENT)
        return _("{dnr}, handling {handling}").format(dnr=number.matter.printed(form), handling=number.printed(form))

    own = [(name, shown(form)) for name, form in FORMS.items() if form != ours or name == line.chosen]
    return [(MUNICIPALITYS, _("Som kommunen: {form}").format(form=shown(ours))), *own]
