"""Sidhuvudets uppgifter: a line of labels and values taken apart, in any of the layouts seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cases.reading.lexicon import Lexicon, fold
from cases.reading.lines import NAME
from diarium.numbers import DiaryNumber

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
LONG_DATE = re.compile(rf"(?<!\d)(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})(?!\d)", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
PHONE = re.compile(r"(?:\+46[ -]?|0)\d{1,3}[ -]\d[\d ]{4,12}\d")
PAGE = re.compile(r"(?:\d{1,3} ?)?\(\d{1,3}\)|\d{1,3} av \d{1,3}\b")
BROKEN_NUMBER = re.compile(r"[A-ZÅÄÖ]{1,7}[-/. ]?\d{0,4}[/:-]?(?=\s|$)")
_NAME = re.compile(NAME)
_CAPITALS = re.compile(r"(?:[A-ZÅÄÖ][A-ZÅÄÖ-]+|OCH)(?![\w])")
_GAP = re.compile(r"[\s:]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Uppgift: `kind` is label:<what>, date, long_date, diary_number, broken_number, page, email, phone, name,
    word (an organisation, a kind of document) or capitals.
    """

    kind: str
    text: str

    @property
    def label(self) -> str:
        """What the label names, "" when it is no label."""
        return self.kind.removeprefix("label:") if self.kind.startswith("label:") else ""


def day_of(text: str) -> date | None:
    """The date that the text is, ISO or in words."""
    try:
        if match := ISO_DATE.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := LONG_DATE.fullmatch(text):
            return date(int(match[3]), MONTHS.index(match[2].lower()) + 1, int(match[1]))
    except ValueError:
        return None
    return None


def pieces_of(text: str, lexicon: Lexicon, *, names: bool, number: bool = False) -> list[Piece] | None:
    """The labels and values that make up the whole line, or None where anything else stands there.

    `names`: whether a person's name is a value here (after the officer's label); `number`: whether a diary number is
    expected (after its label), so that an incomplete one is shown.
    """
    found: list[Piece] = []
    position = 0
    while position < len(text):
        if gap := _GAP.match(text, position):
            position = gap.end()
            continue
        labelled = names or any(piece.label == "officer" for piece in found)
        numbered = number or any(piece.label == "diary_number" for piece in found)
        piece = next(_candidates(text, position, lexicon, names=labelled, number=numbered), None)
        if piece is None:
            return None
        found.append(piece)
        position += len(piece.text)
    return found


def _candidates(text: str, position: int, lexicon: Lexicon, *, names: bool, number: bool) -> Iterator[Piece]:
    if label := label_at(text, position, lexicon):
        yield label
    for kind, pattern in (("email", EMAIL), ("date", ISO_DATE), ("long_date", LONG_DATE), ("page", PAGE)):
        match = pattern.match(text, position)
        if match and (kind not in ("date", "long_date") or day_of(match[0])):
            yield Piece(kind, match[0])
    if match := PHONE.match(text, position):
        yield Piece("phone", match[0])
    if printed := _number_at(text, position):
        yield Piece("diary_number", printed)
    if word := _known_word(text, position, lexicon):
        yield Piece("word", word)
    broken = BROKEN_NUMBER.match(text, position) if number else None
    if broken and any(char.isdigit() for char in broken[0]):
        yield Piece("broken_number", broken[0])
    if names and (match := _NAME.match(text, position)):
        yield Piece("name", match[0])
    if match := _CAPITALS.match(text, position):
        yield Piece("capitals", match[0])


def label_at(text: str, position: int, lexicon: Lexicon) -> Piece | None:
    """The label that starts at the position: capitalised or all capitals, not the beginning of a longer word."""
    for kind, names in lexicon.words.labels.items():
        for name in sorted(names, key=len, reverse=True):
            stop = position + len(name)
            written = text[position:stop]
            if written.casefold() == name.casefold() and written[:1].isupper() and not text[stop : stop + 1].islower():
                return Piece(f"label:{kind}", written)
    return None


def _number_at(text: str, position: int) -> str | None:
    """The longest diary number of one to three words at the position."""
    if not (text[position].isupper() or text[position].isdigit()):
        return None
    rest = PAGE.split(text[position:], maxsplit=1)[0]
    words = list(re.finditer(r"\S+", rest))[:3]
    for count in range(len(words), 0, -1):
        candidate = rest[: words[count - 1].end()]
        if re.search(r"\d{4}|\d/\d", candidate) and not ISO_DATE.search(candidate) and DiaryNumber.parse(candidate):
            return candidate
    return None


def _known_word(text: str, position: int, lexicon: Lexicon) -> str | None:
    """The name of the organisation, of a department or of the kind of document."""
    known = (*lexicon.words.document_kinds, *lexicon.organisations, *lexicon.departments)
    for name in known:
        written = text[position : position + len(name)]
        following = text[position + len(name) : position + len(name) + 1]
        if fold(written) == fold(name) and not following.isalpha():
            return written
    return None
