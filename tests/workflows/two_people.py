"""Den ena borta och den andra i dennes ställe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.services import register_absence
from tests import builders


def away(person: str, substitute: str) -> None:
    """The first is away today, and the second does the work."""
    today = timezone.localdate()
    register_absence(
        user_id=builders.user(person).pk,
        substitute_id=builders.user(substitute).pk,
        valid_from=today,
        valid_to=today,
        actor=builders.actor(person),
        at=timezone.now(),
    )


def refused_by_the_database(message: str, work: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError, match=message), transaction.atomic():
        work()
