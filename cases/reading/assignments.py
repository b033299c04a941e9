"""Uppdrag i beslut: who is given a task in a sentence, and what the task is."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WHO = r"(?P<who>(?!att )[^\s,.;:]+(?: (?!att )[^\s,.;:]+){0,4}?)(?:, [^,.;]{3,90},)?"
_PASSIVE = re.compile(
    rf"(?:^|(?<=[.;:] )|\b(?:att|och) ){_WHO} "
    r"(?:(?:ges|får|fick|erhåller|tilldelas|har)(?: också| även| därutöver)? i uppdrag"
    r"|uppdras|bemyndigas|befullmäktigas)"
    r" att\b"
)
_ACTIVE = re.compile(
    r"\b(?:(?:uppdrar|uppdra|uppdras) åt|(?:ger|ge)|(?:bemyndigar|bemyndiga|befullmäktigar|befullmäktiga)) "
    rf"{_WHO}(?: i uppdrag)? att\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Assignment:
    """Uppdrag: `addressee` as written, `task` the text after "att", from `start` in the sentence's passage."""

    addressee: str
    task: str
    start: int
    end: int


def assignments_in(text: str) -> tuple[Assignment, ...]:
    """Every assignment that the text gives, in order."""
    found: dict[int, Assignment] = {}
    for pattern in (_PASSIVE, _ACTIVE):
        for match in pattern.finditer(text):
            stop = _SENTENCE_END.search(text, match.end())
            end = stop.start() if stop else len(text)
            task = text[match.end() : end].strip()
            if task:
                found.setdefault(match.end(), Assignment(match["who"].strip(), task, match.end() + 1, end))
    return tuple(found[position] for position in sorted(found))
