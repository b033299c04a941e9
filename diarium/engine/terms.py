"""Text → söktermer och fråga → tsquery. Pure: the database gets finished keys and asks no configuration of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from diarium.engine.words import asked_keys, indexed_keys

LONGEST_TOKEN: Final = 80
LONGEST_QUESTION: Final = 200
MOST_WORDS: Final = 8
LONGEST_TEXT: Final = 100_000
MOST_PLACES: Final = 500
A_MATTER: Final = "@ärende"
"""Stands among the keys of a matter's row, and can be no word's key: the word index tells matters from documents."""
SHORTEST_BEGINNING: Final = 4

_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_DAY: Final = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"  # a co-ordination number has the day + 60
_PERSONAL: Final = re.compile(rf"(?<![0-9])(?:19|20)?[0-9]{{2}}{_MONTH}{_DAY}[-+ ]?[0-9]{{4}}(?![0-9])")
_TOKEN: Final = re.compile(r"[^\W_]+(?:[-/.:@'’_]+[^\W_]+)*", re.UNICODE)
_PART: Final = re.compile(r"[^\W_]+", re.UNICODE)
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Token:
    """Ett ord i en text, in small letters, with its place."""

    word: str
    start: int
    end: int

    @property
    def parts(self) -> tuple[str, ...]:
        """The pieces of a number or an address; empty for a plain word."""
        found = tuple(_PART.findall(self.word))
        return found if len(found) > 1 else ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Ett ord i en fråga: any of `keys`, or all of `parts` (each any of its keys)."""

    word: str
    keys: frozenset[str]
    parts: tuple[frozenset[str], ...] = ()

    def is_met_by(self, keys: frozenset[str]) -> bool:
        """Whether a word with these keys is one that was asked for (a part of a number is)."""
        return not keys.isdisjoint(self.keys) or any(not keys.isdisjoint(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Question:
    """En fråga: every word must be met. `tsquery` is empty when nothing can be asked for (stop words, signs)."""

    text: str
    words: tuple[Asked, ...]
    tsquery: str

    def __bool__(self) -> bool:
        return bool(self.tsquery)

    def among(self, key: str) -> Question:
        """The same question, asked of the rows that have the key."""
        return replace(self, tsquery=f"{quote(key)} & {self.tsquery}") if self.tsquery else self


def looks_personal(text: str) -> bool:
    """Whether something in the text has the form of a personal identity or co-ordination number."""
    return _PERSONAL.search(composed(text)) is not None


def tokens(text: str) -> Iterator[Token]:
    """Orden i en text; a text that is not composed should be (`composed`), or places are those of the composed one."""
    for found in _TOKEN.finditer(text):
        if found.end() - found.start() <= LONGEST_TOKEN:
            yield Token(found.group().lower(), found.start(), found.end())
        else:
            yield from (
                Token(part.group().lower(), part.start(), part.end())
                for part in _PART.finditer(text, found.start(), found.end())
                if part.end() - part.start() <= LONGEST_TOKEN
            )


def composed(text: str) -> str:
    """NFC, one kind of dash, without what cannot be seen: å is one letter however it was typed."""
    return unicodedata.normalize("NFC", text).translate(_DASHES).translate(_INVISIBLE)


def term_keys(*texts: str) -> list[str]:
    """Texternas nycklar, sorted, each once: what `array_to_tsvector` takes."""
    keys: set[str] = set()
    for text in texts:
        for word in {token.word for token in tokens(composed(text[:LONGEST_TEXT]))}:
            keys |= keys_of_token(word)
    return sorted(keys)


def keys_of_token(word: str) -> frozenset[str]:
    """A word's keys in the index; a number or an address whole and in parts."""
    parts = _PART.findall(word)
    if len(parts) == 1:
        return indexed_keys(word)
    return frozenset({word}.union(*(indexed_keys(part) | {part} for part in parts)))


def ask(text: str) -> Question:
    """Läs en fråga: at most eight words; stop words are left out, each word once."""
    text = " ".join(composed(text[:LONGEST_QUESTION]).split())
    words: dict[str, Asked] = {}
    for token in tokens(text):
        asked = _asked(token)
        if asked.keys and len(words) < MOST_WORDS:
            words.setdefault(token.word, asked)
    return Question(text, tuple(words.values()), " & ".join(_written(word) for word in words.values()))


def _asked(token: Token) -> Asked:
    if not token.parts:
        return Asked(token.word, asked_keys(token.word))
    return Asked(
        token.word, frozenset({token.word}), tuple(asked_keys(part) or frozenset({part}) for part in token.parts)
    )


def _written(word: Asked) -> str:
    whole = _any_of(word.keys)
    if not word.parts:
        return whole
    return f"({whole} | ({' & '.join(_any_of(part) for part in word.parts)}))"


def _any_of(keys: Iterable[str]) -> str:
    quoted = [quote(key) for key in sorted(keys)]
    return quoted[0] if len(quoted) == 1 else f"({' | '.join(quoted)})"


def quote(lexeme: str) -> str:
    """A lexeme as `tsquery` reads it: in quotes, with quotes and backslashes doubled."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def marked(text: str, question: Question) -> list[tuple[bool, str]]:
    """Texten i stycken, those that were asked for first in the pair: what a page puts in `<mark>`."""
    text = composed(text)
    pieces: list[tuple[bool, str]] = []
    done = 0
    for token in tokens(text):
        keys = keys_of_token(token.word)
        if not any(word.is_met_by(keys) for word in question.words):
            continue
        if token.start > done:
            pieces.append((False, text[done : token.start]))
        pieces.append((True, text[token.start : token.end]))
        done = token.end
    if done < len(text):
        pieces.append((False, text[done:]))
    return pieces


def words_met(text: str, question: Question) -> int:
    """How many of the words asked for stand in the text."""
    keys = frozenset(term_keys(text))
    return sum(
        not keys.isdisjoint(word.keys) or bool(word.parts and all(not keys.isdisjoint(part) for part in word.parts))
        for word in question.words
    )


def excerpt(text: str, question: Question, *, around: int) -> str:
    """Stycket kring det första ordet i texten som det frågas efter, from whole word to whole word; empty = none."""
    starts = {_beginning(key) for word in question.words for key in word.keys}
    beginnings = re.compile("|".join(re.escape(start) for start in sorted(starts)), re.IGNORECASE)
    for number, found in enumerate(beginnings.finditer(text)):
        if number == MOST_PLACES:
            break
        start, end = _word_around(text, found.start(), found.end())
        keys = keys_of_token(composed(text[start:end]).lower())
        if any(word.is_met_by(keys) for word in question.words):
            return _piece(text, start, end, around)
    return ""


def _beginning(key: str) -> str:
    """What most forms of a word begin with: *bost* of *bostad*, *bostäder*."""
    return key[: max(SHORTEST_BEGINNING, len(key) - 2)]


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def _piece(text: str, start: int, end: int, around: int) -> str:
    first, last = max(0, start - around), min(len(text), end + around)
    before, after = text[first:start], text[end:last]
    if first:
        before = "… " + before.partition(" ")[2]
    if last < len(text):
        after = after.rpartition(" ")[0] + " …"
    return " ".join((before + text[start:end] + after).split())
