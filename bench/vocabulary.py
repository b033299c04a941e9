"""Ordförråd: words drawn by Zipf's law from sixty thousand forms of Swedish, a municipality's own at the top."""

from __future__ import annotations

import random
from bisect import bisect
from itertools import accumulate

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

FORMS = 60_000
LENGTHS_MIXED = 10
TOP = """
kommunen ärendet beslut nämnden avtal plan förslag yttrande ansökan uppföljning rapport budget skolan förskolan
äldreomsorg samverkan trygghet detaljplan bygglov upphandling protokoll delegation motion remiss medborgarförslag
bidrag föreningen fastigheten parken vägen trafik cykelväg belysning miljö tillsyn avgift taxa verksamhet personal
socialnämnden kommunstyrelsen kommunfullmäktige överenskommelse utredning granskning revision åtgärder barn elever
bostäder hyresavtal mark exploatering vatten avlopp avfall energi klimat idrottshall bibliotek kultur evenemang
"""


class Vocabulary:
    """Ordförråd: forms by falling frequency, each with its keys made once."""

    def __init__(self, chance: random.Random) -> None:
        from diarium.engine.terms import keys_of_token

        top = TOP.split()
        known = DefaultDictionaryFactory().get_dictionary("sv")
        others = sorted(word for word in known if word.islower() and word.isalpha() and 4 <= len(word) <= 18)
        drawn = [word for word in chance.sample(others, FORMS - len(top)) if word not in top]
        drawn.sort(key=lambda word: len(word) + LENGTHS_MIXED * chance.random())  # what is said often is short
        self.words = [*top, *drawn]
        self.keys = [tuple(keys_of_token(word)) for word in self.words]
        self._ladder = list(accumulate(1 / (rank + 5) for rank in range(len(self.words))))
        self._chance = chance

    def draw(self, number: int) -> list[int]:
        """So many words, by their frequency."""
        top = self._ladder[-1]
        return [bisect(self._ladder, self._chance.random() * top) for _ in range(number)]
