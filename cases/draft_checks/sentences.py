"""Meningar, perioder och ord för avtal: the small reading that several checks share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cases.draft_checks.register import Noun, nouns
from cases.reading.passages import Passage, Place

PERIOD = re.compile(r"(?<![\d-])(\d{4})\s?(?:[-–]|till(?: och med)?)\s?(\d{4})(?![\d-])")
_END = re.compile(r"(?P<end>[.!?])(?P<space>\s+)(?=[A-ZÅÄÖ0-9])")
_ABBREVIATED = re.compile(
    r"(?:^|\s)(?:t\.ex|bl\.a|m\.m|dvs|ca|kap|resp|s\.k|f\.d|t\.f|nr|st|jfr|enl|\w)\.$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Mening: `start` and `end` count within the passage."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.passage.text[self.start : self.end]

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """The place of characters of the sentence, all of it when not said."""
        stop = self.end if end is None else self.start + end
        return self.passage.place(self.start + start, stop)


@dataclass(frozen=True, slots=True)
class Mention:
    """Ett avtal som nämns: the word and where it stands in its sentence."""

    noun: Noun
    sentence: Sentence
    start: int
    end: int


def sentences_in(passage: Passage) -> Iterator[Sentence]:
    """The sentences of a passage; an abbreviation ends none."""
    start = 0
    for match in _END.finditer(passage.text):
        if _ABBREVIATED.search(passage.text[max(start, match.end("end") - 12) : match.end("end")]):
            continue
        yield Sentence(passage, start, match.end("end"))
        start = match.end("space")
    if passage.text[start:].strip():
        yield Sentence(passage, start, len(passage.text))


def mentions_in(sentence: Sentence) -> list[Mention]:
    """The agreements that the sentence names, by the words for them."""
    known = {row.noun: row for row in nouns()}
    return [
        Mention(known[match["noun"].casefold()], sentence, match.start(), match.end())
        for match in _nouns_pattern().finditer(sentence.text)
    ]


@cache
def _nouns_pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(row.noun) for row in nouns())
    return re.compile(rf"\b(?P<noun>{names})(?:en|et|n|er|erna|s|ens|ets)?\b", re.IGNORECASE)


def periods_in(sentence: Sentence) -> list[tuple[tuple[int, int], int, int]]:
    """The periods "2019-2022" of the sentence: (first, last year), from, to."""
    found = []
    for match in PERIOD.finditer(sentence.text):
        first, last = int(match[1]), int(match[2])
        if first <= last <= first + 50:
            found.append(((first, last), match.start(), match.end()))
    return found


def nearest_before(mentions: Sequence[Mention], position: int) -> Mention | None:
    """The agreement named last before the position, else the first one after it."""
    before = [mention for mention in mentions if mention.start < position]
    return before[-1] if before else next(iter(mentions), None)


def words_of(text: str) -> list[str]:
    """The words, with their inner hyphens."""
    return _WORD.findall(text)


def listed(names: Iterable[str]) -> str:
    """The names as "A, B och C", each once, in the order given."""
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} och {unique[-1]}"


def sections_of(places: Iterable[Place]) -> str:
    """The Swedish names of the places' sections, as one phrase."""
    return listed(place.section for place in places)


def printed_period(period: tuple[int, int]) -> str:
    """2019–2022, with the dash that a period is set with."""
    return f"{period[0]}–{period[1]}"
