"""Sidfötter, sidhuvuden, sidnummer och underskriftsstämplar: what belongs to the page and not to the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cases.reading.headings import heading_of
from cases.reading.lexicon import Lexicon, fold
from cases.reading.lines import Line
from cases.reading.meta import EMAIL, PAGE, PHONE, Piece, label_at, pieces_of
from cases.reading.reading import Removed

_FOOTER_LINES = 4
_STRONG_LINES = 3
_FOOTER_CHARS = 60
_WEB = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
_POSTCODE = re.compile(r"\d{3} ?\d{2} [A-ZÅÄÖ][\w -]*")
_PAGE_LINE = re.compile(rf"(?:sida?\s*)?(?:{PAGE.pattern})", re.IGNORECASE)
_ADDRESS_LABELS = ("postal", "visit", "phone", "email", "web")
_HEADER_LABELS = ("date", "diary_number", "page")


def without_furniture(lines: Sequence[Line], lexicon: Lexicon) -> tuple[list[Line], list[Removed]]:
    """The lines with a page break in the place of every removed block; the first label block is kept."""
    kept: list[Line] = []
    removed: list[Removed] = []
    in_head = True
    index = 0
    while index < len(lines):
        if in_head and lines[index].text and heading_of(lines[index].text, lexicon):
            in_head = False
        kind, stop = _block_at(lines, index, lexicon, in_head=in_head)
        if stop > index:
            first, last = lines[index].source_line, lines[stop - 1].source_line
            removed.append(Removed(kind, (first, last)))
            kept.append(Line("", "pagebreak", first, lines[index].page))
            index = stop
        else:
            kept.append(lines[index])
            index += 1
    return kept, removed


def _block_at(lines: Sequence[Line], start: int, lexicon: Lexicon, *, in_head: bool) -> tuple[str, int]:
    line = lines[start]
    if not line.text or line.kind not in ("", "bullet"):
        return "", start
    if stop := _footer_end(lines, start, lexicon):
        return "footer", stop
    if stop := _stamp_end(lines, start, lexicon):
        return "signature_stamp", stop
    if in_head:
        return "", start
    if stop := _header_end(lines, start, lexicon):
        return "running_header", stop
    if _PAGE_LINE.fullmatch(line.text):
        return "page_number", start + 1
    return "", start


def _footer_end(lines: Sequence[Line], start: int, lexicon: Lexicon) -> int | None:
    """A run of address lines that starts with the organisation in capitals or with "Postadress"."""
    text = lines[start].text
    label = label_at(text, 0, lexicon)
    organisation = text.isupper() and fold(text) in {fold(name) for name in lexicon.organisations}
    if not organisation and (label is None or label.label != "postal"):
        return None
    strong, count, stop, last = 0, 0, start, start
    for index in range(start, min(start + 40, len(lines))):
        line = lines[index]
        if not line.text:
            continue
        if not _may_be_footer(line, lexicon):
            break
        count += 1
        if _is_address(line.text, lexicon):
            strong, last, stop = strong + 1, count, index + 1
    return stop if strong >= _STRONG_LINES and last >= _FOOTER_LINES else None


def _may_be_footer(line: Line, lexicon: Lexicon) -> bool:
    text = line.text
    if _is_address(text, lexicon):
        return True
    short = len(text) <= _FOOTER_CHARS and not text.endswith((".", ",", ":", ";", "!", "?"))
    return short and line.kind == "" and text[:1].isupper() and heading_of(text, lexicon) is None


def _is_address(text: str, lexicon: Lexicon) -> bool:
    if fold(text) in {fold(name) for name in lexicon.organisations}:
        return True
    label = label_at(text, 0, lexicon)
    if label is not None and label.label in _ADDRESS_LABELS:
        rest = text[len(label.text) :].strip(" :\t")
        return not rest or any(p.fullmatch(rest) for p in (PHONE, EMAIL, _WEB, _POSTCODE))
    return any(pattern.fullmatch(text) for pattern in (EMAIL, PHONE, _POSTCODE)) or bool(
        _WEB.fullmatch(text) and ("www." in text or "//" in text)
    )


def _stamp_end(lines: Sequence[Line], start: int, lexicon: Lexicon) -> int | None:
    stop = start
    while stop < len(lines) and _is_stamp(lines[stop].text, lexicon):
        stop += 1
    return stop if stop > start else None


def _is_stamp(text: str, lexicon: Lexicon) -> bool:
    lowered = fold(text)
    return 0 < len(text) <= 120 and any(words in lowered for words in lexicon.words.stamps)


def _header_end(lines: Sequence[Line], start: int, lexicon: Lexicon) -> int | None:
    """A run of labels and values: after the head, they repeat it."""
    labels: set[str] = set()
    values: set[str] = set()
    stop = start
    for index in range(start, min(start + 24, len(lines))):
        line = lines[index]
        if not line.text:
            continue
        pieces = _meta(line, lexicon, officer="officer" in labels)
        if pieces is None or all(piece.kind == "capitals" for piece in pieces):
            break
        if any(piece.label in ("postal", "visit", "web") for piece in pieces):
            break
        if all(piece.kind in ("word", "capitals") for piece in pieces):
            continue
        labels |= {piece.label for piece in pieces if piece.label}
        values |= {piece.kind for piece in pieces if not piece.label} - {"word", "capitals"}
        stop = index + 1
    named = labels.intersection(_HEADER_LABELS)
    number_and_page = {"diary_number", "page"} <= values or {"diary_number", "date"} <= values
    return stop if (named and values) or number_and_page else None


def _meta(line: Line, lexicon: Lexicon, *, officer: bool) -> list[Piece] | None:
    if line.kind or len(line.text) > 160:
        return None
    found: list[Piece] = []
    for cell in line.cells:
        pieces = pieces_of(cell, lexicon, names=officer)
        if pieces is None:
            return None
        found += pieces
    return found
