"""Fynd om processer som inte hänger ihop med sina ärenden (`engine.md` §10); each names the row that a repair is about.

Every check may be asked of one matter alone: a repair looks again under the matter's lock, before and after.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import PROCESS, STATUS
from viewflow.workflow.models import Process, Task

from audit.rules import Sentence
from audit.selectors import Finding
from cases.models import Case
from cases.states import CaseState
from workflows.definitions import NAMES, check, parse
from workflows.definitions.case_type import KindOfMatter
from workflows.models import CaseProcess, ProcessDefinition
from workflows.selectors.branches import branches
from workflows.selectors.case_type import kinds_following, kinds_of
from workflows.selectors.job_consistency import jobs

OPEN = (STATUS.NEW, STATUS.ASSIGNED, STATUS.SCHEDULED, STATUS.STARTED, STATUS.ERROR)
ENDED = (CaseState.CLOSED, CaseState.WITHDRAWN)


def processes() -> Iterator[Finding]:
    """Everything that would leave a matter without a next step, or with a step it may not take."""
    yield from of_matter(None)
    yield from _lost_processes()
    yield from _definitions()


def of_matter(case_id: int | None) -> Iterator[Finding]:
    """The same for one matter; None = for them all."""
    yield from _matters(case_id)
    yield from _processes(case_id)
    yield from _tasks(case_id)
    yield from _lost_ways(case_id)
    yield from branches(case_id)
    yield from jobs(case_id)


def _of(case_id: int | None, path: str) -> Q:
    return Q() if case_id is None else Q(**{path: case_id})


def _matters(case_id: int | None) -> Iterator[Finding]:
    running = Exists(CaseProcess.objects.filter(case=OuterRef("pk"), active=True))
    rows = Case.objects.filter(_of(case_id, "pk")).order_by("pk")
    for pk, uuid in rows.exclude(state__in=ENDED).exclude(running).values_list("pk", "uuid"):
        told = _("Ett pågående ärende har ingen process.")
        yield Finding("E-PROCESS", f"case:{uuid}", "running", "none", told, "no_process", pk)
    for pk, uuid in rows.filter(running, state__in=ENDED).values_list("pk", "uuid"):
        told = _("Ett avslutat ärende har en process.")
        yield Finding("E-PROCESS", f"case:{uuid}", "none", "running", told, "ended_with_process", pk)


def _processes(case_id: int | None) -> Iterator[Finding]:
    rows = CaseProcess.objects.filter(_of(case_id, "case")).order_by("pk")
    waiting = Exists(Task.objects.filter(process=OuterRef("pk"), status__in=OPEN))
    for pk in rows.filter(active=True).exclude(waiting).values_list("pk", flat=True):
        yield _process(pk, "an open task", "none", _("En process har ingen öppen uppgift."), "no_task", "E-TASK")
    for pk in rows.filter(active=True).exclude(status=PROCESS.NEW).values_list("pk", flat=True):
        yield _process(pk, "running", "ended", _("En process är slut men räknas som pågående."), "ended_active")
    for pk in rows.filter(waiting, active=False).values_list("pk", flat=True):
        yield _process(pk, "no open task", "open", _("En avslutad process har en öppen uppgift."), "orphan_task")


def _process(pk: int, expected: str, found: str, told: Sentence, kind: str, code: str = "E-PROCESS") -> Finding:
    return Finding(code, f"process {pk}", expected, found, told, kind, pk)


def _lost_processes() -> Iterator[Finding]:
    """What no matter holds: nobody sees it, and nothing would end it."""
    for pk in Process.objects.filter(caseprocess=None, status=PROCESS.NEW).order_by("pk").values_list("pk", flat=True):
        yield _process(pk, "a matter", "none", _("En process hör inte till något ärende."), "orphan_process")


def _running(case_id: int | None) -> QuerySet[Task]:
    rows: QuerySet[Task] = Task.objects.filter(_of(case_id, "process__caseprocess__case"))
    return rows.filter(process__caseprocess__active=True)


def _tasks(case_id: int | None) -> Iterator[Finding]:
    rows = _running(case_id).filter(status__in=OPEN).select_related("process__caseprocess__case").order_by("pk")
    for task in rows.iterator(chunk_size=500):
        node, state = task.flow_task, str(task.process.caseprocess.case.state)
        if node is None or node.flow_class is None or node.task_type == "OBSOLETE":
            told = _("En uppgift hör till ett steg som inte finns.")
            yield Finding("E-NODE", f"task {task.pk}", "a node", "none", told, "no_node", task.pk)
        elif task.flow_task_type == "HUMAN" and state not in node.states:
            expected, told = "/".join(sorted(node.states)), _("En uppgift är öppen i fel läge.")
            yield Finding("E-TASK", f"task {task.pk}", expected, state, told, "wrong_state", task.pk)
        elif task.flow_task_type == "HUMAN" and task.status == STATUS.STARTED:
            told = _("En uppgift är påbörjad men inte avslutad.")
            yield Finding("E-TASK", f"task {task.pk}", "open", "started", told, "started", task.pk)


def _lost_ways(case_id: int | None) -> Iterator[Finding]:
    """A step that was taken, and nothing came after it."""
    after = Task.objects.filter(previous=OuterRef("pk"))
    rows = _running(case_id).filter(status=STATUS.DONE).exclude(flow_task_type="END").exclude(Exists(after))
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        told = _("Ett steg är taget men inget kom efter det.")
        yield Finding("E-TASK", f"task {pk}", "a next task", "none", told, "lost_way", pk)


def _definitions() -> Iterator[Finding]:
    """Published definitions that matters go by, or will: each passes the check that it passed when it was published.

    Every matter begins in the newest version; an older one has to suit only the types whose matters still follow it.
    """
    newer = Exists(ProcessDefinition.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version")))
    for row in ProcessDefinition.objects.annotate(older=newer).filter(_used() | Q(older=False)).order_by("pk"):
        for fault in _faults(row, kinds_following(row) if row.older else kinds_of(row.code)):
            told = _("En processmall stämmer inte: {fel}").format(fel=fault)
            yield Finding("E-DEFINITION", f"{row.code} {row.version}", "whole", fault, told, "definition", row.pk)


def _used() -> Q:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.flow_class FROM viewflow_process p"
            " JOIN workflows_caseprocess c ON c.process_ptr_id = p.id WHERE c.active"
        )
        flows = [str(name).rpartition(".")[2].rpartition("_v") for (name,) in cursor.fetchall()]
    used = Q(pk__in=[])
    for code, _v, version in flows:
        if version.isdigit():
            used |= Q(code=code, version=int(version))
    return used


def _faults(row: ProcessDefinition, kinds: list[KindOfMatter]) -> list[str]:
    try:
        if _is_whole(row.body, tuple(kinds)):
            return []
        return [fault.sentence for fault in check(parse(json.loads(row.body)), NAMES, kinds)]
    except ValueError as error:
        return [str(error)]


@lru_cache(maxsize=64)
def _is_whole(body: str, kinds: tuple[KindOfMatter, ...]) -> bool:
    """What is published never changes, so the answer holds until the case types do."""
    return not check(parse(json.loads(body)), NAMES, kinds)


__all__ = ["ENDED", "OPEN", "of_matter", "processes"]
