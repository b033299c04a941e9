"""Den öppna fristen av ett slag, and who moves it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.utils import timezone

from tests import builders
from tests.builders import CATARINA
from workflows import services
from workflows.models import Deadline


def open_deadline(kind: str) -> Deadline:
    return Deadline.objects.get(kind=kind, ended_as="")


def move_deadline(
    deadline: Deadline, due: date, *, person: str = CATARINA, reason: str = "Väntar på underlag."
) -> None:
    services.move_deadline(
        deadline_id=deadline.pk,
        due=due,
        reason=reason,
        actor=builders.actor(person),
        at=timezone.now(),
        key=uuid4().hex,
    )
