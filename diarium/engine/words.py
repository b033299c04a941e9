"""Svenska ord → söknycklar: stem, lemma and the lemma's stem, and the parts of compounds.

A word in the index has the keys of its parts too; a word that is asked for has only its own: who looks for *vandring*
finds *trygghetsvandringar*, not the other way. Pure; the same word gives the same keys everywhere.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

import snowballstemmer

from diarium.engine.words_lists import LEMMAS, NOT_HEADS, NOT_TAILS, SHORT_TAILS, STOP_WORDS, WHOLE
from diarium.engine.words_table import table

MEMOISED: Final = 60_000
SHORTEST_HEAD: Final = 4
SHORTEST_TAIL: Final = 5
SHORTEST_GENITIVE: Final = 4
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


def _keys_of_form(word: str) -> tuple[str, ...]:
    lemma = _lemma(word)
    stem = _stem(word)
    return (stem,) if lemma is None else (stem, lemma, _stem(lemma))


def _without_genitive(word: str) -> str:
    """`kommunens` → `kommunen`; a word that ends in s by nature stays."""
    if not word.endswith("s") or len(word) <= SHORTEST_GENITIVE or table().lemma(word) == word:
        return ""
    return word[:-1]


def _lemma(word: str) -> str | None:
    if word in LEMMAS:
        return LEMMAS[word]
    lemma = table().lemma(word)
    if lemma == word + "a":
        return word  # the table took the noun (plan, råd) for a command (plana, råda)
    return lemma


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
    found = []
    for place in range(SHORTEST_HEAD, len(word) - 2):
        tail = word[place:]
        if not _is_tail(tail):
            continue
        head = _head(word[:place])
        if head:
            found.append((head, tail))
    return tuple(found)


def _is_tail(tail: str) -> bool:
    if tail in NOT_TAILS:
        return False
    if len(tail) < SHORTEST_TAIL:
        return tail in SHORT_TAILS
    return _is_known(tail)


def _head(head: str) -> str:
    """The head as a word, without the *s* that ties it to the tail; empty when it is none."""
    if head in NOT_HEADS:
        return ""
    if _is_known(head) or _splits(head):
        return head
    plain = head.removesuffix("s")
    if (
        len(plain) >= SHORTEST_HEAD
        and plain != head
        and plain not in NOT_HEADS
        and (_is_known(plain) or _splits(plain))
    ):
        return plain
    return ""


def _is_known(word: str) -> bool:
    if table().lemma(word) is not None:
        return True
    return word.endswith("s") and table().lemma(word[:-1]) is not None
