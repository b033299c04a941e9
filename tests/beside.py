"""Upplägg för prov av fristående uppgifter: the matter of the walk, a task given in it, and a person's list."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from cases.models import Case
from tests import builders
from tests.builders import CATARINA, PATRIK
from workflows import services
from workflows.models import AdHocTask
from workflows.selectors import inbox
from workflows.selectors.inbox import Filter


def matter() -> Case:
    """The walk's matter as it stands."""
    return builders.the_walk().case()


def give(to: str = PATRIK, what: str = "Ring polisen", *, by: str = CATARINA, role: str = "", **more: Any) -> AdHocTask:
    """A task beside the flow for a person, or for a group (`role`)."""
    return services.give_task(
        case_id=matter().pk,
        text=what,
        person_id=None if role else builders.user(to).pk,
        role=role,
        actor=builders.actor(by),
        at=timezone.now(),
        **{"key": uuid4().hex, **more},
    )


def titles(name: str, place: str = "") -> list[str]:
    """What stands in Att göra."""
    return [line.title for line in inbox.todo_page(builders.actor(name), Filter(place=place)).rows]


def make_secret() -> None:
    """The registrar marks the matter: only the officer and those on its list may know it."""
    builders.mark_secret(builders.the_walk())
