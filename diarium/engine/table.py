"""Tabellfil: a csv as it comes out of a municipality's spreadsheet, read into rows that know their line.

Semicolon, comma or tab; UTF-8 with or without mark, UTF-16 with mark, or Windows' own letters; headings in any order
and case. What cannot be read is refused with what to do about it; nothing is guessed inside a cell.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal

MAX_BYTES: Final = 1_000_000
MAX_ROWS: Final = 5_000
MAX_CELL: Final = 500
_SEPARATORS: Final = (";", "\t", ",")
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class TableRefused(Refusal):
    """The file is not a table that can be read."""

    status = 422


@dataclass(frozen=True, slots=True)
class Row:
    """Rad i filen: the number of its first line, and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Tabell: which of the known columns it has, its rows, and the headings that nobody knows."""

    columns: frozenset[str]
    rows: tuple[Row, ...]
    ignored: tuple[str, ...]


def read_table(content: bytes, columns: Mapping[str, Collection[str]], *, required: Collection[str]) -> Table:
    """Läs tabellen. `columns` gives each column with the headings it goes by, the first is the one told to people.

    Raises:
        TableRefused: too large, no text, no headings, a required column missing, or a broken row.
    """
    if len(content) > MAX_BYTES:
        raise TableRefused(_("Filen är större än 1 MB. Dela den i flera filer."))
    if content.startswith(_WORKBOOKS):
        raise TableRefused(_("Filen är en arbetsbok. Spara den som csv i kalkylprogrammet och läs in csv-filen."))
    lines = _text(content).splitlines(keepends=True)
    first = next((line for line in lines if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    records = _records("".join(lines), separator)
    _line, headings = next(records, (1, []))
    found = _columns(headings, columns)
    missing = [columns[name] for name in required if name not in found.values()]
    if missing:
        raise TableRefused(
            _("Kolumnen %(column)s saknas. Första raden ska ha rubriker: %(all)s.")
            % {"column": next(iter(missing[0])), "all": ", ".join(next(iter(words)) for words in columns.values())}
        )
    rows = [
        Row(line, {name: cells[place] if place < len(cells) else "" for place, name in found.items()})
        for line, cells in records
    ]
    return Table(
        columns=frozenset(found.values()),
        rows=tuple(rows),
        ignored=tuple(word for place, word in enumerate(headings) if word and place not in found),
    )


def _text(content: bytes) -> str:
    """The characters of the file.

    Raises:
        TableRefused: it is no text.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise TableRefused(_("Filen är inte text. Spara den som csv (UTF-8) i kalkylprogrammet och läs in den igen."))


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every record that has something in it, with the line where it begins.

    Raises:
        TableRefused: a record is broken or there are too many.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number, begins = 0, 1
    try:
        for cells in reader:
            cleaned = [_clean(cell) for cell in cells]
            if any(cleaned):
                if number > MAX_ROWS:
                    raise TableRefused(_("Filen har fler än 5 000 rader. Dela den i flera filer."))
                if any(len(cell) > MAX_CELL for cell in cleaned):
                    raise TableRefused(
                        _("Rad %(line)s har en ruta med mer än 500 tecken. Är ett citattecken kvarglömt?")
                        % {"line": begins}
                    )
                yield begins, cleaned
                number += 1
            begins = reader.line_num + 1
    except csv.Error:
        raise TableRefused(
            _("Rad %(line)s går inte att läsa. Kontrollera citattecknen på raden.") % {"line": begins}
        ) from None


def _clean(cell: str) -> str:
    """NFC, one space, and no character that hides."""
    plain = unicodedata.normalize("NFC", cell).replace("\u00ad", "")
    spaced = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in plain)
    return " ".join("".join(char for char in spaced if unicodedata.category(char) not in {"Cf", "Cs"}).split())


def _columns(headings: list[str], columns: Mapping[str, Collection[str]]) -> dict[int, str]:
    """place → column; the first of two headings that mean the same."""
    known = {word: name for name, words in columns.items() for word in words}
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        name = known.get(" ".join(heading.casefold().replace("_", " ").split()))
        if name is not None and name not in found.values():
            found[place] = name
    return found
