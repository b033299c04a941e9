"""Granskningens inställningar: the doors that take a check otherwise than the product does, and as it does again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import SYSTEM_STREAM, Refusal
from audit.services import record
from cases.draft_checks.checks import BY_CODE
from cases.models import CheckSetting
from cases.services.staff_report import ReasonMissing
from cases.states import CheckSeverity


class CheckUnknown(Refusal):
    """There is no such check, or no such severity."""

    sentence = _("Välj hur allvarlig anmärkningen ska vara.")
    status = 422


@transaction.atomic
def set_check(*, code: str, severity: str, reason: str, actor: Actor, at: datetime) -> None:
    """Ändra en kontroll: how grave its findings are; empty = it is not run. The same again changes and tells nothing.

    It holds from the next time that a draft is saved. As the product has it again, the municipality's row is gone.

    Raises:
        NotAllowed: only a registrar keeps the tables. CheckUnknown. ReasonMissing.
    """
    actor = policy.require(actor, "keep_register_tables")
    if code not in BY_CODE or severity not in ("", *CheckSeverity.values):
        raise CheckUnknown
    if not reason.strip():
        raise ReasonMissing
    row = CheckSetting.objects.select_for_update().filter(code=code).first()
    was = row.severity if row else BY_CODE[code].severity
    if was == severity:
        return
    if severity == BY_CODE[code].severity:
        CheckSetting.objects.filter(code=code).delete()
    else:
        told = {"severity": severity, "reason": reason.strip(), "set_at": at}
        who = {"set_by_id": actor.person_id, "set_label": actor.label}
        CheckSetting.objects.update_or_create(code=code, defaults={**told, **who})
    data = {"code": code, "was": was, "severity": severity, "reason": reason.strip()}
    record(SYSTEM_STREAM, "draft_check_set", actor=actor, at=at, data=data)
