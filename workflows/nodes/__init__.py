"""Noder: the kinds of steps in a process, on viewflow's own. A node names the step; it never decides what is legal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from viewflow import this
from viewflow.workflow import STATUS, Activation
from viewflow.workflow import nodes as stock
from viewflow.workflow.base import Edge
from viewflow.workflow.nodes import mixins
from viewflow.workflow.nodes.job import AbstractJobActivation
from viewflow.workflow.nodes.switch import SwitchActivation
from viewflow.workflow.nodes.view import ViewActivation

from accounts.models import User
from audit.services import follow_up
from cases.models import Case
from workflows.models import CaseProcess
from workflows.nodes.each import ForEach, add_branch, open_fan
from workflows.nodes.occasion import CaseLock, Occasion, ProcessGone, current_occasion, occasion
from workflows.nodes.split import Join, Split, branch_of, kept, leave
from workflows.nodes.telling import announce
from workflows.rules import way_of

if TYPE_CHECKING:
    from workflows.definitions.deadline import DeadlineRule

__all__ = [
    "Auto",
    "CaseLock",
    "Choice",
    "End",
    "ForEach",
    "HumanTask",
    "Job",
    "Join",
    "Occasion",
    "OutcomePath",
    "ProcessGone",
    "Split",
    "Start",
    "add_branch",
    "current_occasion",
    "kept",
    "occasion",
    "open_fan",
]


@dataclass(frozen=True, slots=True)
class OutcomePath:
    """Utfall av en uppgift: the step it takes, the policy action it needs, and the node that comes next.

    `leaves` is the split whose other branches end with it; None = they go on.
    """

    step: str
    action: str
    next: Any
    leaves: Any = None


class HumanTaskActivation(ViewActivation):
    """A task of a person: its outcome decides the next node; the branch's object goes with it."""

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Activation]:
        path = self.flow_task.outcomes[self.task.data["outcome"]]
        token = leave(self.task, path.leaves) if path.leaves else self.task.token
        yield path.next._create(self, token, data=branch_of(self.task, path.next))

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Activation, *args: Any, **options: Any) -> Activation:
        """A new task, and who is to do it is told."""
        made = super().create(flow_task, prev_activation, *args, **options)
        announce(made.task)
        return made

    @Activation.status.super()
    def assign(self, user: User) -> None:
        """Out of the list, to a person."""
        super().assign.original(user)
        announce(self.task)

    @Activation.status.super()
    def reassign(self, user: User | None = None) -> None:
        """From one person to another."""
        super().reassign.original(user=user)
        announce(self.task)


class HumanTask(stock.View):
    """Uppgift: outcomes with their steps, the policy action, the states it lives in, and whose it is."""

    activation_class = HumanTaskActivation
    in_branch = False

    def __init__(
        self,
        *,
        title: str,
        roles: Sequence[str],
        states: Sequence[str],
        outcomes: Mapping[str, OutcomePath],
        assignee: Callable[[Case, int | None], User | None] | None,
        deadline: DeadlineRule | None,
        unit: str,
        documents: Sequence[str],
        rules: Sequence[str],
    ) -> None:
        super().__init__(view=None)
        self.task_title = title
        self.roles = tuple(roles)
        self.states = frozenset(states)
        self.outcomes = dict(outcomes)
        self.deadline = deadline
        self.unit = unit
        self.documents = tuple(documents)
        self.rules = tuple(rules)
        self.assignee = assignee

    def calc_owner(self, activation: Activation) -> User | None:
        """Whose task it becomes; None = the pool's."""
        return self.assignee(current_occasion().case, activation.task.data.get("item")) if self.assignee else None

    def calc_owner_permission(self, activation: Activation) -> None:
        """Never viewflow's: the policy decides."""

    def _resolve(self, instance: Any) -> None:
        self.outcomes = {
            name: OutcomePath(
                path.step, path.action, this.resolve(instance, path.next), this.resolve(instance, path.leaves)
            )
            for name, path in self.outcomes.items()
        }
        self._next: Any = next(iter(self.outcomes.values())).next

    def _outgoing(self) -> Iterator[Edge]:
        for path in self.outcomes.values():
            yield Edge(src=self, dst=path.next, edge_class="next")


class AutoActivation(mixins.NextNodeActivationMixin, Activation):
    """A step that nobody has to take."""

    @Activation.status.super()
    def activate(self) -> None:
        self.flow_task.take(self.flow_task.step)


class Auto(stock.Function):
    """Automatiskt steg: taken in the transaction of the act before it."""

    activation_class = AutoActivation
    in_branch = False

    def __init__(self, *, title: str, step: str, take: Callable[[str], None]) -> None:
        super().__init__(func=None)
        self.task_title = title
        self.step = step
        self.take = take

    def _resolve(self, instance: Any) -> None:
        self._next: Any = this.resolve(instance, self._next)


class ChoiceActivation(SwitchActivation):
    """The way is read from one fact of the locked case."""

    @Activation.status.super()
    def activate(self) -> None:
        value = self.flow_task.fact(current_occasion().case)
        self.next_task = way_of(value, self.flow_task.ways)

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        yield self.next_task._create(self, self.task.token, data=branch_of(self.task, self.next_task))


class Choice(stock.Switch):
    """Val: one way per value of a named fact."""

    activation_class = ChoiceActivation
    in_branch = False

    def __init__(self, *, title: str, fact_name: str, fact: Callable[[Case], str], ways: Mapping[str, Any]) -> None:
        super().__init__()
        self.task_title = title
        self.fact_name = fact_name
        self.fact = fact
        self.ways = dict(ways)

    def _resolve(self, instance: Any) -> None:
        self.ways = {value: this.resolve(instance, node) for value, node in self.ways.items()}
        self._activate_next = [(node, value) for value, node in self.ways.items()]


class JobActivation(AbstractJobActivation):
    """Work for the queue; a failure of what follows rolls the whole job back and the queue retries it."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.SCHEDULED)
    def activate(self) -> None:
        self.task.save()
        follow_up("workflows.run_job", task_id=self.task.pk)

    @Activation.status.transition(source=STATUS.STARTED)
    def execute(self) -> None:
        self.complete()
        self.activate_next()

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.ERROR)
    def error(self, exception: BaseException, log_id: str) -> None:
        self.task.data = {**self.task.data, "failed": type(exception).__name__, "log_id": log_id}
        self.task.finished = timezone.now()
        self.task.save()

    @Activation.status.transition(
        source=[STATUS.NEW, STATUS.SCHEDULED, STATUS.STARTED, STATUS.ERROR], target=STATUS.CANCELED
    )
    def cancel(self) -> None:
        self.task.finished = timezone.now()
        self.task.save()


class Job(stock.AbstractJob):
    """Jobb: rendered or sent by a worker after commit; `job` is a name in the registry."""

    activation_class = JobActivation
    in_branch = False

    def __init__(self, *, title: str, job: str) -> None:
        super().__init__()
        self.task_title = title
        self.job = job


class End(stock.End):
    """Slut: the matter is closed or withdrawn."""

    in_branch = False


class Start(stock.StartHandle):
    """Början, or an entry that an act without task names."""

    in_branch = False

    def __init__(self, func: Callable[..., CaseProcess]) -> None:
        super().__init__(func)
