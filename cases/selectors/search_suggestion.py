"""Menade du …? A word in the heading of something that the reader may see, spelt nearly as the one without hits."""

from __future__ import annotations

import re
from typing import Final

from django.db.models import QuerySet
from rapidfuzz import fuzz, process

from diarium.engine.terms import Question
from diarium.engine.words import is_known
from diarium.models import SearchEntry

NEWEST: Final = 1000
LIKENESS: Final = 75.0
SHORTEST: Final = 4
NEAREST: Final = 5
_LEXEME: Final = re.compile(r"'((?:[^']|'')*)'")


def suggestion(rows: QuerySet[SearchEntry], question: Question) -> str:
    """Frågan med de ord som inte finns bytta mot de närmaste; empty = none is near.

    `rows` is what the reader may see: the keys of its newest headings are what can be proposed (one query), and of
    those the dictionary forms of whole words and of the parts of compounds.
    """
    keys = _keys_in_sight(rows)
    told = [_nearest(word.word, keys) if _is_spelt_wrong(word.word, keys) else word.word for word in question.words]
    proposed = " ".join(told)
    return "" if proposed == " ".join(word.word for word in question.words) else proposed


def _is_spelt_wrong(word: str, keys: list[str]) -> bool:
    return word.isalpha() and len(word) >= SHORTEST and word not in keys


def _nearest(word: str, keys: list[str]) -> str:
    near = process.extract(word, keys, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=NEAREST)
    return next((key for key, _likeness, _place in near if is_known(key)), word)


def _keys_in_sight(rows: QuerySet[SearchEntry]) -> list[str]:
    """The keys of the newest headings, in a fixed order."""
    vectors = rows.order_by("-day", "-pk").values_list("head_terms", flat=True)[:NEWEST]
    found = {key for vector in vectors for key in _LEXEME.findall(str(vector))}
    return sorted(key for key in found if len(key) >= SHORTEST and key.isalpha())
