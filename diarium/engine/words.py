"""Svenska ord → söknycklar: stem, lemma and the lemma's stem, and the parts of compounds.

A word in the index has the keys of its parts too; a word that is asked for has only its own: who looks for *vandring*
finds *trygghetsvandringar*, not the other way. Pure; the same word gives the same keys everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

import snowballstemmer

from diarium.engine.words_lists import (
    ALSO,
    LEMMAS,
    NOT_HEADS,
    NOT_TAILS,
    SHORT_HEADS,
    SHORT_TAILS,
    STOP_WORDS,
    WHOLE,
)
from diarium.engine.words_table import table

MEMOISED: Final = 60_000
SHORTEST_HEAD: Final = 4
SHORTEST_TAIL: Final = 5
SHORTEST_GENITIVE: Final = 4
SHORTEST_SHORT: Final = 3
TIES: Final = "se"
DEFINITE: Final = ("en", "et", "n", "t", "s")
TIED_WITH_S: Final = ("ing", "het", "skap", "tion", "sion", "tet", "dom", "nad", "ande", "ende", "kan", "ment")
NOUN_ENDINGS: Final = ("arnas", "arna", "ets", "ens", "ars", "et", "en", "ar")
LONGEST_COMPOUND: Final = 45


@lru_cache(maxsize=MEMOISED)
def asked_keys(word: str) -> frozenset[str]:
    """Nycklar för ett ord som någon söker; empty for a stop word. The word is in small letters, composed (NFC)."""
    return frozenset() if word in STOP_WORDS else _keys(word)


@lru_cache(maxsize=MEMOISED)
def indexed_keys(word: str) -> frozenset[str]:
    """Nycklar för ett ord i en text: its own and those of its parts; empty for a stop word."""
    if word in STOP_WORDS:
        return frozenset()
    return _keys(word) | _keys_of_parts(word)


def _keys(word: str) -> frozenset[str]:
    keys = set(_keys_of_form(word))
    nominative = _without_genitive(word)
    if nominative:
        keys.update(_keys_of_form(nominative))
    return frozenset(keys)


def _keys_of_form(word: str) -> frozenset[str]:
    """A known word's lemma; of an unknown one its stem and, if it is a compound, the lemma that its tail gives it.

    A known word has no stem among its keys: *lager* and *lag*, *målare* and *mål* have the same.
    """
    lemma = _lemma(word)
    if lemma is None:
        tails = {tail for _head, tail in _splits(word)}
        return frozenset({_stem(word)}.union(*({word[: -len(tail)] + key for key in _keys(tail)} for tail in tails)))
    return frozenset(key for key in (lemma, ALSO.get(lemma), _noun_within(word, lemma)) if key)


def _without_genitive(word: str) -> str:
    """`kommunens` → `kommunen`; a word that ends in s by nature stays."""
    if not word.endswith("s") or len(word) <= SHORTEST_GENITIVE or table().lemma(word) == word:
        return ""
    return word[:-1]


def _lemma(word: str) -> str | None:
    """The dictionary form; the noun where the table knows the word as a form of a verb too (*nämnd*, *plan*, *råd*)."""
    if word in LEMMAS:
        return LEMMAS[word]
    lemma = table().lemma(word)
    return word if lemma is not None and lemma != word and _is_noun(word, lemma) else lemma


def _is_noun(word: str, lemma: str) -> bool:
    """Whether the word is a noun's own form: a form of it has it as lemma, or it is a verb's command."""
    if lemma in {word + "a", word[:-2] + word[-1] + "a"}:
        return True
    return any(table().lemma(word + ending) == word for ending in DEFINITE)


def _noun_within(word: str, lemma: str) -> str:
    """The noun of a form that the table gives to an adjective or a doer: *beslutet*, *förslaget*, *vägar*."""
    for ending in NOUN_ENDINGS:
        noun = word.removesuffix(ending)
        if noun != word and noun != lemma and len(noun) >= SHORTEST_SHORT and _lemma(noun) == noun:
            return noun
    return ""


@cache
def _stemmer() -> snowballstemmer.basestemmer.BaseStemmer:
    return snowballstemmer.stemmer("swedish")


def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


def _keys_of_parts(word: str) -> frozenset[str]:
    """The keys of every head and tail that are both known words; the head may be a compound itself."""
    keys: set[str] = set()
    for head, tail in _splits(word):
        keys |= _keys(head) | _keys(tail)
        keys |= _keys_of_parts(head)
    return frozenset(keys)


@lru_cache(maxsize=MEMOISED)
def _splits(word: str) -> tuple[tuple[str, str], ...]:
    if not word.isalpha() or word in WHOLE or len(word) > LONGEST_COMPOUND:
        return ()
    found: dict[int, tuple[str, str]] = {}
    for place in range(SHORTEST_SHORT, len(word) - SHORTEST_SHORT + 1):
        tail = word[place:]
        if _is_tail(tail):
            head = _head(word[:place])
            if head:
                found[place] = (head, tail)
    return tuple(split for place, split in found.items() if not _is_misread(word, place, found))


def _is_misread(word: str, place: int, found: Mapping[int, object]) -> bool:
    """An *s* between two words belongs to one of them: *upphandlings|enheten*, but *gymnasie|skolan*."""
    if place + 1 in found and word[place] == "s":
        return word[:place].endswith(TIED_WITH_S)
    return place - 1 in found and word[place - 1] == "s" and not word[: place - 1].endswith(TIED_WITH_S)


def _is_tail(tail: str) -> bool:
    if tail in NOT_TAILS:
        return False
    if len(tail) < SHORTEST_TAIL:
        return tail in SHORT_TAILS
    return is_known(tail)


def _head(head: str) -> str:
    """The head as a word, without the *s* that ties it to the tail; empty when it is none."""
    if head in SHORT_HEADS:
        return SHORT_HEADS[head]
    if len(head) < SHORTEST_HEAD or head in NOT_HEADS:
        return ""
    if is_known(head) or _splits(head):
        return head
    plain = head[:-1]
    if head[-1] in TIES and len(plain) >= SHORTEST_HEAD and plain not in NOT_HEADS:
        return plain if is_known(plain) or _splits(plain) else ""
    return ""


def is_known(word: str) -> bool:
    """Whether the table has the word, or has it without a genitive *s*."""
    if table().lemma(word) is not None:
        return True
    return word.endswith("s") and table().lemma(word[:-1]) is not None
