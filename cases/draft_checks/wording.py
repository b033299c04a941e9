"""Språket: a sentence broken off (T01), a word twice in a list (T02), the same paragraph twice (T03)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from cases.draft_checks.findings import Draft, Found
from cases.draft_checks.sentences import words_of
from cases.reading.passages import Passage, Place

_BROKEN = re.compile(r"(?:,|-|\b(?:och|att))\s*$")
_LAST_WORDS = 6
_SHORTEST = 4
_LONGEST_LIST = 25
_LONG = 80
_ALIKE = 0.9
_LINKING = frozenset({"från", "till", "eller", "samt", "inom", "under", "mellan", "genom", "över", "åren", "varje"})


def broken_off(draft: Draft) -> Iterator[Found]:
    """T01: a paragraph that ends where a sentence cannot."""
    for passage in draft.of_kind("p", "point"):
        if _BROKEN.search(passage.text):
            words = passage.text.split()
            end = " ".join(words[-_LAST_WORDS:])
            start = len(passage.text.rstrip()) - len(end)
            sentence = _("Meningen är avbruten: ”… %(end)s”")
            yield Found(sentence % {"end": end}, (passage.place(max(0, start)),))


def word_twice(draft: Draft) -> Iterator[Found]:
    """T02: a word that stands twice in one item of a list, or in a list within a sentence."""
    for place in _listed(draft):
        counts = Counter(word.casefold() for word in words_of(place.quote) if len(word) >= _SHORTEST)
        for word in dict.fromkeys(words_of(place.quote)):
            lowered = word.casefold()
            if counts.pop(lowered, 0) > 1 and lowered not in _LINKING:
                sentence = _("Ordet %(word)s står två gånger i samma uppräkning.")
                yield Found(sentence % {"word": word}, (place,), subject=lowered)


def _listed(draft: Draft) -> Iterator[Place]:
    for passage in draft.of_kind("item", "ul", "ol"):
        if len(words_of(passage.text)) <= _LONGEST_LIST:
            yield passage.place()
    for sentence in draft.sentences:
        before, colon, after = sentence.text.rpartition(":")
        commas = after.count(",")
        if sentence.passage.kind in ("p", "point") and colon and commas and len(words_of(after)) <= _LONGEST_LIST:
            start = len(before) + 1 + len(after) - len(after.lstrip())
            yield sentence.place(start, len(sentence.text.rstrip(" .")))


def same_paragraph_twice(draft: Draft) -> Iterator[Found]:
    """T03: more than 90 % of the characters alike; a summary that copies is better shortened."""
    long = [passage for passage in draft.of_kind("p") if len(passage.text) > _LONG]
    for one, other in combinations(long, 2):
        if _alike(one, other):
            sentence = _("Samma stycke står i %(one)s och %(other)s.")
            yield Found(sentence % {"one": one.section, "other": other.section}, (one.place(), other.place()))


def _alike(one: Passage, other: Passage) -> bool:
    """The ratio of `difflib`; the faster measure is never lower and spares the slow one."""
    if one.text == other.text:
        return True
    if fuzz.ratio(one.text, other.text, score_cutoff=100 * _ALIKE) == 0:
        return False
    return SequenceMatcher(None, one.text, other.text).ratio() > _ALIKE
