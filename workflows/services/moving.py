"""Flytta en process utan att ta något steg: begin at a node, end without outcome, open a join, give up a branch.

What an operator mends with (`workflows.services.repair`). The caller holds the matter's lock and records the event.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow.workflow import PROCESS, STATUS, Token
from viewflow.workflow.models import Process, Task

from accounts.capacity import Actor
from audit.rules import Refusal
from cases.models import Case, Referral, SignatureSlot
from cases.states import SlotState
from workflows import nodes
from workflows.models import CaseProcess
from workflows.selectors.branches import COLLECTIONS
from workflows.selectors.consistency import OPEN
from workflows.services.door import retire

DROPPED = "dropped"


class CannotMove(Refusal):
    """The process cannot be moved that way: what it would go on from is not there."""

    sentence = _("Processen kan inte åtgärdas på det sättet. Starta den på nytt vid ett steg i stället.")
    status = 409


def begin_at(case: Case, flow: Any, name: str, *, actor: Actor, at: datetime) -> None:
    """Börja vid noden: a new running process whose first task is there."""
    with nodes.occasion(actor, at, case):
        act = flow.begin.activation_class.create(flow.begin, None, None)
        act.process.case = case
        act.process.data, act.task.data = {}, {}
        act.process.save()
        act.complete()
        act._activate_next({getattr(flow, name)._create(act, act.task.token)})
    retire(act.process)


def end_process(process_id: int, *, at: datetime) -> None:
    """Avsluta processen: its open tasks leave the lists, whatever became of their nodes."""
    Task.objects.filter(process=process_id, status__in=OPEN).update(status=STATUS.CANCELED, finished=at)
    Process.objects.filter(pk=process_id).update(status=PROCESS.CANCELED, finished=at)
    CaseProcess.objects.filter(pk=process_id).update(active=False)


def go_on(task: Task, case: Case, *, actor: Actor, at: datetime) -> None:
    """Gå vidare från ett taget steg: what comes after it is made; the step is not taken again.

    Raises:
        CannotMove: it is not known which way it went.
    """
    node, outcome = task.flow_task, task.data.get("outcome")
    if task.flow_task_type not in ("HUMAN", "FUNCTION", "JOB") or (
        task.flow_task_type == "HUMAN" and outcome not in node.outcomes
    ):
        raise CannotMove
    act = node.activation_class(task)
    with nodes.occasion(actor, at, case):
        act.activate_next()
    retire(act.process)


def put_back(task: Task) -> None:
    """Lägg tillbaka en påbörjad uppgift: with who had it, or in the pool."""
    back = STATUS.ASSIGNED if task.owner_id is not None else STATUS.NEW
    Task.objects.filter(pk=task.pk).update(status=back, started=None)


def open_join(task: Task, case: Case, *, actor: Actor, at: datetime) -> None:
    """Släpp förbi en förening vars grenar är klara."""
    act = task.flow_task.activation_class(task)
    with nodes.occasion(actor, at, case):
        act._activate_next({act})
    retire(act.process)


def drop_branch(task: Task, case: Case, *, actor: Actor, at: datetime) -> None:
    """Avsluta en gren utan steg: its task ends with the outcome `dropped`, and the join hears of it.

    Raises:
        CannotMove: the task stands in no branch.
    """
    join = _join_after(task.flow_task)
    if join is None:
        raise CannotMove
    task.status, task.finished = STATUS.DONE, at
    task.data = {**task.data, "outcome": DROPPED}
    task.save()
    act = task.flow_task.activation_class(task)
    with nodes.occasion(actor, at, case):
        act._activate_next({join._create(act, task.token)})
    retire(act.process)


def _join_after(node: Any) -> Any:
    """The join where the branch of the node ends; one that ends a split inside the branch is walked past."""
    waiting: list[tuple[Any, int]] = [(node, 0)]
    seen: set[tuple[str, int]] = set()
    while waiting:
        here, depth = waiting.pop(0)
        if (here.name, depth) in seen:
            continue
        seen.add((here.name, depth))
        if here.task_type == "JOIN" and depth == 0:
            return here
        inside = depth + (here.task_type == "PARALLEL_GATEWAY") - (here.task_type == "JOIN")
        waiting += [(edge.dst, inside) for edge in _ways_from(here)]
    return None


def _ways_from(node: Any) -> Iterator[Any]:
    """The edges out of a node; of a split only those that open a branch."""
    for edge in node._outgoing():
        if not (node.task_type == "PARALLEL_GATEWAY" and edge.dst.task_type == "JOIN"):
            yield edge


def add_branch(slot: SignatureSlot, case: Case, *, actor: Actor, at: datetime) -> None:
    """Skapa grenen för en underskriftsplats som ingen har; the join waits for it as for the others.

    Raises:
        CannotMove: the parties' branches are not open.
    """
    split = _latest_split(case)
    if split is None:
        raise CannotMove
    node = split.flow_task.each
    if slot.state == SlotState.PAPER_RECORDED:
        after = [path.next for path in node.outcomes.values() if path.step == "record_paper_signature"]
        if not after:
            raise CannotMove
        node = after[0]
    act = split.flow_task.activation_class(split)
    with nodes.occasion(actor, at, case):
        token = Token(f"{split.token}/{split.pk}_{split.leading.count() + 1}")
        act._activate_next({node._create(act, token, data={"item": slot.pk, "of": split.flow_task.of})})


def add_question(referral: Referral, case: Case, *, actor: Actor, at: datetime) -> None:
    """Skapa grenen för en fråga som ingen har att svara på.

    Raises:
        CannotMove: the branches of such questions are not open.
    """
    fan = nodes.open_fan(case, COLLECTIONS[referral.kind])
    if fan is None:
        raise CannotMove
    with nodes.occasion(actor, at, case):
        nodes.add_branch(fan, referral.pk)


def _latest_split(case: Case) -> Task | None:
    splits = Task.objects.filter(
        process__caseprocess__case=case,
        process__caseprocess__active=True,
        flow_task_type="PARALLEL_GATEWAY",
        status=STATUS.DONE,
    )
    for split in splits.select_related("process__caseprocess").order_by("-pk"):
        if getattr(split.flow_task, "collection", "") == "waiting_slots":
            found: Task = split
            return found
    return None
