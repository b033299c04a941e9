"""Ordpar: what is asked for must find, or must miss, what stands in a text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from diarium.engine.terms import Question, ask, term_keys

HERE = Path(__file__).parent
FINDS, MISSES = "finds", "misses"

Pairs = dict[str, list[tuple[str, str]]]


def read(name: str) -> Pairs:
    """The two lists of a file, each pair once."""
    pairs: Pairs = {FINDS: [], MISSES: []}
    kind = ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif "|" in line and not line.startswith("#"):
            asked, text = (part.strip() for part in line.split("|"))
            pairs[kind].append((asked, text))
    return pairs


def found(asked: str, text: str) -> bool:
    """Whether the question finds the text, as `terms @@ tsquery` answers it."""
    question = ask(asked)
    return bool(question) and meets(question, term_keys(text))


def meets(question: Question, keys: Sequence[str]) -> bool:
    """Every word by one of its keys, or by all of its parts."""
    has = frozenset(keys)
    return all(
        not has.isdisjoint(word.keys) or bool(word.parts and all(not has.isdisjoint(part) for part in word.parts))
        for word in question.words
    )


def not_found(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{asked} | {text}" for asked, text in pairs if not found(asked, text)]


def wrongly_found(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{asked} | {text}" for asked, text in pairs if found(asked, text)]
