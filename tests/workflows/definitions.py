"""Upplägg för prov: changed versions of the shipped agreement, published."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.utils import timezone
from viewflow.workflow.fields import import_flow_by_ref, import_task_by_ref

from accounts.capacity import SYSTEM
from workflows import compiled
from workflows.definitions import shipped_bodies
from workflows.definitions.compiler import flow_name
from workflows.models import ProcessDefinition
from workflows.services import publish_definition

Body = dict[str, Any]


def agreement() -> Body:
    """The shipped definition, to be changed."""
    return deepcopy(shipped_bodies()["agreement"])


def lead_past(nodes: Body, name: str, to: str) -> None:
    """Let everything that led to a step lead to another."""
    for node in nodes.values():
        for holder in (node, *node.get("outcomes", {}).values()):
            if holder.get("next") == name:
                holder["next"] = to


def published(change: Callable[[Body], Any]) -> ProcessDefinition:
    """The next version of the agreement, with a change of its nodes."""
    body = agreement()
    change(body["nodes"])
    definition = publish_definition(body=body, actor=SYSTEM, at=timezone.now())
    _forget(flow_name(definition.code, definition.version))
    return definition


def _forget(name: str) -> None:
    """A version is compiled once and never changes; that of another test, which was rolled back, was another."""
    vars(compiled).pop(name, None)
    import_flow_by_ref.cache_clear()
    import_task_by_ref.cache_clear()
