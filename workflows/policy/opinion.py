"""Vem som granskar förslaget: the right to read the draft follows an open task of that matter, and ends with it."""

from __future__ import annotations

from typing import Any

from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts.capacity import Actor
from accounts.models import Unit
from cases.models import Case
from cases.policy import acts_in
from cases.policy.place import covers_unit
from workflows.policy.workers import WORKERS

# The action of a step where somebody reads the proposal and says what they think, without approving it.
GIVES_OPINION = "give_opinion"


def gives_opinion(actor: Actor, case: Case | None) -> bool:
    """Den som ska granska förslaget: who has the task in this matter, or all who share it while nobody has it.

    Never who left the matter because of jäv.
    """
    if case is None or not actor.holds(*WORKERS):
        return case is None and actor.holds(*WORKERS)
    return acts_in(actor, case) and any(_does(actor, task, case) for task in _tasks(case))


def _tasks(case: Case) -> list[Task]:
    """The open tasks to read the proposal; asked once for the matter in hand and its version, if a page has not."""
    for known in (case.__dict__.get("_open_tasks"), case.__dict__.get("_tasks_to_read")):
        if known is not None and known[0] == case.version:
            return [task for task in known[1] if _is_to_read(task.flow_task)]
    rows = Task.objects.filter(
        process__caseprocess__case=case,
        process__caseprocess__active=True,
        flow_task_type="HUMAN",
        status__in=(STATUS.NEW, STATUS.ASSIGNED),
    )
    found = [task for task in rows.order_by("pk") if _is_to_read(task.flow_task)]
    case.__dict__["_tasks_to_read"] = (case.version, found)
    return found


def _is_to_read(node: Any) -> bool:
    return any(path.action == GIVES_OPINION for path in getattr(node, "outcomes", {}).values())


def _does(actor: Actor, task: Task, case: Case) -> bool:
    """Whether one mandate of the actor has the role, reaches the matter's board and the step's unit, and the task."""
    node = task.flow_task
    return any(
        grant.board_id in (None, case.board_id)
        and covers_unit(grant, case)
        and (not node.unit or grant.unit_id in (None, _unit(case, node.unit)))
        and task.owner_id in (None, grant.for_user_id or actor.user_id)
        for grant in actor.grants_of(*node.roles)
    )


def _unit(case: Case, code: str) -> int | None:
    """The unit that a step is done in; read once for the matter in hand."""
    known: dict[str, int | None] = case.__dict__.setdefault("_units_of_steps", {})
    if code not in known:
        known[code] = Unit.objects.filter(code=code).values_list("pk", flat=True).first()
    return known[code]
