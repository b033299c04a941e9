"""Ärendets utförda uppgifter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts.capacity import Actor
from cases.models import Case
from cases.selectors.frame import TaskRow
from workflows.models.ad_hoc_task import AdHocState
from workflows.selectors.ad_hoc_task import beside_rows, ended_ad_hoc
from workflows.selectors.frame import task_rows
from workflows.selectors.wording import past_of, title_of

SHOWN = 200
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EndedTask:
    """Utförd uppgift."""

    title: str
    who: str
    outcome: str
    finished: datetime | None
    comment: str = ""


def open_rows(actor: Actor, case: Case) -> list[TaskRow]:
    """The open tasks of the matter, the oldest first, and then those beside the flow."""
    return [*task_rows(actor, case), *beside_rows(actor, case)]


def ended_tasks(case: Case) -> Sequence[EndedTask]:
    """The tasks of people that are done in the matter and those beside the flow, the latest first (two queries)."""
    rows = [*_ended(case), *_ended_beside(case)]
    return sorted(rows, key=lambda row: row.finished or NEVER, reverse=True)[:SHOWN]


def _ended_beside(case: Case) -> Iterator[EndedTask]:
    for task in ended_ad_hoc(case):
        yield EndedTask(
            title=task.text,
            who=task.ended_by.name if task.ended_by else "",
            outcome=str(AdHocState(task.state).label),
            finished=task.ended_at,
            comment=task.comment,
        )


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
