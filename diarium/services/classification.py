"""Diarieplan och gallringsregler: the doors that keep them, by hand and from a file. Nothing is deleted, only ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import JSON, SYSTEM_STREAM
from audit.services import Refusal, record
from diarium.models import ClassCode, RetentionRule
from diarium.selectors.class_plan import CODE, Span, overlap_sentence
from diarium.selectors.retention_plan import MAX_CODE, MAX_YEARS
from diarium.states import RetentionAction

DEFAULT_SCHEME = "Diarieplan"
_LOCK = "diarium.classification"
CLASS_FIELDS = {"name": "name", "rule_id": "retention_rule_id", "valid_from": "valid_from", "valid_to": "valid_to"}
RULE_FIELDS = ("label", "action", "years", "from_event", "valid_from", "valid_to")


class ClassRefused(Refusal):
    """A class code or retention rule that cannot be written as it is."""

    status = 422


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """Uppgifter om en klassificeringskod."""

    code: str
    name: str
    rule_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """Uppgifter om en gallringsregel."""

    code: str
    label: str
    action: str
    years: int | None
    from_event: str
    valid_from: date | None = None
    valid_to: date | None = None


def current_scheme() -> str:
    """Diarieplanens namn: that of the newest code."""
    return ClassCode.objects.order_by("-pk").values_list("scheme", flat=True).first() or DEFAULT_SCHEME


@transaction.atomic
def add_class_code(*, facts: ClassFacts, actor: Actor, at: datetime) -> ClassCode:
    """Lägg till en klassificeringskod. The same once more gives the row that is there.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        ClassRefused: no code of the plan's form, no name, dates in the wrong order, or in the time of another.
    """
    actor = lock_tables(actor)
    same = ClassCode.objects.filter(
        code=facts.code, valid_from=facts.valid_from, name=facts.name, retention_rule=facts.rule_id
    ).first()
    if same is not None and same.valid_to == facts.valid_to:
        return same
    _check_class(facts, None)
    row = ClassCode(
        scheme=current_scheme(),
        code=facts.code,
        name=facts.name,
        retention_rule_id=facts.rule_id,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
    )
    row.save(force_insert=True)
    _tell("class_added", row.code, _facts_of(facts, CLASS_FIELDS), actor, at)
    return row


@transaction.atomic
def change_class(*, code_id: int, facts: ClassFacts, actor: Actor, at: datetime) -> ClassCode:
    """Ändra namn, gallringsregel eller datum; the code itself stays. The same again changes and tells nothing.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        ClassRefused: as for adding.
    """
    actor = lock_tables(actor)
    row = ClassCode.objects.get(pk=code_id)
    facts = ClassFacts(row.code, facts.name, facts.rule_id, facts.valid_from, facts.valid_to)
    _check_class(facts, row.pk)
    write_changes(
        row, {column: getattr(facts, name) for name, column in CLASS_FIELDS.items()}, "class_changed", actor, at
    )
    return row


@transaction.atomic
def end_class(*, code_id: int, last_day: date, actor: Actor, at: datetime) -> ClassCode:
    """Avsluta en klassificeringskod: matters keep it, new ones cannot take it after `last_day`.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        ClassRefused: the day is before the code begins, or in the time of another.
    """
    actor = lock_tables(actor)
    row = ClassCode.objects.get(pk=code_id)
    _check_class(ClassFacts(row.code, row.name, row.retention_rule_id, row.valid_from, last_day), row.pk)
    write_changes(row, {"valid_to": last_day}, "class_ended", actor, at)
    return row


@transaction.atomic
def add_retention_rule(*, facts: RuleFacts, actor: Actor, at: datetime) -> RetentionRule:
    """Lägg till en gallringsregel ur den antagna planen. The same once more gives the row that is there.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        ClassRefused: the code is taken, or the rule is not whole.
    """
    actor = lock_tables(actor)
    row = RetentionRule.objects.filter(code=facts.code).first()
    if row is not None and all(getattr(row, name) == getattr(facts, name) for name in RULE_FIELDS):
        return row
    if row is not None:
        raise ClassRefused(now_in("Regeln {code} finns redan.").format(code=facts.code))
    _check_rule(facts)
    row = RetentionRule(code=facts.code, **{name: getattr(facts, name) for name in RULE_FIELDS})
    row.save(force_insert=True)
    _tell("retention_rule_added", row.code, _facts_of(facts, {name: name for name in RULE_FIELDS}), actor, at)
    return row


@transaction.atomic
def change_retention_rule(*, rule_id: int, facts: RuleFacts, actor: Actor, at: datetime) -> RetentionRule:
    """Ändra en gallringsregel; its code stays. The same again changes and tells nothing.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        ClassRefused: the rule is not whole.
    """
    actor = lock_tables(actor)
    row = RetentionRule.objects.get(pk=rule_id)
    _check_rule(facts)
    write_changes(row, {name: getattr(facts, name) for name in RULE_FIELDS}, "retention_rule_changed", actor, at)
    return row


def lock_tables(actor: Actor) -> Actor:
    """One person at a time keeps these tables: what may not overlap is looked up and written under the lock."""
    actor = policy.require(actor, "keep_register_tables")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
    return actor


def _check_class(facts: ClassFacts, pk: int | None) -> None:
    if not CODE.fullmatch(facts.code):
        raise ClassRefused(_("Skriv en kod med högst fyra siffror, eller till exempel 1.2.3."))
    _check_dates(facts.valid_from, facts.valid_to)
    for other in ClassCode.objects.filter(code=facts.code).exclude(pk=pk or 0).order_by("pk"):
        if _meet(facts, other):
            span = Span(other.code, valid_from=other.valid_from, valid_to=other.valid_to)
            raise ClassRefused(overlap_sentence(span))


def _meet(facts: ClassFacts, other: ClassCode) -> bool:
    begins, ends = facts.valid_from or date.min, facts.valid_to or date.max
    return begins <= (other.valid_to or date.max) and (other.valid_from or date.min) <= ends


def _check_dates(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise ClassRefused(_("Gäller till är före gäller från. Ändra ett av datumen."))


def _check_rule(facts: RuleFacts) -> None:
    if not facts.code or len(facts.code) > MAX_CODE:
        raise ClassRefused(_("Skriv regelns kod med högst 40 tecken."))
    weeds = facts.action == RetentionAction.WEED
    if weeds and (facts.years is None or not 0 <= facts.years <= MAX_YEARS):
        raise ClassRefused(_("Skriv efter hur många år handlingarna gallras, högst 200."))
    if not weeds and facts.years is not None:
        raise ClassRefused(_("Det som bevaras har inget antal år. Töm rutan eller ändra åtgärden till gallra."))
    _check_dates(facts.valid_from, facts.valid_to)


def write_changes(
    row: ClassCode | RetentionRule, values: Mapping[str, Any], verb: str, actor: Actor, at: datetime
) -> None:
    """Save what differs, and tell it with what it was."""
    changes = {name: [_said(getattr(row, name)), _said(value)] for name, value in values.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return
    for name in changes:
        setattr(row, name, values[name])
    row.save(update_fields=list(changes))
    record(SYSTEM_STREAM, verb, actor=actor, at=at, data={"code": row.code, "changes": changes})


def _tell(verb: str, code: str, facts: Mapping[str, JSON], actor: Actor, at: datetime) -> None:
    record(SYSTEM_STREAM, verb, actor=actor, at=at, data={"code": code, "facts": facts})


def _facts_of(facts: object, names: Mapping[str, str]) -> dict[str, JSON]:
    return {column: _said(getattr(facts, name)) for name, column in names.items()}


def _said(value: object) -> JSON:
    """As an event keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) or value is None else str(value)
