"""Sidhuvud: date, diary number, officers, addressee and title, from the lines before the first heading."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cases.reading.lexicon import Lexicon
from cases.reading.lines import NAME, Line
from cases.reading.meta import Piece, day_of, pieces_of
from cases.reading.paragraphs import Joiner
from cases.reading.reading import Mark
from cases.reading.structure import Officer
from diarium.numbers import DiaryNumber

_NAME = re.compile(NAME)


@dataclass
class Head:
    """Sidhuvudets uppgifter, with a mark each. `rest` are lines that were neither data nor the title."""

    date: date | None = None
    diary_number: str = ""
    officers: list[Officer] = field(default_factory=list)
    addressee: str = ""
    addressee_code: str = ""
    title: str = ""
    marks: dict[str, Mark] = field(default_factory=dict)
    rest: list[Line] = field(default_factory=list)


class HeadReader:
    """Läsaren av sidhuvudet: one pass over the lines, values told by their form and their label."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.head = Head()
        self._labels: set[str] = set()
        self._remains: list[Line] = []
        self._numbers: dict[str, tuple[str, int]] = {}
        self._broken: tuple[str, int] | None = None
        self._officer_pending = False

    def read(self, lines: Sequence[Line], joiner: Joiner) -> Head:
        """The head of the report."""
        for line in lines:
            if line.kind in ("blank", "pagebreak"):
                self._officer_pending = self._officer_pending and not self.head.officers
                self._remains.append(replace(line, kind="blank"))
                continue
            for cell in line.cells:
                self._cell(cell, line)
        self._number()
        self._officers()
        self._addressee_and_title(joiner)
        return self.head

    def _cell(self, cell: str, line: Line) -> None:
        expected = "diary_number" in self._labels and not self._numbers
        pieces = pieces_of(cell, self.lexicon, names=self._officer_pending, number=expected)
        if pieces is None or all(piece.kind == "capitals" for piece in pieces):
            self._remains.append(replace(line, text=cell, kind=""))
            return
        for piece in pieces:
            self._piece(piece, line)

    def _piece(self, piece: Piece, line: Line) -> None:
        if piece.label:
            self._labels.add(piece.label)
            self._officer_pending = piece.label == "officer" or (self._officer_pending and not self.head.officers)
        elif piece.kind in ("date", "long_date") and self.head.date is None:
            self.head.date = day_of(piece.text)
            bare = 0.8 if piece.kind == "date" else 0.5
            beside = "date" in self._labels
            self.head.marks["date"] = _mark(1.0 if beside else bare, line, "label" if beside else "form")
        elif piece.kind == "diary_number":
            number = DiaryNumber.parse(piece.text)
            if number is not None:
                self._numbers.setdefault(number.identity, (piece.text, line.source_line))
        elif piece.kind == "broken_number":
            self._broken = self._broken or (piece.text, line.source_line)
        elif piece.kind == "name":
            self._add_officer(piece.text, line, "label")
        elif piece.kind == "email":
            self._email(piece.text, line)
        elif piece.kind == "phone" and self.head.officers:
            self.head.officers[-1] = replace(self.head.officers[-1], phone=piece.text)

    def _add_officer(self, name: str, line: Line, how: str) -> None:
        self.head.marks[f"officers.{len(self.head.officers)}"] = _mark(0.6, line, how)
        self.head.officers.append(Officer(name))

    def _email(self, email: str, line: Line) -> None:
        last = self._remains[-1] if self._remains else None
        if not self.head.officers and last and _NAME.fullmatch(last.text) and agrees(last.text, email):
            self._remains.pop()
            self._add_officer(last.text, last, "email")
        waiting = [i for i, officer in enumerate(self.head.officers) if officer.email is None]
        agreeing = [i for i in waiting if agrees(self.head.officers[i].name, email)]
        index = (agreeing or waiting[-1:] or [-1])[0]
        if index < 0:
            return
        self.head.officers[index] = replace(self.head.officers[index], email=email)
        self.head.marks[f"officers.{index}.email"] = _mark(1.0 if agreeing else 0.6, line, "form")

    def _officers(self) -> None:
        for index, officer in enumerate(self.head.officers):
            if officer.email and agrees(officer.name, officer.email):
                path = f"officers.{index}"
                self.head.marks[path] = replace(self.head.marks[path], confidence=1.0)
            self.head.marks[f"officers.{index}.name"] = self.head.marks[f"officers.{index}"]

    def _number(self) -> None:
        if self._numbers:
            printed, line = next(iter(self._numbers.values()))
            sure = 1.0 if len(self._numbers) == 1 else 0.5
            self.head.diary_number = printed
            self.head.marks["diary_number"] = Mark(sure, (line, line), "grammar")
        elif self._broken:
            self.head.diary_number, line = self._broken
            self.head.marks["diary_number"] = Mark(0.5, (line, line), "incomplete")

    def _addressee_and_title(self, joiner: Joiner) -> None:
        start = 0
        for index, line in enumerate(self._remains):
            name = re.sub(r"^till:?\s+", "", line.text, flags=re.IGNORECASE)
            code = self.lexicon.body_code(name) if name else None
            if code is None:
                continue
            self.head.addressee, self.head.addressee_code = name, code
            self.head.marks["addressee"] = _mark(1.0 if code else 0.7, line, "register" if code else "form")
            start = index + 1
            break
        before = [line for line in self._remains[: max(start - 1, 0)] if line.text]
        after = self._remains[start:]
        if not any(line.text for line in after):
            before, after = [], before
        self._title(after, joiner)
        self.head.rest += before

    def _title(self, lines: Sequence[Line], joiner: Joiner) -> None:
        texts = _first_run(lines)
        if not texts:
            return
        para = joiner.new(texts[0], [], gap=True)
        for line in texts[1:]:
            joiner.append(para, line, page=False)
        self.head.title = para.text
        sure = 1.0 if len(texts) == 1 else 0.7
        self.head.marks["title"] = Mark(sure, para.source, "position")
        self.head.rest += [line for line in lines if line.text][len(texts) :]


def _first_run(lines: Sequence[Line]) -> list[Line]:
    """The first lines that follow upon each other without a blank one."""
    found: list[Line] = []
    for line in lines:
        if line.text:
            found.append(line)
        elif found:
            break
    return found


def agrees(name: str, email: str) -> bool:
    """Whether the address is the person's: every part of the local part is in the name, folded (å ä → a, ö → o)."""
    parts = [part for part in re.split(r"[._-]", _plain(email.partition("@")[0])) if part]
    names = re.split(r"[\s-]+", _plain(name))
    return bool(parts) and len(parts) > 1 and all(part in names for part in parts)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _mark(confidence: float, line: Line, how: str) -> Mark:
    return Mark(confidence, (line.source_line, line.source_line), how)
