"""Ordtabell: which Swedish words are known and what their lemma is, from simplemma's packaged table, held small.

The package keeps three quarters of a million words in a dictionary of 150 MB; here they are a sorted array of hashes
with, for each, how the lemma is made of the word (so many letters cut, such an ending added): about 10 MB. Read at the
first question and only then, once for each process.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from threading import Lock

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

_LANGUAGE = "sv"
_ENDING_BITS = 18
_LEMMA_BITS = 24
_reading = Lock()


class Table:
    """Ord → lemma, in small letters; names are known too.

    The hashes are the process's own (`hash`): two words share one with a chance of one in 10¹², and nothing is kept.
    """

    __slots__ = ("_endings", "_hashes", "_lemmas")

    def __init__(self, words: Mapping[str, str]) -> None:
        endings: dict[str, int] = {}
        packed: list[int] = []
        for given, its_lemma in words.items():
            word, lemma = given, its_lemma.lower()
            if not word.islower():
                word = word.lower()
                if word != given and word in words:
                    continue  # a common noun goes before a name that is written alike
            kept = len(lemma) if word.startswith(lemma) else _in_common(word, lemma)
            ending = endings.setdefault(lemma[kept:], len(endings))
            packed.append(hash(word) << _LEMMA_BITS | (len(word) - kept) << _ENDING_BITS | ending)
        packed.sort()
        self._hashes = array("q", (number >> _LEMMA_BITS for number in packed))
        self._lemmas = array("I", (number & (1 << _LEMMA_BITS) - 1 for number in packed))
        self._endings = tuple(endings)

    def lemma(self, word: str) -> str | None:
        """The dictionary form of a word in small letters, None when it is not known."""
        wanted = hash(word)
        place = bisect_left(self._hashes, wanted)
        if place == len(self._hashes) or self._hashes[place] != wanted:
            return None
        packed = self._lemmas[place]
        kept = word[: len(word) - (packed >> _ENDING_BITS)]
        return kept + self._endings[packed & (1 << _ENDING_BITS) - 1]


def _in_common(word: str, lemma: str) -> int:
    """How many letters the two begin with alike."""
    kept = 0
    for one, other in zip(word, lemma, strict=False):
        if one != other:
            break
        kept += 1
    return kept


@cache
def _read() -> Table:
    return Table(DefaultDictionaryFactory(cache_max_size=1).get_dictionary(_LANGUAGE))


def table() -> Table:
    """The process's table; whoever asks first reads it, the others wait."""
    with _reading:
        return _read()
