"""Frånvarande och ersättare, som testerna registrerar dem."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import Absence, User
from accounts.services import (
    actor_for,
    register_absence,
)

FIRST, LAST = date(2020, 7, 6), date(2020, 7, 31)
TODAY = datetime(2020, 7, 1, 8, 0, tzinfo=UTC)


def away(person: User, substitute: User, **more: Any) -> Absence:
    told: dict[str, Any] = {"valid_from": FIRST, "valid_to": LAST, "actor": actor_for(person, on=TODAY.date())}
    return register_absence(user_id=person.pk, substitute_id=substitute.pk, at=TODAY, **{**told, **more})
