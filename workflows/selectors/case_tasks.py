"""Ärendets utförda uppgifter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from cases.models import Case
from workflows.selectors.wording import past_of, title_of

SHOWN = 200


@dataclass(frozen=True, slots=True)
class EndedTask:
    """Utförd uppgift."""

    title: str
    who: str
    outcome: str
    finished: datetime | None


def ended_tasks(case: Case) -> Sequence[EndedTask]:
    """The tasks of people that are done in the matter, the latest first (one query)."""
    return list(_ended(case))


def _ended(case: Case) -> Iterator[EndedTask]:
    rows = (
        Task.objects.filter(process__caseprocess__case=case, flow_task_type="HUMAN", status=STATUS.DONE)
        .select_related("owner")
        .order_by("-finished", "-pk")
    )
    for task in rows[:SHOWN]:
        past = str(past_of(task.flow_task, str(task.data.get("outcome", ""))))
        yield EndedTask(
            title=title_of(task.flow_task),
            who=task.owner.name if task.owner else "",
            outcome=past[:1].upper() + past[1:],
            finished=task.finished,
        )
