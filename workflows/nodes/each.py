"""Grenar över rader: the node that fans out over rows, and puts another branch on a fan that is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from viewflow import this
from viewflow.workflow import STATUS, Activation, Token
from viewflow.workflow import nodes as stock
from viewflow.workflow.models import Task
from viewflow.workflow.nodes.split import SplitActivation

from cases.models import Case
from workflows.nodes.occasion import current_occasion

UNDER_WAY = (STATUS.NEW, STATUS.ASSIGNED)


class ForEachActivation(SplitActivation):
    """One branch per item, and one for the step beside them; none at all goes straight on."""

    @Activation.status.super()
    def activate(self) -> None:
        node = self.flow_task
        items = [(node.each, {"item": item, "of": node.of}) for item in node.over(current_occasion().case)]
        beside: list[tuple[Any, dict[str, Any]]] = [(node.beside, {})] if node.beside else []
        self.next_tasks = [*beside, *items] or [(node.empty, {})]

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        branch = Token.split_token_source(self.task.token, self.task.pk)
        for node, data in self.next_tasks:
            token = self.task.token if node is self.flow_task.empty else next(branch)
            yield node._create(prev_activation=self, token=token, data=data)


class ForEach(stock.Split):
    """En gren per sak: one task per signer, contributor or referral. Its branches end in one stock Join."""

    activation_class = ForEachActivation
    in_branch = False

    def __init__(
        self,
        *,
        title: str,
        collection: str,
        over: Callable[[Case], list[int]],
        of: str,
        each: Any,
        beside: Any,
        empty: Any,
    ) -> None:
        super().__init__()
        self.task_title = title
        self.collection = collection
        self.over = over
        self.of = of
        self.each = each
        self.beside = beside
        self.empty = empty

    def _resolve(self, instance: Any) -> None:
        self.each = this.resolve(instance, self.each)
        self.empty = this.resolve(instance, self.empty)
        self.beside = this.resolve(instance, self.beside)
        ways = [self.beside, self.each] if self.beside else [self.each, self.empty]
        self._activate_next = [(way, None, None) for way in ways]


def open_fan(case: Case, collection: str) -> Task | None:
    """The fan over the collection whose branches are under way in the running process; None = there is none."""
    tasks = Task.objects.filter(process__caseprocess__case=case, process__caseprocess__active=True)
    for split in tasks.filter(flow_task_type="PARALLEL_GATEWAY", status=STATUS.DONE).order_by("-pk"):
        if isinstance(split.flow_task, ForEach) and split.flow_task.collection == collection:
            under_way = tasks.filter(token__startswith=f"{split.token}/{split.pk}_", status__in=UNDER_WAY)
            return split if under_way.exists() else None
    return None


def add_branch(split: Task, item: int) -> None:
    """En gren till, beside those that are under way: the join waits for it too (`engine.md` §8)."""
    node = split.flow_task
    act = node.activation_class(split)
    token = Token(f"{split.token}/{split.pk}_{split.leading.count() + 1}")
    act._activate_next({node.each._create(act, token, data={"item": item, "of": node.of})})
