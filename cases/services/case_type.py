"""Ärendetyper: the door that keeps what a kind of case requires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import SYSTEM_STREAM
from audit.services import record
from cases.models import CaseType
from cases.states import DecidedBy
from diarium.calendar import stockholm_date
from diarium.models import ClassCode, RetentionRule
from diarium.selectors import classes_in_force
from diarium.services import UnknownClassCode


@transaction.atomic
def keep_case_type(
    *,
    code: str,
    name: str,
    process: str,
    has_analysis: bool,
    has_agreement: bool,
    appeal_regime: str,
    approval_chain: Sequence[str],
    default_class: str,
    retention: str,
    actor: Actor,
    at: datetime,
    decided_by: str = DecidedBy.BOARD,
) -> CaseType:
    """Lägg upp eller ändra en ärendetyp; the same again changes and tells nothing.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
    """
    actor = policy.require(actor, "keep_register_tables")
    fields = {
        "name": name,
        "process": process,
        "has_analysis": has_analysis,
        "has_agreement": has_agreement,
        "appeal_regime": appeal_regime,
        "approval_chain": list(approval_chain),
        "decided_by": decided_by,
        "default_class": ClassCode.objects.filter(code=default_class).first(),
        "retention": RetentionRule.objects.filter(code=retention).first(),
    }
    row = CaseType.objects.filter(code=code).first()
    if row is not None and all(getattr(row, name) == value for name, value in fields.items()):
        return row
    row, _created = CaseType.objects.update_or_create(code=code, defaults=fields)
    record(SYSTEM_STREAM, "case_type_kept", actor=actor, at=at, data={"code": code})
    return row


@transaction.atomic
def set_class_and_retention(
    *, case_type_id: int, class_code: str, retention_id: int | None, actor: Actor, at: datetime
) -> CaseType:
    """Ange vilken klassificering ett slags ärende föreslås få, and the rule where the class has none of its own.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        UnknownClassCode: the code is not in the plan today.
    """
    actor = policy.require(actor, "keep_register_tables")
    row = CaseType.objects.select_for_update(of=("self",)).get(pk=case_type_id)
    today = stockholm_date(at)
    code = classes_in_force(today).filter(code=class_code).first() if class_code else None
    if class_code and code is None:
        raise UnknownClassCode(_("Koden {code} finns inte i diarieplanen i dag.").format(code=class_code))
    wanted = {"default_class_id": code.pk if code else None, "retention_id": retention_id}
    before = {name: getattr(row, name) for name in wanted}
    if before != wanted:
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save(update_fields=["default_class", "retention"])
        record(SYSTEM_STREAM, "case_type_kept", actor=actor, at=at, data={"code": row.code, "was": before, **wanted})
    return row
