"""Upplägg för prov: changed versions of the shipped definitions, published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from django.utils import timezone
from viewflow.workflow.fields import import_flow_by_ref, import_task_by_ref

from accounts.capacity import SYSTEM
from workflows import compiled
from workflows.definitions import body as parts
from workflows.definitions import compile_flow, parse, shipped_bodies
from workflows.definitions.compiler import flow_name
from workflows.models import ProcessDefinition
from workflows.services import publish_definition

Body = dict[str, Any]


def agreement() -> Body:
    """The shipped definition, to be changed."""
    return deepcopy(shipped_bodies()["agreement"])


def side_by_side(nodes: Body) -> None:
    """Styrdokument: the unit's head and the deputy director approve at the same time, then the director."""
    nodes["report_ready"]["next"] = "together"
    nodes["together"] = {
        "kind": "split",
        "title": "Två godkännanden",
        "branches": ["approve_unit_head", "approve_deputy"],
        "next": "both",
    }
    nodes["both"] = {"kind": "join", "title": "Båda har godkänt", "next": "approve_director"}
    for name in ("approve_unit_head", "approve_deputy"):
        nodes[name]["outcomes"]["approve"]["next"] = "both"


def within_preparation(nodes: Body) -> None:
    """The same while the referrals go on: the two approvals lie in the branch beside them, and a return stays there."""
    side_by_side(nodes)
    nodes["write_report"]["outcomes"]["send_for_approval"]["next"] = "together"
    nodes["both"]["next"] = "report_ready"
    nodes["report_ready"]["next"] = "approve_director"
    for name in ("approve_unit_head", "approve_deputy"):
        nodes[name]["outcomes"]["return"]["next"] = "write_report"


def changed(code: str, change: Callable[[Body], Any]) -> Body:
    """A shipped definition with a change of its nodes."""
    body = deepcopy(shipped_bodies()[code])
    change(body["nodes"])
    return body


def lead_past(nodes: Body, name: str, to: str) -> None:
    """Let everything that led to a step lead to another."""
    for node in nodes.values():
        for holder in (node, *node.get("outcomes", {}).values()):
            if holder.get("next") == name:
                holder["next"] = to


def published(
    change: Callable[[Body], Any], code: str = "agreement", *, entries: Mapping[str, str] | None = None
) -> ProcessDefinition:
    """The next version of a process, with a change of its nodes and of where acts without task enter it."""
    body = changed(code, change)
    body["entries"] |= entries or {}
    definition = publish_definition(body=body, actor=SYSTEM, at=timezone.now())
    _forget(flow_name(definition.code, definition.version))
    return definition


def only_shipped_versions() -> None:
    """Bara de medföljande versionerna: compiled, as in a process that has worked a while, and none of another test."""
    shipped = _shipped()
    for name in [name for name in vars(compiled) if compiled.is_version(name) and name not in shipped]:
        _forget(name)
    for name in shipped.keys() - vars(compiled).keys():
        setattr(compiled, name, compile_flow(shipped[name], 1))


@cache
def _shipped() -> dict[str, parts.Body]:
    return {flow_name(code, 1): parse(body) for code, body in shipped_bodies().items()}


def _forget(name: str) -> None:
    """A version is compiled once and never changes; that of another test, which was rolled back, was another."""
    vars(compiled).pop(name, None)
    import_flow_by_ref.cache_clear()
    import_task_by_ref.cache_clear()
