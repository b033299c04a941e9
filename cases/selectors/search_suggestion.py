"""Menade du …? A word in something that the reader may see, spelt nearly as the one that found nothing."""

from __future__ import annotations

from typing import Final

from rapidfuzz import fuzz, process

from accounts import policy
from accounts.capacity import Actor
from diarium.engine.terms import Question, composed, tokens
from diarium.engine.words import words_within
from diarium.models import DiaryEntry, Document

NEWEST: Final = 2000
LIKENESS: Final = 75.0
SHORTEST: Final = 4


def suggestion(actor: Actor, question: Question) -> str:
    """Frågan med de ord som inte finns bytta mot de närmaste, from the newest headings in sight; empty = none near.

    Two queries, only when nothing was found. What the reader may not see is never read, so it is never proposed.
    """
    known = _words_in_sight(actor)
    told: list[str] = []
    for word in question.words:
        if word.parts or len(word.word) < SHORTEST or word.word in known:
            told.append(word.word)
            continue
        near = process.extractOne(word.word, known, scorer=fuzz.ratio, score_cutoff=LIKENESS)
        told.append(near[0] if near else word.word)
    proposed = " ".join(told)
    return "" if proposed == " ".join(word.word for word in question.words) else proposed


def _words_in_sight(actor: Actor) -> list[str]:
    """The words of the newest headings and what they are made of, in a fixed order."""
    entries = policy.visible(actor, DiaryEntry).order_by("-opened_on", "-pk")
    documents = policy.visible(actor, Document).order_by("-registered_at", "-pk")
    headings = [
        *entries.values_list("public_subject", "protected_subject")[:NEWEST],
        *documents.values_list("title", "protected_title")[:NEWEST],
    ]
    texts = (protected or public for public, protected in headings)
    found = {token.word for text in texts for token in tokens(composed(text))}
    known = {part for word in found if word.isalpha() for part in words_within(word)}
    return sorted(word for word in known if len(word) >= SHORTEST)
