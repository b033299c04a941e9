"""Nummerkontrollen körs: series, counters and document numbers of the whole register, written down as a check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Sum

from accounts import policy
from accounts.capacity import Actor
from audit.models import CheckRun
from audit.services import record_check
from diarium.models import Diary, DiaryEntry
from diarium.selectors.verification import document_numbers, series


def check_numbers(*, actor: Actor, clock: Callable[[], datetime]) -> CheckRun:
    """Kontrollera att ingen lucka och ingen dubblett finns; `clock` tells when it began and ended.

    Raises:
        NotAllowed: only a registrar, or the program itself.
    """
    policy.require(actor, "keep_register_tables")
    began = clock()
    findings = [*series(), *document_numbers()]
    documents = DiaryEntry.objects.aggregate(number=Sum("last_document_no"))["number"] or 0
    numbers = sum(max(row.last_serial - row.carried_over, 0) for row in Diary.objects.order_by("pk"))
    return record_check(
        "numbers", started_at=began, ended_at=max(clock(), began), checked=numbers + documents, findings=findings
    )
