"""Flytta pågående ärenden: which of them fit a newer version of their process, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from workflows import compiled
from workflows.definitions import Body
from workflows.definitions.body import FORKS
from workflows.definitions.compiler import flow_name
from workflows.definitions.faults import state_of, title_of
from workflows.models import CaseProcess, ProcessDefinition

OVER = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Matter:
    """Ärende i en äldre version; `reasons` is empty when it can be moved."""

    case_id: int
    number: str
    version: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MovePage:
    """Provflyttning: what would happen, before anything does."""

    definition: ProcessDefinition
    movable: Sequence[Matter]
    fixed: Sequence[Matter]

    @property
    def fixed_shown(self) -> Sequence[Matter]:
        """The first of those that cannot be moved."""
        return self.fixed[:SHOWN]

    @property
    def fixed_more(self) -> int:
        """How many more there are."""
        return max(0, len(self.fixed) - SHOWN)


def flow_of(definition: ProcessDefinition) -> Any:
    """The compiled class of a published version."""
    return getattr(compiled, flow_name(definition.code, definition.version))


def reference(code: str, version: int) -> str:
    """How a process refers to its version."""
    return f"workflows/compiled.{flow_name(code, version)}"


def version_of(flow: Any) -> int:
    """The number of the version that a flow class was compiled from."""
    return int(flow.__name__.rpartition("_v")[2])


def running(definition: ProcessDefinition, *, older: bool = False) -> QuerySet[CaseProcess]:
    """The running processes of the version, or of the versions before it."""
    versions = range(1, definition.version) if older else [definition.version]
    rows: QuerySet[CaseProcess] = CaseProcess.objects.filter(
        active=True, flow_class__in=[reference(definition.code, n) for n in versions]
    )
    return rows


def move_page(definition: ProcessDefinition) -> MovePage:
    """Every running matter of the earlier versions (two queries, however many they are).

    The operator's list: a number is in the public diary, and nothing else of the matter is told.
    """
    processes = list(
        running(definition, older=True).select_related("case__entry").order_by("case__entry__printed_number", "pk")
    )
    waiting: dict[int, list[Task]] = {}
    for task in open_tasks_of(process.pk for process in processes):
        waiting.setdefault(task.process_id, []).append(task)
    body: Body = flow_of(definition).body
    matters = [
        Matter(
            process.case_id,
            process.case.entry.printed_number,
            version_of(process.flow_class),
            tuple(obstacles(process, waiting.get(process.pk, []), body, definition.version, str(process.case.state))),
        )
        for process in processes
    ]
    return MovePage(definition, [one for one in matters if not one.reasons], [one for one in matters if one.reasons])


def open_tasks_of(process_ids: Iterator[int] | Sequence[int]) -> QuerySet[Task]:
    """Everything that is not over in the processes: tasks of people, jobs, joins that wait."""
    rows: QuerySet[Task] = Task.objects.filter(process__in=list(process_ids)).exclude(status__in=OVER).order_by("pk")
    return rows


def obstacles(process: CaseProcess, tasks: Sequence[Task], body: Body, version: int, state: str) -> Iterator[str]:
    """Why the process cannot stand in the newer body as it stands now; nothing = it can."""
    if process.flow_class is None:
        yield _("Processens version finns inte längre.")
        return
    old: Body = process.flow_class.body
    told: dict[str, None] = {}
    for task in tasks:
        name = task.flow_task.name if task.flow_task is not None else ""
        reason = _misfit(old, body, name, state)
        if reason:
            told[reason.format(steg=title_of(old, name), n=version, lage=state_of(state))] = None
    yield from told


def _misfit(old: Body, new: Body, name: str, state: str) -> str:
    before, after = old.nodes.get(name), new.nodes.get(name)
    if before is None or after is None:
        return _("Steget {steg} finns inte i version {n}.")
    if before.kind != after.kind or before.job != after.job:
        return _("Steget {steg} är något annat i version {n}.")
    if after.kind == "step" and state not in after.states:
        return _("Steget {steg} är inte till för läget {lage} i version {n}.")
    if forks_around(old, name) != forks_around(new, name):
        return _("Steget {steg} ligger i andra grenar i version {n}.")
    return ""


def forks_around(body: Body, name: str) -> frozenset[tuple[str, str, tuple[str, ...], str]]:
    """Förgreningarna omkring ett steg: fork, what it follows or opens, and its join, which belongs to it."""
    return frozenset(
        (node.name, node.collection, node.branches, node.next)
        for node in body.nodes.values()
        if node.kind in FORKS and (node.next == name or name in body.region(node.name))
    )
