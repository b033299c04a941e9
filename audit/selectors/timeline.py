"""Tidslinje: the events of a chain, newest first, and the sentence of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format

from audit.models import Event
from audit.rules import Sentence

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_sentences: dict[str, Sentence] = {}


def register_verbs(sentences: Mapping[str, Sentence]) -> None:
    """Name the verbs of a room with their Swedish sentence; `{placeholders}` are taken from the event's data."""
    for verb, sentence in sentences.items():
        if verb in _sentences:
            raise ValueError(f"verb {verb} is registered twice")
        _sentences[verb] = sentence


def is_verb(verb: str) -> bool:
    """Whether a room has named the verb."""
    return verb in _sentences


def verbs() -> frozenset[str]:
    """All verbs that may be recorded."""
    return frozenset(_sentences)


def events_of(stream: str, *, limit: int, before_seq: int | None = None) -> list[Event]:
    """The newest events of a chain with their protected values (two queries); `before_seq` continues the list."""
    events = Event.objects.filter(stream=stream).prefetch_related("protected_values").order_by("-seq")
    if before_seq is not None:
        events = events.filter(seq__lt=before_seq)
    return list(events[:limit])


class _Facts(dict[str, Any]):
    """What a sentence may name; what is not there (weeded or never said) shows as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def _told(value: Any) -> Any:
    """A day as people write it inside a sentence; everything else as it is."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return value
    try:
        return date_format(date.fromisoformat(value), "j\u00a0F Y")
    except ValueError:
        return value


def sentence_of(event: Event) -> str:
    """What happened, in the reader's language; values weeded since show as a dash."""
    sentence = _sentences.get(event.verb)
    if sentence is None:
        return event.verb
    facts = event.facts
    known = _Facts({name: _told(value) for name, value in (facts.get("data") or {}).items()})
    known.update({value.name: value.value for value in event.protected_values.all()})
    known.update(before=event.status_before or "–", after=event.status_after or "–")
    return str(sentence).format_map(known)
