"""Steg som passar: where the process of a matter can begin again in the state that the matter is in."""

from __future__ import annotations

from typing import Any

from viewflow.workflow.models import Task

from cases.models import Case
from workflows import compiled
from workflows.definitions.compiler import flow_name
from workflows.models import ProcessDefinition
from workflows.selectors.wording import title_of


def flow_of(case: Case) -> Any:
    """The version that the matter has followed, or the newest one of its type when that is gone; None = none at all."""
    for process in case.processes.order_by("-pk"):
        if process.flow_class is not None:
            return process.flow_class
    newest = ProcessDefinition.objects.filter(code=case.case_type.process).order_by("-version").first()
    return getattr(compiled, flow_name(newest.code, newest.version)) if newest else None


def fitting_steps(case: Case, flow: Any) -> list[tuple[str, str]]:
    """(name, title) of the steps, jobs and fan-outs that stand in the matter's state, in the order of the definition.

    What lies inside a branch is left out: it begins with its fan-out, over the rows that are still open.
    """
    if flow is None:
        return []
    nodes = [getattr(flow, name) for name in flow.body.nodes]
    return [(node.name, title_of(node)) for node in nodes if not node.in_branch and _fits(node, str(case.state))]


def _fits(node: Any, state: str) -> bool:
    if node.task_type == "HUMAN":
        return state in node.states
    if node.task_type == "PARALLEL_GATEWAY":
        firsts = getattr(node, "branches", None) or (node.each,)
        return any(state in getattr(first, "states", ()) for first in firsts)
    return bool(node.task_type == "JOB" and _leads_to(node, state))


def _leads_to(node: Any, state: str) -> bool:
    after = [edge.dst for edge in node._outgoing()]
    return any(one.task_type in ("HUMAN", "PARALLEL_GATEWAY") and _fits(one, state) for one in after)


def last_place(case: Case) -> str:
    """Steget där processen senast stod, by name; empty when nobody knows."""
    tasks = Task.objects.filter(process__caseprocess__case=case).exclude(flow_task_type__in=("START", "END"))
    newest = tasks.select_related("process__caseprocess").order_by("-pk").first()
    return str(getattr(newest.flow_task, "name", "")) if newest else ""
