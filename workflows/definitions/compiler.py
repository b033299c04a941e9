"""Kompilering: a published definition becomes a viewflow Flow class, `workflows.compiled.<code>_v<version>`."""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import Flow
from viewflow.workflow.models import Task

from workflows import nodes
from workflows.definitions.body import Body, Node
from workflows.definitions.names import NAMES
from workflows.models import CaseProcess

ENTRY = "enter_"


def flow_name(code: str, version: int) -> str:
    """The class's name, which viewflow's stored references hold."""
    return f"{code}_v{version}"


def compile_flow(body: Body, version: int) -> type[Flow]:
    """Flow-klassen för en version; two versions stand side by side."""
    attributes: dict[str, Any] = {
        "__module__": "workflows.compiled",
        "__doc__": body.title,
        "process_class": CaseProcess,
        "task_class": Task,
        "lock_impl": nodes.CaseLock(),
        "process_title": body.title,
        "entries": dict(body.entries),
        "body": body,
        "begin": nodes.Start(_open).Next(getattr(this, body.start)),
    }
    for target in sorted(set(body.entries.values())):
        attributes[ENTRY + target] = nodes.Start(_open).Next(getattr(this, target))
    branch = body.in_branch()
    for node in body.nodes.values():
        attributes[node.name] = _compiled(body, node)
        attributes[node.name].in_branch = node.name in branch
    return type(flow_name(body.code, version), (Flow,), attributes)


def _open(activation: Any, case: Any) -> CaseProcess:
    activation.process.case = case
    process: CaseProcess = activation.process
    return process


def _compiled(body: Body, node: Node) -> Any:
    match node.kind:
        case "step":
            return nodes.HumanTask(
                title=node.title,
                roles=node.roles,
                states=node.states,
                outcomes={
                    name: nodes.OutcomePath(
                        path.step,
                        path.action,
                        getattr(this, path.next),
                        _node_or_none(body.left_by(node.name, path.next)),
                    )
                    for name, path in node.outcomes.items()
                },
                assignee=NAMES.assignees[node.assignee] if node.assignee else None,
                deadline=node.deadline,
                unit=node.unit,
                documents=node.documents,
                rules=node.rules,
            )
        case "choice":
            return nodes.Choice(
                title=node.title,
                fact_name=node.fact,
                fact=NAMES.facts[node.fact].read,
                ways={value: getattr(this, target) for value, target in node.ways.items()},
            )
        case "each":
            return nodes.ForEach(
                title=node.title,
                collection=node.collection,
                over=NAMES.collections[node.collection].read,
                of=NAMES.collections[node.collection].of,
                each=getattr(this, node.each),
                beside=_node_or_none(node.beside),
                empty=getattr(this, node.next),
            )
        case "split":
            return nodes.Split(
                title=node.title,
                branches=[getattr(this, first) for first in node.branches],
                join=getattr(this, node.next),
            )
        case "auto":
            if NAMES.take is None:
                raise LookupError("the room has not said how a step is taken")
            return nodes.Auto(title=node.title, step=node.step, take=NAMES.take).Next(
                getattr(this, node.next), nodes.kept
            )
        case "job":
            return nodes.Job(title=node.title, job=node.job).Next(getattr(this, node.next), nodes.kept)
        case "join":
            return nodes.Join().Annotation(title=node.title).Next(getattr(this, node.next), nodes.kept)
        case "end":
            return nodes.End().Annotation(title=node.title)


def _node_or_none(name: str) -> Any:
    return getattr(this, name) if name else None
