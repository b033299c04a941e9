"""Vägen: who acts on which matter, and how an act is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.capacity import Actor
from accounts.models import User
from accounts.services import actor_for
from cases.models import Case
from workflows import services
from workflows.selectors.open_tasks import open_task


@dataclass(frozen=True, slots=True)
class Act:
    """En handling i vandringen: its name, who does it, and what is done."""

    name: str
    person: str
    do: Callable[[], Any]


@dataclass
class Walk:
    """Vandringen genom ett ärende. `person` gives the actor of a name; `case_id` is known from the first act."""

    case_id: int = 0
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The person's actor of today, asked for once."""
        if name not in self._actors:
            self._actors[name] = actor_for(User.objects.get(name=name), on=timezone.localdate())
        return self._actors[name]

    def case(self) -> Case:
        """The matter as it is now."""
        return Case.objects.select_related("entry").get(pk=self.case_id)

    def perform(
        self, person: str, node: str, result: str, version: int | None = None, payload: Mapping[str, Any] | None = None
    ) -> Any:
        """Carry out the open task of the node as the person."""
        task = self.task(node)
        return services.perform(
            task_id=task,
            outcome=result,
            actor=self.actor(person),
            at=timezone.now(),
            key=uuid4().hex,
            expected_version=self.case().version if version is None else version,
            payload=payload or {},
        )

    def task(self, node: str, item: int | None = None) -> int:
        """The oldest open task of the node (of the branch's object)."""
        return open_task(self.case_id, node, item=item)
