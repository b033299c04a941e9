"""Säg till: who gets a task is told of it after the transaction, and only if it commits."""

from __future__ import annotations

from viewflow.workflow.models import Task

from audit.services import follow_up
from workflows.nodes.occasion import current_occasion
from workflows.states.notice import RETURNS


def announce(task: Task) -> None:
    """Låt uppgiften bli känd; who takes it in hand alone is told nothing. The job finds out whom it is for."""
    occasion = current_occasion()
    if task.owner_id is None or task.owner_id != occasion.actor.user_id:
        follow_up(
            "workflows.announce_task",
            task_id=task.pk,
            owner_id=task.owner_id,
            by_id=occasion.actor.user_id,
            at=occasion.at.isoformat(),
            returned=occasion.step in RETURNS and "item" not in task.data,  # a branch that opens again was not returned
        )
