"""Fynd om grenar: a join that nothing will open, and branches that have lost what they are about, or the other way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from audit.selectors import Finding
from cases.models import SignatureSlot
from cases.states import CaseState, SlotState
from workflows.definitions import NAMES

OPEN = (STATUS.NEW, STATUS.ASSIGNED)
IN_WORK = (SlotState.WAITING, SlotState.PAPER_RECORDED)
# A join waits for the open tasks whose token begins with its own; two that are open at once let nothing through.
JOINS = """
    SELECT j.id, EXISTS (
        SELECT FROM viewflow_task b
        WHERE b.process_id = j.process_id AND starts_with(b.token, j.token || '/')
            AND b.status NOT IN ('DONE', 'CANCELED', 'REVIVED'))
    FROM viewflow_task j JOIN workflows_caseprocess p ON p.process_ptr_id = j.process_id
    WHERE p.active AND j.flow_task_type = 'JOIN' AND j.status IN ('NEW', 'STARTED')
        AND (%(case)s::bigint IS NULL OR p.case_id = %(case)s)
        AND (NOT EXISTS (
            SELECT FROM viewflow_task b
            WHERE b.process_id = j.process_id AND starts_with(b.token, j.token || '/')
                AND b.status NOT IN ('DONE', 'CANCELED', 'REVIVED'))
        OR EXISTS (
            SELECT FROM viewflow_task o
            WHERE o.process_id = j.process_id AND o.flow_task = j.flow_task AND o.id < j.id
                AND o.status IN ('NEW', 'STARTED')))
    ORDER BY j.id
"""


def branches(case_id: int | None) -> Iterator[Finding]:
    """Grenarna i ett ärende; None = in them all."""
    yield from _joins(case_id)
    yield from _places(case_id)


def _joins(case_id: int | None) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(JOINS, {"case": case_id})
        for pk, waits in cursor.fetchall():
            if waits:
                told = _("Två föreningar av samma grenar är öppna: ingen av dem släpper igenom.")
                yield Finding("E-JOIN", f"task {pk}", "one", "two", told, "double_join", pk)
            else:
                told = _("Alla grenar är klara men processen gick inte vidare.")
                yield Finding("E-JOIN", f"task {pk}", "passed", "waiting", told, "stuck_join", pk)


def _places(case_id: int | None) -> Iterator[Finding]:
    """Places for signatures that no branch waits for, and branches whose place does not wait."""
    process = {"process__caseprocess__active": True, "process__caseprocess__case__state": CaseState.SIGNING}
    rows = Task.objects.filter(status__in=OPEN, data__has_key="item", **process)
    if case_id is not None:
        rows = rows.filter(process__caseprocess__case=case_id)
    waited_for: dict[int, set[int]] = {}
    tasks: list[tuple[Task, int, int]] = []
    for task in rows.select_related("process__caseprocess").order_by("pk").iterator(chunk_size=500):
        if _is_about_a_place(task.flow_task):
            case, place = task.process.caseprocess.case_id, int(task.data["item"])
            waited_for.setdefault(case, set()).add(place)
            tasks.append((task, case, place))
    places = SignatureSlot.objects.filter(agreement__case__in=waited_for, state__in=IN_WORK).order_by("pk")
    waiting = dict(places.values_list("pk", "agreement__case"))
    for task, case, place in tasks:
        if waiting.get(place) != case:
            told = _("En gren väntar på något som redan är klart eller inte finns.")
            yield Finding("E-BRANCH", f"task {task.pk}", "a place", str(place), told, "orphan_branch", task.pk)
    for place, case in waiting.items():
        if place not in waited_for[case]:
            told = _("En underskriftsplats väntar men ingen har uppgiften.")
            yield Finding("E-BRANCH", f"slot {place}", "a task", "none", told, "orphan_slot", place)


def _is_about_a_place(node: Any) -> bool:
    paths = getattr(node, "outcomes", {}).values()
    return any(path.step in NAMES.steps and NAMES.steps[path.step].watches == "slot" for path in paths)
