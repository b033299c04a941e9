"""Öppnade versioner: a person's own, so no event tells of it; the approval itself names the version."""

from __future__ import annotations

from datetime import datetime

from accounts.capacity import Actor
from cases.models import OpenedReport


def remember_opened_report(*, version_id: int, actor: Actor, at: datetime) -> None:
    """Minns att personen öppnade versionen; the first time stays."""
    if actor.user_id is not None:
        row = OpenedReport(version_id=version_id, user_id=actor.user_id, at=at)
        OpenedReport.objects.bulk_create([row], ignore_conflicts=True)
