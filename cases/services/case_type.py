"""Ärendetyper: the door that keeps what a kind of case requires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import policy
from accounts.capacity import Actor
from audit.rules import SYSTEM_STREAM
from audit.services import record
from cases.models import CaseType
from diarium.models import ClassCode, RetentionRule


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
) -> CaseType:
    """Lägg upp eller ändra en ärendetyp; the same again changes and tells nothing.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
    """
    policy.require(actor, "keep_register_tables")
    fields = {
        "name": name,
        "process": process,
        "has_analysis": has_analysis,
        "has_agreement": has_agreement,
        "appeal_regime": appeal_regime,
        "approval_chain": list(approval_chain),
        "default_class": ClassCode.objects.filter(code=default_class).first(),
        "retention": RetentionRule.objects.filter(code=retention).first(),
    }
    row = CaseType.objects.filter(code=code).first()
    if row is not None and all(getattr(row, name) == value for name, value in fields.items()):
        return row
    row, _created = CaseType.objects.update_or_create(code=code, defaults=fields)
    record(SYSTEM_STREAM, "case_type_kept", actor=actor, at=at, data={"code": code})
    return row
