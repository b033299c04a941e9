"""Arbetskopian som den läses: the one of the round, and whether somebody else writes in it now."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.capacity import Actor
from cases.models import Case, WorkingCopy

NOW_WRITING = timedelta(minutes=5)


def working_copy(case: Case) -> WorkingCopy | None:
    """Omgångens arbetskopia. One query."""
    return WorkingCopy.objects.filter(case=case, round=case.round).first()


def also_writing(copy: WorkingCopy | None, actor: Actor, *, at: datetime) -> str:
    """Den som också redigerar: who kept the text in the last five minutes, if it was somebody else; else empty."""
    if copy is None or copy.author_id == actor.user_id or at - copy.kept_at > NOW_WRITING:
        return ""
    return copy.author_label
