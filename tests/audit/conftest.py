"""Who acts in the tests of the log, and a chain to act on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import transaction

from accounts.capacity import Actor, Grant
from audit.models import Event
from audit.rules import Stream
from audit.services import record

AT = datetime(2020, 10, 28, 13, 5, tzinfo=UTC)


@pytest.fixture
def rut() -> Actor:
    registrar = Grant(role="registrar", label="Registrator")
    return Actor(
        id="0c1d2e3f-0000-4000-8000-000000000001",
        label="Rut Sandin",
        user_id=None,
        grants=(registrar,),
        chosen=registrar,
    )


@pytest.fixture
def matter() -> Stream:
    """A chain of a kind that no other room guards."""
    return Stream("matter:5f1c7a5e-0000-4000-8000-000000000091")


@pytest.fixture
def tell(rut: Actor, matter: Stream) -> Callable[..., Event]:
    """Record one event, by default about the matter; any verb that a room has named will do here."""

    def told(subject: Stream = matter, **said: object) -> Event:
        with transaction.atomic():
            return record(subject, "municipality_loaded", actor=rut, at=AT, **said)  # type: ignore[arg-type]

    return told
