"""Anmärkningar: what a check found, where, and the fingerprint that a waiver holds on to."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from audit.rules import Sentence as Words
from cases.draft_checks.register import Register, Severity
from cases.draft_checks.sentences import Sentence, sentences_in
from cases.reading.passages import Passage, Place, passages
from cases.reading.structure import Content


@dataclass(frozen=True, slots=True)
class Finding:
    """Anmärkning: `message` is the Swedish sentence, `places` what it quotes.

    `fingerprint` is SHA-256 over the code and the quoted texts: a waiver or an acknowledgement holds while it stands.
    """

    code: str
    severity: Severity
    message: str
    places: tuple[Place, ...]
    fingerprint: str

    def to_dict(self) -> dict[str, object]:
        """The finding as JSON values."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "places": [place.to_dict() for place in self.places],
            "fingerprint": self.fingerprint,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """What a check yields: sentence and places; `subject` where nothing in the text can be quoted."""

    message: str
    places: tuple[Place, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class Draft:
    """Utkastet under granskning: the content, the register and the passages, read once for all checks."""

    content: Content
    register: Register

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage in reading order."""
        return tuple(passages(self.content))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of every passage."""
        return tuple(sentence for passage in self.passages for sentence in sentences_in(passage))

    def of_kind(self, *kinds: str) -> tuple[Passage, ...]:
        """The passages of the kinds."""
        return tuple(passage for passage in self.passages if passage.kind in kinds)

    @property
    def points(self) -> tuple[Passage, ...]:
        """The texts of the decision points."""
        return self.of_kind("point")


@dataclass(frozen=True, slots=True)
class Check:
    """Kontroll: `title` says what is as it should be, `source` where the demand comes from.

    `severity` is what the product finds right, which a municipality may change; `agreements` = only in agreement cases.
    """

    code: str
    severity: Severity
    title: Words
    source: Words
    find: Callable[[Draft], Iterator[Found]]
    agreements: bool = False

    def run(self, draft: Draft) -> Iterator[Finding]:
        """The findings of this check, with the municipality's own severity where it has one."""
        severity = draft.register.severities.get(self.code, self.severity)
        if not severity or (self.agreements and not draft.register.agreement_case):
            return
        for found in self.find(draft):
            yield Finding(self.code, severity, found.message, found.places, fingerprint(self.code, found))


def fingerprint(code: str, found: Found) -> str:
    """The code and the quoted texts, in any order and however they are spaced."""
    quotes = sorted(" ".join(place.quote.split()) for place in found.places)
    text = unicodedata.normalize("NFC", "\n".join([code, found.subject, *quotes]))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def distinct(findings: Sequence[Finding]) -> list[Finding]:
    """No two findings with the same fingerprint: the same quote at two places is one finding with both."""
    merged: dict[str, Finding] = {}
    for finding in findings:
        known = merged.get(finding.fingerprint)
        if known is None:
            merged[finding.fingerprint] = finding
        else:
            more = tuple(place for place in finding.places if place not in known.places)
            merged[finding.fingerprint] = replace(known, places=known.places + more)
    return list(merged.values())
