"""Parallella steg: fixed branches beside each other, the join where branches meet, and the way out before they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from viewflow import this
from viewflow.workflow import STATUS, Activation, Token
from viewflow.workflow import nodes as stock
from viewflow.workflow.models import Task
from viewflow.workflow.nodes import join as stock_join
from viewflow.workflow.nodes.split import SplitActivation as StockSplitActivation

from workflows.nodes.each import ForEach

BRANCH = ("item", "of")
OVER = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)
WAITING = (STATUS.NEW, STATUS.STARTED)


def branch_of(task: Task, following: Any) -> dict[str, Any]:
    """What the branch is about, which goes with it from task to task."""
    return {key: task.data[key] for key in BRANCH if key in task.data} if following.in_branch else {}


def kept(act: Activation) -> dict[str, Any]:
    """The same, for a node with one way on."""
    return branch_of(act.task, act.flow_task._next)


class SplitActivation(StockSplitActivation):
    """Every branch is opened at once; in a branch of an `each` all of them are about its row."""

    @Activation.status.super()
    def activate(self) -> None:
        self.next_tasks = [(first, branch_of(self.task, first)) for first in self.flow_task.branches]


class Split(stock.Split):
    """Parallella steg: each of them is done, in any order. Their branches end in one join."""

    activation_class = SplitActivation
    in_branch = False

    def __init__(self, *, title: str, branches: Sequence[Any], join: Any) -> None:
        super().__init__()
        self.task_title = title
        self.branches: Sequence[Any] = tuple(branches)
        self.join = join

    def _resolve(self, instance: Any) -> None:
        self.branches = tuple(this.resolve(instance, first) for first in self.branches)
        self.join = this.resolve(instance, self.join)
        self._activate_next = [(first, None, None) for first in self.branches]


class JoinActivation(stock_join.JoinActivation):
    """One join for each fan that is open: two fans of one fork, in the branches of another, do not wait together."""

    @classmethod
    def create(
        cls,
        flow_task: Any,
        prev_activation: Activation,
        token: Token,
        data: Mapping[str, Any] | None = None,
        seed: Any = None,
    ) -> JoinActivation:
        """The join that waits for the fan of the token, made by the first that comes to it."""
        passed_by = isinstance(prev_activation.flow_task, ForEach)
        own = token if passed_by or not token.is_split_token() else token.get_base_split_token()
        waiting = Task.objects.filter(process=prev_activation.process, flow_task=flow_task, status__in=WAITING)
        task = waiting.filter(token=own).first()
        if task is None:
            task = Task(process=prev_activation.process, flow_task=flow_task, token=own)
            fork = prev_activation.task if passed_by or not flow_task.in_branch else _fork_of(token)
            task.data = branch_of(fork, flow_task)
            task.save()
        task.previous.add(prev_activation.task)
        return cls(task)


class Join(stock.Join):
    """Förening: waits for every branch."""

    activation_class = JoinActivation
    in_branch = False


def _fork_of(token: Token) -> Task:
    """The task that opened the branch of the token."""
    found: Task = Task.objects.get(pk=str(token).rpartition("/")[2].partition("_")[0])
    return found


def leave(task: Task, split: Split) -> Token:
    """Lämna grenarna av de parallella stegen: what goes on beside the task ends; returns the token to go on with.

    A cancelled branch would leave its join waiting (`engine.md` §8): the join ends with the branches.
    """
    opened = _opened_by(task, split)
    rows = Task.objects.filter(process=task.process_id).exclude(pk=task.pk).exclude(status__in=OVER)
    beside = rows.filter(token__startswith=f"{opened.token}/{opened.pk}_")
    joins = rows.filter(token=opened.token, flow_task=split.join)
    for one in (*beside.order_by("pk"), *joins):
        one.flow_task.activation_class(one).cancel()
    return Token(str(opened.token))


def _opened_by(task: Task, split: Split) -> Task:
    """The task of the split that opened the branch which the task stands in."""
    segments = str(task.token).split("/")[1:]
    found: Task = Task.objects.get(pk__in=[segment.partition("_")[0] for segment in segments], flow_task=split)
    return found
