"""Gallringsreglerna i en fil, jämförda med registrets (the municipality's adopted plan, `domain.md` §10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from diarium.engine.table import Row, Table, read_table
from diarium.models import RetentionRule
from diarium.selectors.plan_report import Gathered, PlanReport, day_text, listed
from diarium.states import RetentionAction, RetentionStart

MAX_YEARS: Final = 200
MAX_CODE: Final = 40
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("kod", "regel", "code"),
    "label": ("benämning", "namn", "regeltext", "label"),
    "action": ("åtgärd", "bevara/gallra", "gallra/bevara", "action"),
    "years": ("år", "antal år", "frist", "years"),
    "from_event": ("räknas från", "från händelse", "from event"),
    "valid_from": ("gäller från", "gäller från och med", "valid from"),
    "valid_to": ("gäller till", "gäller till och med", "valid to"),
}
_ACTIONS: Final = {
    "bevara": RetentionAction.PRESERVE,
    "bevaras": RetentionAction.PRESERVE,
    "preserve": RetentionAction.PRESERVE,
    "gallra": RetentionAction.WEED,
    "gallras": RetentionAction.WEED,
    "weed": RetentionAction.WEED,
}
_EVENTS: Final = {
    "closed": RetentionStart.CLOSED,
    "ärendet avslutat": RetentionStart.CLOSED,
    "avslutat": RetentionStart.CLOSED,
    "legal_force": RetentionStart.LEGAL_FORCE,
    "beslutet laga kraft": RetentionStart.LEGAL_FORCE,
    "laga kraft": RetentionStart.LEGAL_FORCE,
    "agreement_expired": RetentionStart.AGREEMENT_EXPIRED,
    "avtalet löpt ut": RetentionStart.AGREEMENT_EXPIRED,
    "avtalet upphört": RetentionStart.AGREEMENT_EXPIRED,
}


@dataclass(slots=True)
class RuleLine:
    """Regel, as it would be after the file. `pk` is None for a new row."""

    code: str
    label: str
    action: str
    years: int | None
    from_event: str
    valid_from: date | None = None
    valid_to: date | None = None
    pk: int | None = None

    def facts(self) -> dict[str, str]:
        """What a report and an event say of it, by the word of each field."""
        return {
            _("Benämning"): self.label,
            _("Åtgärd"): str(RetentionAction(self.action).label),
            _("År"): "" if self.years is None else str(self.years),
            _("Räknas från"): str(RetentionStart(self.from_event).label),
            _("Gäller från"): day_text(self.valid_from),
            _("Gäller till"): day_text(self.valid_to),
        }


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """Jämförelsen: the report, and the rows to write with what they were before (None = new)."""

    report: PlanReport
    writes: tuple[tuple[RuleLine | None, RuleLine], ...] = ()


def compare_retention_rules(content: bytes) -> RetentionPlan:
    """Jämför filen med registret. A rule is known by its code; one that the file leaves out stays.

    Raises:
        TableRefused: the file cannot be read at all.
    """
    table = read_table(content, COLUMNS, required=("code", "action"))
    gathered = Gathered()
    before = {row.code: _line(row) for row in RetentionRule.objects.order_by("code")}
    seen: dict[str, int] = {}
    writes: list[tuple[RuleLine | None, RuleLine]] = []
    for row in table.rows:
        code = row.cells["code"]
        if code in seen:
            gathered.fault(
                row.line,
                _("Regeln {code} står redan på rad {line}. Ta bort en av raderna.").format(
                    code=code[:MAX_CODE], line=seen[code]
                ),
            )
            continue
        seen[code] = row.line
        was = before.get(code)
        line = _read(row, table, was, gathered)
        if line is not None:
            told = was.facts() if was else None
            if gathered.sort(row.line, code, line.label, told, line.facts()):
                writes.append((was, line))
    report = gathered.report(table)
    return RetentionPlan(report, () if report.faults else tuple(writes))


def _line(row: RetentionRule) -> RuleLine:
    return RuleLine(row.code, row.label, row.action, row.years, row.from_event, row.valid_from, row.valid_to, pk=row.pk)


def _read(row: Row, table: Table, was: RuleLine | None, gathered: Gathered) -> RuleLine | None:
    """The rule as the line says it; None where the line has a fault."""
    faults = len(gathered.faults)
    cells = row.cells
    code, label = cells["code"], cells.get("label", "") or (was.label if was else "")
    if not code or len(code) > MAX_CODE:
        gathered.fault(row.line, _("Skriv regelns kod med högst 40 tecken."))
    if not label:
        gathered.fault(row.line, _("Skriv regelns benämning."))
    action = _ACTIONS.get(cells["action"].casefold())
    if action is None:
        gathered.fault(
            row.line,
            _("Åtgärden ”{text}” går inte att använda. Skriv {words}.").format(
                text=cells["action"][:40], words=listed(("bevara", "gallra"))
            ),
        )
    line = RuleLine(
        code=code,
        label=label,
        action=action or RetentionAction.PRESERVE,
        years=_years(row, action, gathered),
        from_event=_from_event(row, was, gathered),
        valid_from=gathered.day(row.line, cells.get("valid_from", ""), _("Gäller från")),
        valid_to=gathered.day(row.line, cells.get("valid_to", ""), _("Gäller till")),
        pk=was.pk if was else None,
    )
    if was is not None:
        kept = {name: getattr(was, name) for name in ("valid_from", "valid_to") if name not in table.columns}
        line = replace(line, **kept)
    if line.valid_from and line.valid_to and line.valid_to < line.valid_from:
        gathered.fault(row.line, _("Gäller till är före gäller från. Ändra ett av datumen."))
    return line if len(gathered.faults) == faults else None


def _years(row: Row, action: RetentionAction | None, gathered: Gathered) -> int | None:
    cell = row.cells.get("years", "").removesuffix("år").strip()
    years = int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 4 else None
    if action == RetentionAction.WEED and (years is None or years > MAX_YEARS):
        gathered.fault(row.line, _("Skriv efter hur många år handlingarna gallras, högst 200."))
    if action == RetentionAction.PRESERVE and cell:
        gathered.fault(row.line, _("Det som bevaras har inget antal år. Töm rutan eller ändra åtgärden till gallra."))
    return years if action == RetentionAction.WEED else None


def _from_event(row: Row, was: RuleLine | None, gathered: Gathered) -> str:
    cell = row.cells.get("from_event", "").casefold()
    if not cell:
        return was.from_event if was else RetentionStart.CLOSED
    if cell not in _EVENTS:
        gathered.fault(
            row.line,
            _("Räknas från ”{text}” går inte att använda. Skriv {words}.").format(
                text=cell[:40], words=listed(str(start.label).lower() for start in RetentionStart)
            ),
        )
    return _EVENTS.get(cell, RetentionStart.CLOSED)
