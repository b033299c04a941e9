"""Fynd om grenar: a join that nothing will open, and branches that have lost what they are about, or the other way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

from django.db import connection
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from audit.selectors import Finding
from cases.models import Referral, SignatureSlot
from cases.states import CaseState, ReferralKind, ReferralState, SlotState
from workflows import nodes
from workflows.definitions import NAMES
from workflows.models import CaseProcess

OPEN = (STATUS.NEW, STATUS.ASSIGNED)
OVER = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)
# The fan whose branches the questions of a kind are.
COLLECTIONS: Mapping[str, str] = {
    ReferralKind.CONTRIBUTION: "open_contributions",
    ReferralKind.REFERRAL: "open_referrals",
}
IN_WORK = (SlotState.WAITING, SlotState.PAPER_RECORDED)
# A join waits for the open tasks whose token begins with its own; two of one fan let nothing through.
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
            WHERE o.process_id = j.process_id AND o.flow_task = j.flow_task AND o.token = j.token AND o.id < j.id
                AND o.status IN ('NEW', 'STARTED')))
    ORDER BY j.id
"""


def branches(case_id: int | None) -> Iterator[Finding]:
    """Grenarna i ett ärende; None = in them all."""
    yield from _joins(case_id)
    yield from _places(case_id)
    yield from _questions(case_id)


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
    """Places for signatures that no branch waits for, and branches whose place does not wait.

    Places rest while the process is on its way to the parties' branches: until then nobody has a task.
    """
    of_case = {} if case_id is None else {"case": case_id}
    running = CaseProcess.objects.filter(active=True, case__state=CaseState.SIGNING, **of_case)
    processes = {process.case_id: process for process in running.order_by("pk")}
    rows = Task.objects.filter(status__in=OPEN, data__has_key="item", process__caseprocess__in=running)
    waited_for: dict[int, set[int]] = {}
    tasks: list[tuple[Task, int, int]] = []
    for task in rows.select_related("process__caseprocess").order_by("pk").iterator(chunk_size=500):
        if _is_about_a_place(task.flow_task):
            case, place = task.process.caseprocess.case_id, int(task.data["item"])
            waited_for.setdefault(case, set()).add(place)
            tasks.append((task, case, place))
    places = SignatureSlot.objects.filter(agreement__case__in=processes, state__in=IN_WORK).order_by("pk")
    waiting = dict(places.values_list("pk", "agreement__case"))
    for task, case, place in tasks:
        if waiting.get(place) != case:
            yield _about_nothing(task, "a place")
    ahead = _ahead([processes[case] for case in {*waiting.values()} - waited_for.keys()])
    for place, case in waiting.items():
        rests = case not in waited_for and "waiting_slots" in ahead[processes[case].pk]
        if not rests and place not in waited_for.get(case, ()):
            told = _("En underskriftsplats väntar men ingen har uppgiften.")
            yield Finding("E-BRANCH", f"slot {place}", "a task", "none", told, "orphan_slot", place)


def _about_nothing(task: Task, expected: str) -> Finding:
    told = _("En gren väntar på något som redan är klart eller inte finns.")
    return Finding("E-BRANCH", f"task {task.pk}", expected, str(task.data["item"]), told, "orphan_branch", task.pk)


def _questions(case_id: int | None) -> Iterator[Finding]:
    """Branches whose question has ended, and questions that wait for an answer without a branch to give it in."""
    of_case = {} if case_id is None else {"case": case_id}
    sent = Referral.objects.filter(state=ReferralState.SENT, **of_case).select_related("case").order_by("pk")
    questions = {row.pk: row for row in sent}
    rows = Task.objects.filter(status__in=OPEN, data__of="referral", process__caseprocess__active=True)
    if case_id is not None:
        rows = rows.filter(process__caseprocess__case=case_id)
    asked: set[int] = set()
    for task in rows.select_related("process__caseprocess").order_by("pk"):
        question = questions.get(int(task.data["item"]))
        if question is None or question.case_id != task.process.caseprocess.case_id:
            yield _about_nothing(task, "a question")
        else:
            asked.add(question.pk)
    alone = [question for pk, question in questions.items() if pk not in asked]
    running = CaseProcess.objects.filter(active=True, case__in={question.case_id for question in alone})
    processes = {process.case_id: process for process in running}
    for question in alone:
        process = processes.get(question.case_id)
        where = standing_of(question, process) if process is not None else "rests"
        if where == "put":
            told = _("En fråga väntar på svar men ingen har uppgiften.")
            yield Finding("E-BRANCH", f"referral {question.pk}", "a task", "none", told, "orphan_referral", question.pk)
        elif where == "lost":
            told = _("En fråga väntar på svar men ärendets process kommer inte till den.")
            yield Finding("E-BRANCH", f"referral {question.pk}", "a task", "none", told, "lost_referral", question.pk)


def standing_of(question: Referral, process: CaseProcess) -> Literal["put", "rests", "lost"]:
    """Var en fråga står som ingen har uppgiften till.

    Put: the others' branches are open, so its own is missing. It rests while the process can come to them, and has its
    branch again then (ADR 38); where it cannot, nobody would ever answer it.
    """
    collection = COLLECTIONS[question.kind]
    if nodes.open_fan(question.case, collection) is not None:
        return "put"
    return "rests" if collection in _ahead([process])[process.pk] else "lost"


def _ahead(processes: Collection[CaseProcess]) -> dict[int, frozenset[str]]:
    """Process → the collections of the fans that it can come to from where it stands (one query, for however many)."""
    bodies = {process.pk: getattr(process.flow_class, "body", None) for process in processes}
    here: dict[int, set[str]] = {pk: set() for pk in bodies}
    for task in Task.objects.filter(process__in=here).exclude(status__in=OVER).order_by("pk"):
        if task.flow_task is not None:
            here[task.process_id].add(task.flow_task.name)
    return {
        pk: frozenset(body.nodes[name].collection for name in body.reached(here[pk], without=()))
        if body
        else frozenset()
        for pk, body in bodies.items()
    }


def _is_about_a_place(node: Any) -> bool:
    paths = getattr(node, "outcomes", {}).values()
    return any(path.step in NAMES.steps and NAMES.steps[path.step].watches == "slot" for path in paths)
