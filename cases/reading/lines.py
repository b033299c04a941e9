"""Rader: the one intermediate that every source is turned into before it is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from cases.reading.lexicon import Lexicon

LineKind = Literal["", "h", "bullet", "num", "letter", "table", "blank", "pagebreak"]

NAME = r"[A-ZÅÄÖÉÜ][\w'’-]+(?: (?:von|af|de|van|[A-ZÅÄÖÉÜ][\w'’.-]*)){0,2} [A-ZÅÄÖÉÜ][\w'’-]+"
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\x0b\x1c-\x1f\x85]")
_NOTHING = re.compile("[\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1b\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SOFT_AT_END = re.compile("\u00ad\\s*$")
_BULLET = re.compile("^(?:[-–•▪·*\u2022\u25cf\u25aa\uf0b7]\\s*|o\\s+)(?=\\S)")
_DASH_NUMBER = re.compile(r"^[-–]\s?\d")
_NUMBER = re.compile(r"^(\d{1,2})[.)]\s+(?=\S)")
_LETTER = re.compile(r"^([a-zåäö])\)\s+(?=\S)")
_GLUED_NAME = re.compile(rf"^(?P<a>.*[a-zåäö])(?P<b>{NAME})$")


@dataclass(frozen=True, slots=True)
class Line:
    """Rad: `source_line` counts from 1 in the source, `number` is the printed number of a numbered line."""

    text: str
    kind: LineKind = ""
    source_line: int = 0
    page: int = 1
    indent: int = 0
    number: int | None = None

    @property
    def cells(self) -> list[str]:
        """The columns of the line: parts with a tab or three spaces between."""
        return [cell.strip() for cell in re.split(r"\t+| {3,}", self.text) if cell.strip()]


def clean(text: str) -> str:
    """NFC, plain spaces and hyphens, no invisible characters. Line breaks, tabs and form feeds stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SPACES.sub(" ", _NOTHING.sub("", text))
    return unicodedata.normalize("NFC", text.replace("\u2010", "-").replace("\u2011", "-"))


def lines_of(text: str, lexicon: Lexicon) -> list[Line]:
    """The lines of a text, glued labels and signers taken apart, each with its kind."""
    found: list[Line] = []
    page = 1
    for number, raw in enumerate(clean(text).split("\n"), start=1):
        parts = raw.split("\f")
        for index, part in enumerate(parts):
            if index:
                page += 1
                found.append(Line("", "pagebreak", number, page))
            if index == 0 or part.strip():
                found += [_line(piece, number, page) for piece in unglue(part, lexicon)]
    return found


def unglue(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Take apart what text extraction has glued: a value and the next label, a title and the next name."""
    stripped = text.strip()
    if len(stripped) > 160:
        yield text
        return
    rest = text
    pattern = lexicon.words.glued_label
    while match := pattern.search(rest):
        yield rest[: match.start()]
        rest = rest[match.start() :]
    name = _GLUED_NAME.match(rest.strip())
    if name and lexicon.is_title(name["a"]):
        yield name["a"]
        yield name["b"]
        return
    yield rest


def _line(text: str, number: int, page: int) -> Line:
    soft = _SOFT_AT_END.search(text)
    plain = (_SOFT_AT_END.sub("-", text) if soft else text).replace("\u00ad", "")
    indent = len(plain) - len(plain.lstrip())
    line = Line(plain.strip(), "", number, page, indent)
    return classified(line)


def classified(line: Line) -> Line:
    """The line with its kind by its first characters; bullet and number are taken off the text."""
    text = line.text
    if not text:
        return replace(line, kind="blank")
    if match := _NUMBER.match(text):
        return replace(line, kind="num", number=int(match[1]), text=text[match.end() :])
    if match := _LETTER.match(text):
        return replace(line, kind="letter", text=text[match.end() :])
    if (match := _BULLET.match(text)) and not _DASH_NUMBER.match(text):
        return replace(line, kind="bullet", text=text[match.end() :])
    return line
