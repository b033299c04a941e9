"""Undertecknare: pairs of name and title, read backwards from the end of the last section."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cases.reading.lexicon import Lexicon
from cases.reading.lines import NAME, Line
from cases.reading.reading import Mark
from cases.reading.structure import SignatoryLine

_NAME = re.compile(NAME)
_NAME_TITLE = re.compile(rf"(?P<name>{NAME}),\s*(?P<title>.+)")
_MOST = 6


def take_signatories(lines: Sequence[Line], lexicon: Lexicon) -> tuple[list[tuple[SignatoryLine, Mark]], set[int]]:
    """The signers at the end of the lines, in reading order, and the indexes of their lines."""
    rows: list[tuple[int, list[str]]] = []
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if line.kind in ("blank", "pagebreak"):
            continue
        cells = _cells(line, lexicon)
        if line.kind or not cells or len(rows) >= 2 * _MOST:
            break
        rows.insert(0, (index, cells))
    while rows and not any(_NAME.fullmatch(cell) and not lexicon.is_title(cell) for cell in rows[0][1]):
        rows.pop(0)
    pairs = _pairs(_in_order([cells for _, cells in rows]), lexicon)
    if not any(signer.title for signer, _ in pairs):
        return [], set()
    source = (lines[rows[0][0]].source_line, lines[rows[-1][0]].source_line)
    marks = [(signer, Mark(sure, source, "end_of_text")) for signer, sure in pairs]
    return marks, {index for index, _ in rows}


def _cells(line: Line, lexicon: Lexicon) -> list[str]:
    """The names and titles of the line; empty when anything else stands there."""
    found: list[str] = []
    for cell in line.cells:
        both = _NAME_TITLE.fullmatch(cell)
        if both and lexicon.is_title(both["title"]):
            found += [both["name"], both["title"]]
        elif _NAME.fullmatch(cell) or lexicon.is_title(cell):
            found.append(cell)
        else:
            return []
    return found


def _in_order(rows: list[list[str]]) -> list[str]:
    """Columns side by side are read one after the other, all else line by line."""
    widths = {len(row) for row in rows}
    if len(widths) == 1 and widths != {1} and len(rows) > 1:
        return [row[column] for column in range(len(rows[0])) for row in rows]
    return [cell for row in rows for cell in row]


def _pairs(cells: Sequence[str], lexicon: Lexicon) -> list[tuple[SignatoryLine, float]]:
    found: list[tuple[SignatoryLine, float]] = []
    for cell in cells:
        sure = lexicon.is_title(cell)
        if not sure:
            found.append((SignatoryLine(cell), 0.6))
        elif found and not found[-1][0].title:
            title, acting = lexicon.without_acting(cell)
            found[-1] = (SignatoryLine(found[-1][0].name, title, acting), sure)
    return found
