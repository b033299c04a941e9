"""Rapport före inläsning: what a file would change in a table of the register, line by line; nothing is saved here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from diarium.engine.table import Table

FIRST_YEAR: Final = 1850
LAST_YEAR: Final = 2200
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?: 00:00(?::00)?)?")


@dataclass(frozen=True, slots=True)
class Line:
    """Rad i rapporten. `line` is 0 for what follows from another line; `facts` says what, in words."""

    line: int
    code: str
    name: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Fel på en rad: what is wrong and what to do."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class PlanReport:
    """Rapport: new, changed, ended and unchanged rows, and the faults that keep the whole file out.

    `digest` names this outcome: who confirms says which report was read.
    """

    new: Sequence[Line] = ()
    changed: Sequence[Line] = ()
    ended: Sequence[Line] = ()
    unchanged: int = 0
    faults: Sequence[Fault] = ()
    ignored: Sequence[str] = ()

    @property
    def changes(self) -> int:
        """How many rows of the table would be touched."""
        return len(self.new) + len(self.changed) + len(self.ended)

    @property
    def digest(self) -> str:
        """The same for the same changes."""
        told = [[[line.code, line.name, *line.facts] for line in part] for part in (self.new, self.changed, self.ended)]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """For commands and scripts."""

        def lines(part: Sequence[Line]) -> list[dict[str, Any]]:
            return [{"line": one.line, "code": one.code, "name": one.name, "facts": list(one.facts)} for one in part]

        return {
            "new": lines(self.new),
            "changed": lines(self.changed),
            "ended": lines(self.ended),
            "unchanged": self.unchanged,
            "errors": [{"line": fault.line, "sentence": fault.sentence} for fault in self.faults],
            "ignored_columns": list(self.ignored),
        }


@dataclass(slots=True)
class Gathered:
    """Det som samlas medan filen läses."""

    new: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    ended: list[Line] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, sentence: str) -> None:
        """Write down what is wrong with a line."""
        self.faults.append(Fault(line, sentence))

    def day(self, line: int, cell: str, column: str) -> date | None:
        """The date of the cell; None where it is empty or (with a fault) no date."""
        if not cell:
            return None
        found = _DAY.fullmatch(cell)
        try:
            if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
                return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
        self.fault(
            line,
            _("{column}: ”{text}” är inte ett datum. Skriv till exempel 2024-12-31.").format(
                column=column, text=cell[:40]
            ),
        )
        return None

    def sort(self, line: int, code: str, name: str, before: dict[str, str] | None, after: dict[str, str]) -> bool:
        """Put a row where it belongs by its printed facts; whether it changes anything."""
        if before is None:
            said = [f"{word}: {text}" for word, text in after.items() if text and text != name]
            self.new.append(Line(line, code, name, tuple(said)))
            return True
        differing = [word for word in after if before[word] != after[word]]
        told = tuple(f"{word}: {before[word] or '–'} → {after[word] or '–'}" for word in differing)
        if not differing:
            self.unchanged += 1
        elif differing == [_("Gäller till")] and after[differing[0]]:
            self.ended.append(Line(line, code, name, told))
        else:
            self.changed.append(Line(line, code, name, told))
        return bool(differing)

    def report(self, table: Table) -> PlanReport:
        """The finished report; with faults nothing is counted as a change."""
        faults = tuple(sorted(self.faults, key=lambda fault: fault.line))
        if faults:
            return PlanReport(faults=faults, ignored=table.ignored)
        return PlanReport(
            tuple(self.new), tuple(self.changed), tuple(self.ended), self.unchanged, ignored=table.ignored
        )


def day_text(day: date | None) -> str:
    """The date as tables print it; empty for none."""
    return day.isoformat() if day else ""


def listed(words: Iterable[str]) -> str:
    """“a, b eller c”."""
    *first, last = list(words)
    return _("{first} eller {last}").format(first=", ".join(first), last=last) if first else last
