"""Listor som filer: csv and Excel, row by row, whatever the length. No cell becomes anything that a program runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO, Final, Protocol, TypeAlias

import xlsxwriter
from django.utils import timezone

Cell: TypeAlias = str | int | date | datetime | None

MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LAST_ROW: Final = 1_048_575
_LONGEST: Final = 32_767


class Sheet(Protocol):
    """Blad som fylls: `add` as often as there are rows, `close` once."""

    def add(self, rows: Iterable[Sequence[Cell]]) -> None: ...
    def close(self) -> None: ...


def open_sheet(form: str, target: BinaryIO, headings: Sequence[str]) -> Sheet:
    """Ett tomt blad med sina rubriker, of the form csv or xlsx."""
    return _ExcelSheet(target, headings) if form == "xlsx" else _CsvSheet(target, headings)


def as_text(cell: Cell) -> str:
    """Cellen i ord: days and times as the diary writes them."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H.%M")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def harmless(text: str) -> str:
    """A text that a spreadsheet would read as a formula gets an apostrophe first."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


class _CsvSheet:
    """UTF-8 with byte order mark, semicolon."""

    def __init__(self, target: BinaryIO, headings: Sequence[str]) -> None:
        self._text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text, delimiter=";", lineterminator="\r\n")
        self._writer.writerow(headings)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._writer.writerows([harmless(as_text(cell)) for cell in row] for row in rows)

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class _ExcelSheet:
    """Constant memory: a row is written and forgotten. What does not fit on a sheet goes on to the next."""

    def __init__(self, target: BinaryIO, headings: Sequence[str]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(target, {**options, "default_date_format": "yyyy-mm-dd"})
        self._bold = self._book.add_format({"bold": True})
        self._headings = headings
        self._begin()

    def _begin(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        for column, heading in enumerate(self._headings):
            self._sheet.write_string(0, column, heading, self._bold)
        self._row = 1

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        for row in rows:
            if self._row > _LAST_ROW:
                self._begin()
            for column, cell in enumerate(row):
                self._put(column, cell)
            self._row += 1

    def _put(self, column: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, int):
            self._sheet.write_number(self._row, column, cell)
        elif isinstance(cell, date) and not isinstance(cell, datetime):
            self._sheet.write_datetime(self._row, column, cell)
        else:
            self._sheet.write_string(self._row, column, as_text(cell)[:_LONGEST])

    def close(self) -> None:
        self._book.close()
