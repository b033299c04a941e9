"""Diarieplan och gallringsregler ur en fil: all of it or nothing, told in advance, harmless when repeated."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import SYSTEM_STREAM
from audit.services import Refusal, record
from diarium.calendar import stockholm_date
from diarium.models import ClassCode, RetentionRule
from diarium.selectors.class_plan import Span, compare_class_plan
from diarium.selectors.plan_report import PlanReport
from diarium.selectors.retention_plan import compare_retention_rules
from diarium.services.classification import CLASS_FIELDS, RULE_FIELDS, current_scheme, lock_tables, write_changes


class PlanHasFaults(Refusal):
    """The file has lines that cannot be read in; `report` says which."""

    status = 422

    def __init__(self, report: PlanReport) -> None:
        told = now_in("Rad {line}: {sentence}")
        super().__init__(reasons=[told.format(line=one.line, sentence=one.sentence) for one in report.faults])
        self.report = report


class PlanChanged(Refusal):
    """The register was changed after the report that the person confirms; `report` is as it is now."""

    sentence = _("Registret har ändrats sedan rapporten gjordes. Läs igenom den nya rapporten.")

    def __init__(self, report: PlanReport) -> None:
        super().__init__()
        self.report = report


@transaction.atomic
def import_class_plan(
    *,
    content: bytes,
    actor: Actor,
    at: datetime,
    dry_run: bool = False,
    end_missing_on: date | None = None,
    confirmed: str | None = None,
) -> PlanReport:
    """Läs in diarieplanen ur en csv-fil: all of it or, with any fault, nothing. The same file again changes nothing.

    `confirmed` is the digest of the report that a person has read.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        TableRefused: the file cannot be read at all.
        PlanHasFaults, PlanChanged: lines with faults; another outcome than the one confirmed.
    """
    if dry_run:
        policy.require(actor, "keep_register_tables")
    else:
        actor = lock_tables(actor)
    plan = compare_class_plan(content, today=stockholm_date(at), end_missing_on=end_missing_on)
    if dry_run or not _goes_on(plan.report, confirmed):
        return plan.report
    scheme = current_scheme()
    new = [ClassCode(scheme=scheme, code=span.code, **_columns(span)) for was, span in plan.writes if was is None]
    ClassCode.objects.bulk_create(new)
    for was, span in plan.writes:
        if was is not None and was.pk is not None:
            values = {column: getattr(span, name) for name, column in CLASS_FIELDS.items()}
            row = ClassCode(pk=was.pk, code=was.code, **{col: getattr(was, name) for name, col in CLASS_FIELDS.items()})
            write_changes(row, values, "class_ended" if _only_ends(was, span) else "class_changed", actor, at)
    _tell_import("class_plan_imported", plan.report, actor, at)
    return plan.report


@transaction.atomic
def import_retention_rules(
    *, content: bytes, actor: Actor, at: datetime, dry_run: bool = False, confirmed: str | None = None
) -> PlanReport:
    """Läs in gallringsreglerna ur en csv-fil, as `import_class_plan` does with the classes.

    Raises:
        NotAllowed, TableRefused, PlanHasFaults, PlanChanged: as there.
    """
    if dry_run:
        policy.require(actor, "keep_register_tables")
    else:
        actor = lock_tables(actor)
    plan = compare_retention_rules(content)
    if dry_run or not _goes_on(plan.report, confirmed):
        return plan.report
    RetentionRule.objects.bulk_create(
        RetentionRule(code=line.code, **{name: getattr(line, name) for name in RULE_FIELDS})
        for was, line in plan.writes
        if was is None
    )
    for was, line in plan.writes:
        if was is not None and was.pk is not None:
            row = RetentionRule(pk=was.pk, code=was.code, **{name: getattr(was, name) for name in RULE_FIELDS})
            values = {name: getattr(line, name) for name in RULE_FIELDS}
            write_changes(row, values, "retention_rule_changed", actor, at)
    _tell_import("retention_rules_imported", plan.report, actor, at)
    return plan.report


def _goes_on(report: PlanReport, confirmed: str | None) -> bool:
    if report.faults:
        raise PlanHasFaults(report)
    if not report.changes:
        return False
    if confirmed is not None and confirmed != report.digest:
        raise PlanChanged(report)
    return True


def _only_ends(was: Span, span: Span) -> bool:
    return span.valid_to is not None and (was.name, was.rule_id, was.valid_from) == (
        span.name,
        span.rule_id,
        span.valid_from,
    )


def _tell_import(verb: str, report: PlanReport, actor: Actor, at: datetime) -> None:
    counts = {"new": len(report.new), "changed": len(report.changed), "ended": len(report.ended)}
    record(SYSTEM_STREAM, verb, actor=actor, at=at, data={**counts, "added": [line.code for line in report.new]})


def _columns(span: Span) -> dict[str, Any]:
    return {column: getattr(span, name) for name, column in CLASS_FIELDS.items()}
