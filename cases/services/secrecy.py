"""Sekretess i ärendet: asking for emergency access by the number one knows, and opening a matter with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.policy import by_emergency
from diarium import services as register
from diarium.models import DiaryEntry
from diarium.selectors import find_entry
from diarium.services.entry import require_reason


@transaction.atomic
def ask_by_number(*, number: str, reason: str, actor: Actor, at: datetime) -> None:
    """Begär tillfällig åtkomst till ärendet med numret. Nothing comes back: it is the same whatever is there.

    A number that means several matters means none: nobody is asked about a matter that was not pointed out.

    Raises:
        NotAllowed: the role may not ask. ReasonMissing.
    """
    actor = policy.require(actor, "ask_emergency_access")
    require_reason(reason)
    found = find_entry(number, rows=DiaryEntry.objects.filter(case__isnull=False))
    if len(found) == 1:
        register.ask_emergency_access(entry_id=found[0].pk, reason=reason, actor=actor, at=at)


@transaction.atomic
def open_by_emergency(*, case_id: int, actor: Actor, at: datetime) -> Case:
    """Öppna ärendet med tillfällig åtkomst: told in the register, and then it can be read for a while.

    Raises:
        NotVisible: there is no such access now.
    """
    case = policy.visible(actor, Case).filter(by_emergency(actor), pk=case_id).first()
    if case is None:
        raise policy.NotVisible
    register.note_emergency_opening(entry_id=case.entry_id, actor=actor, at=at)
    return case
