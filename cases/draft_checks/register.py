"""Registret bakom granskningen: what the municipality knows of the parties, the instruments and the case. Plain values.

The caller fills it from the database; `default_register()` from the packaged rows where no database answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from audit.rules import Sentence
from cases.reading.lexicon import Lexicon, default_lexicon
from cases.reading.structure import Content
from diarium.numbers import DiaryNumber

Severity = Literal["error", "warning", "info"]
SECTION_NAMES: Mapping[str, Sentence] = {
    "proposal": _("Förslag till beslut"),
    "summary": _("Sammanfattning"),
    "description": _("Beskrivning av ärendet"),
    "opinion": _("Förvaltningens synpunkter"),
    "consequences": _("Ekonomiska och juridiska konsekvenser"),
    "attachments": _("Bilagor"),
    "recipients": _("Beslutet ska skickas till"),
}
REQUIRED_SECTIONS = tuple(SECTION_NAMES)


@dataclass(frozen=True, slots=True)
class Party:
    """Part i registret; `organisation` is the code of the outermost body it belongs to, or its own."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """Avtal i registret, `kind` as in `Agreement.kind`; `parent` and `replaces` are keys of others."""

    key: str
    kind: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    parties: tuple[str, ...] = ()
    parent: str = ""
    replaces: str = ""
    concluded: int | None = None


@dataclass(frozen=True, slots=True)
class Noun:
    """Ord för ett avtal: "avsiktsförklaring", with its definite form and the kind it stands for."""

    kind: str
    noun: str
    definite: str


@dataclass(frozen=True)
class Register:
    """Registret: all that a check may know besides the text.

    `groups` are the recipient groups that are expanded at dispatch (code, name); `agreement_case` turns on the checks
    of parties, mandates and periods; `agreement` is the key of the instrument that the case is about.
    `severities` are the municipality's own rows: code → severity, "" = not run.
    """

    parties: tuple[Party, ...] = ()
    bodies: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    instruments: tuple[Instrument, ...] = ()
    agreement: str = ""
    priority_areas: tuple[str, ...] = ()
    opened_year: int | None = None
    decision_date: date | None = None
    signing_date: date | None = None
    agreement_case: bool = True
    required_sections: tuple[str, ...] = REQUIRED_SECTIONS
    severities: Mapping[str, Severity | Literal[""]] = field(default_factory=dict)

    def instrument(self, key: str) -> Instrument | None:
        """The instrument with the key."""
        return next((row for row in self.instruments if key and row.key == key), None)


@cache
def _rows() -> dict[str, Any]:
    path = resources.files("cases.draft_checks").joinpath("rows", "instruments.json")
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


@cache
def nouns() -> tuple[Noun, ...]:
    """The words for agreements, the longest first."""
    rows = [Noun(row["kind"], row["noun"], row["definite"]) for row in _rows()["nouns"]]
    return tuple(sorted(rows, key=lambda row: -len(row.noun)))


def default_register(content: Content, lexicon: Lexicon | None = None) -> Register:
    """The packaged rows: the register of Huddinge, and the instruments of the case where its number is known."""
    rows = lexicon or default_lexicon()
    number = DiaryNumber.parse(content.diary_number) if content.diary_number else None
    base = Register(
        parties=parties_of(rows),
        bodies=tuple(name for body in rows.bodies for name in body.names),
        groups=tuple((group.code, group.name) for group in rows.groups if group.code != "CASE_FILE"),
        opened_year=number.year if number else None,
    )
    for case in _rows()["cases"]:
        known = DiaryNumber.parse(case["diary_number"])
        if number and known and known.identity == number.identity:
            return Register(
                parties=base.parties,
                bodies=base.bodies,
                groups=base.groups,
                instruments=tuple(_instrument(row) for row in case["instruments"]),
                agreement=case["agreement"],
                priority_areas=tuple(case["priority_areas"]),
                opened_year=case["opened_year"],
            )
    return base


def parties_of(lexicon: Lexicon) -> tuple[Party, ...]:
    """The correspondents and the municipality as parties, each with the outermost body it belongs to."""
    parents = {row.code: row.parent for row in lexicon.correspondents}

    def outermost(code: str) -> str:
        seen = {code}
        while parents.get(code) and parents[code] not in seen:
            code = parents[code]
            seen.add(code)
        return code

    rows = [
        Party(row.code, row.name, row.aliases, row.misspellings, outermost(row.code)) for row in lexicon.correspondents
    ]
    return tuple(rows + [Party(name, name, organisation=name) for name in lexicon.organisations])


def _instrument(row: Mapping[str, Any]) -> Instrument:
    return Instrument(
        key=row["key"],
        kind=row["kind"],
        name=row["name"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]),
        parties=tuple(row["parties"]),
        parent=row["parent"] or "",
        replaces=row["replaces"] or "",
    )
