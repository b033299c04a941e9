"""Senast öppnade ärenden: a person's own way back, so no event tells of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.capacity import Actor

KEPT = 20
AGAIN_AFTER = timedelta(minutes=5)
# One statement: the row of this matter, and away with the person's oldest.
STATEMENT = """
WITH opened AS (
  INSERT INTO cases_openedcase (user_id, case_id, at) VALUES (%(user)s, %(case)s, %(at)s)
  ON CONFLICT (user_id, case_id) DO UPDATE SET at = greatest(cases_openedcase.at, excluded.at)
)
DELETE FROM cases_openedcase WHERE user_id = %(user)s AND case_id <> %(case)s AND id IN (
  SELECT id FROM cases_openedcase WHERE user_id = %(user)s ORDER BY at DESC, id DESC OFFSET %(kept)s)
"""


def remember_opened(*, case_id: int, actor: Actor, at: datetime, before: datetime | None) -> None:
    """Minns att personen öppnade ärendet (one statement); opened `before` and just now, nothing."""
    if actor.user_id is None or (before is not None and at - before < AGAIN_AFTER):
        return
    told: dict[str, Any] = {"user": actor.user_id, "case": case_id, "at": at, "kept": KEPT}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, told)
