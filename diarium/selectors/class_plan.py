"""Diarieplanen i en fil, jämförd med registrets: which codes are new, changed and ended, and what cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from diarium.engine.table import Row, Table, read_table
from diarium.models import ClassCode, RetentionRule
from diarium.selectors.plan_report import Gathered, PlanReport, day_text

CODE: Final = re.compile(r"[0-9]{1,4}|[0-9]\.[0-9]\.[0-9]")
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("kod", "klass", "klassificeringskod", "beteckning", "code"),
    "name": ("namn", "benämning", "rubrik", "name"),
    "valid_from": ("gäller från", "gäller från och med", "giltig från", "från", "valid from"),
    "valid_to": ("gäller till", "gäller till och med", "giltig till", "till", "valid to"),
    "retention": ("gallringsregel", "gallring", "gallringskod", "retention"),
}


@dataclass(slots=True)
class Span:
    """Kod under en tid, as it would be after the file. `pk` is None for a new row, `line` 0 when no line names it."""

    code: str
    name: str = ""
    rule_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    pk: int | None = None
    line: int = 0

    def facts(self, rules: Mapping[int, RetentionRule]) -> dict[str, str]:
        """What a report and an event say of it, by the word of each field."""
        return {
            _("Namn"): self.name,
            _("Gäller från"): day_text(self.valid_from),
            _("Gäller till"): day_text(self.valid_to),
            _("Gallringsregel"): rules[self.rule_id].code if self.rule_id else "",
        }


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """Jämförelsen: the report, and the rows to write with what they were before (None = new)."""

    report: PlanReport
    writes: tuple[tuple[Span | None, Span], ...] = ()


def compare_class_plan(content: bytes, *, today: date, end_missing_on: date | None = None) -> ClassPlan:
    """Jämför filen med registret. A code that the file leaves out stays, or ends on `end_missing_on`.

    A line means the row with its code and its first day; without a first day, the row that is in force. A row whose
    beginning is unknown gets the line's. A later line ends the one before it, if that had no end.

    Raises:
        TableRefused: the file cannot be read at all.
    """
    table = read_table(content, COLUMNS, required=("code",))
    gathered = Gathered()
    rules = {rule.pk: rule for rule in RetentionRule.objects.order_by("pk")}
    before = {row.pk: _span(row) for row in ClassCode.objects.order_by("pk")}
    after: dict[str, list[Span]] = {}
    for span in before.values():
        after.setdefault(span.code, []).append(replace(span))
    lines = _lines(table, gathered, rules)
    for line, row in lines:
        _place(line, row, table, after.setdefault(line.code, []), gathered, today)
    if end_missing_on is not None:
        _end_missing(after, {line.code for line, _row in lines}, end_missing_on)
    for spans in after.values():
        _check_dates(spans, gathered)
    writes = _sort(before, after, gathered, rules)
    report = gathered.report(table)
    return ClassPlan(report, () if report.faults else writes)


def _span(row: ClassCode) -> Span:
    return Span(row.code, row.name, row.retention_rule_id, row.valid_from, row.valid_to, row.pk)


def _lines(table: Table, gathered: Gathered, rules: Mapping[int, RetentionRule]) -> list[tuple[Span, Row]]:
    """The lines that can be read, by code and first day."""
    by_word = {word.casefold(): rule.pk for rule in rules.values() for word in (rule.label, rule.code)}
    found: dict[tuple[str, date | None], tuple[Span, Row]] = {}
    for row in table.rows:
        code, rule = row.cells["code"], row.cells.get("retention", "")
        if not CODE.fullmatch(code):
            gathered.fault(
                row.line,
                _("Koden ”{code}” går inte att använda. Skriv högst fyra siffror eller till exempel 1.2.3.").format(
                    code=code[:40]
                ),
            )
            continue
        if rule and rule.casefold() not in by_word:
            gathered.fault(
                row.line,
                _("Gallringsregeln ”{rule}” finns inte. Lägg till den under Gallring och läs in filen igen.").format(
                    rule=rule[:40]
                ),
            )
        span = Span(
            code,
            row.cells.get("name", ""),
            by_word.get(rule.casefold()),
            gathered.day(row.line, row.cells.get("valid_from", ""), _("Gäller från")),
            gathered.day(row.line, row.cells.get("valid_to", ""), _("Gäller till")),
            line=row.line,
        )
        first = found.setdefault((code, span.valid_from), (span, row))
        if first[0] is not span:
            gathered.fault(
                row.line,
                _("Koden {code} står redan på rad {line}. Ta bort en av raderna eller ge dem olika datum.").format(
                    code=code, line=first[0].line
                ),
            )
    return sorted(found.values(), key=lambda pair: (pair[0].code, pair[0].valid_from or date.min))


def _place(line: Span, row: Row, table: Table, spans: list[Span], gathered: Gathered, today: date) -> None:
    """Bring the row that the line means up to date, or add it."""
    span = _meant(line, spans, today)
    if span is None:
        spans.append(replace(line))
        return
    span.line = line.line
    if row.cells.get("name"):
        span.name = line.name
    if row.cells.get("retention"):
        span.rule_id = line.rule_id
    if line.valid_from is not None:
        span.valid_from = line.valid_from
    if "valid_to" in table.columns:
        span.valid_to = line.valid_to


def _meant(line: Span, spans: list[Span], today: date) -> Span | None:
    free = [span for span in spans if span.line == 0]
    same = next((span for span in free if span.valid_from == line.valid_from), None)
    if same is not None:
        return same
    if line.valid_from is None:
        lasting = [span for span in free if span.valid_to is None or span.valid_to >= today]
        return min(lasting, key=lambda span: span.valid_from or date.min, default=None)
    unknown = [span for span in free if span.valid_from is None]
    return next((one for one in unknown if one.valid_to is None or one.valid_to >= line.valid_from), None)


def _end_before_the_next(spans: list[Span]) -> None:
    """A code that goes on is ended by the one that takes over from it."""
    for earlier, later in pairwise(spans):
        if earlier.valid_to is None and later.valid_from and (earlier.valid_from or date.min) < later.valid_from:
            earlier.valid_to = later.valid_from - timedelta(days=1)


def _end_missing(after: Mapping[str, list[Span]], named: set[str], last_day: date) -> None:
    for code, spans in after.items():
        for span in spans:
            goes_on = span.valid_to is None or span.valid_to > last_day
            if code not in named and goes_on and (span.valid_from or date.min) <= last_day:
                span.valid_to = last_day


def _check_dates(spans: list[Span], gathered: Gathered) -> None:
    spans.sort(key=lambda span: (span.valid_from or date.min, span.line))
    if any(span.line for span in spans):
        _end_before_the_next(spans)
    for span in spans:
        if span.line and span.valid_from and span.valid_to and span.valid_to < span.valid_from:
            gathered.fault(span.line, _("Gäller till är före gäller från. Ändra ett av datumen."))
    for earlier, later in pairwise(spans):
        if earlier.valid_to is None or earlier.valid_to >= (later.valid_from or date.min):
            gathered.fault(later.line or earlier.line, overlap_sentence(earlier))


def overlap_sentence(other: Span) -> str:
    """Why two rows of the same code cannot stand beside each other."""
    return _("Koden {code} gäller redan {time}. Ändra datumen så att de inte går in i varandra.").format(
        code=other.code, time=time_text(other.valid_from, other.valid_to)
    )


def time_text(first: date | None, last: date | None) -> str:
    """“från 2015-01-01 till 2019-12-31”, “tills vidare”."""
    if first is None:
        return _("till {last}").format(last=last.isoformat()) if last else _("tills vidare")
    if last is None:
        return _("från {first}").format(first=first.isoformat())
    return _("från {first} till {last}").format(first=first.isoformat(), last=last.isoformat())


def _sort(
    before: Mapping[int, Span],
    after: Mapping[str, list[Span]],
    gathered: Gathered,
    rules: Mapping[int, RetentionRule],
) -> tuple[tuple[Span | None, Span], ...]:
    writes: list[tuple[Span | None, Span]] = []
    for code in sorted(after):
        for span in after[code]:
            was = before[span.pk] if span.pk is not None else None
            told = was.facts(rules) if was else None
            if told is not None and span.line == 0 and told == span.facts(rules):
                continue  # no line names it and nothing happens to it
            if gathered.sort(span.line, code, span.name, told, span.facts(rules)):
                writes.append((was, span))
    return tuple(writes)
