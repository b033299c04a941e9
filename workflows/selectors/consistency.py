"""Fynd om processer som inte hänger ihop med sina ärenden (`engine.md` §10)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from audit.selectors import Finding
from cases.models import Case
from cases.states import CaseState
from workflows.models import CaseProcess

OPEN = (STATUS.NEW, STATUS.ASSIGNED, STATUS.SCHEDULED, STATUS.STARTED, STATUS.ERROR)
ENDED = (CaseState.CLOSED, CaseState.WITHDRAWN)


def processes() -> Iterator[Finding]:
    """Everything that would leave a matter without a next step, or with a step it may not take."""
    yield from _cases_and_processes()
    yield from _tasks()
    yield from _jobs()


def _cases_and_processes() -> Iterator[Finding]:
    running = CaseProcess.objects.filter(case=OuterRef("pk"), active=True)
    for uuid in Case.objects.exclude(state__in=ENDED).exclude(Exists(running)).values_list("uuid", flat=True):
        yield Finding("E-PROCESS", f"case:{uuid}", "running", "none", _("Ett pågående ärende har ingen process."))
    for uuid in Case.objects.filter(Exists(running), state__in=ENDED).values_list("uuid", flat=True):
        yield Finding("E-PROCESS", f"case:{uuid}", "none", "running", _("Ett avslutat ärende har en process."))
    open_tasks = Task.objects.filter(process=OuterRef("pk"), status__in=OPEN)
    for pk in CaseProcess.objects.filter(active=True).exclude(Exists(open_tasks)).values_list("pk", flat=True):
        yield Finding("E-TASK", f"process {pk}", "an open task", "none", _("En process har ingen öppen uppgift."))


def _tasks() -> Iterator[Finding]:
    rows = (
        Task.objects.filter(status__in=OPEN, process__caseprocess__active=True)
        .select_related("process__caseprocess__case")
        .order_by("pk")
    )
    for task in rows.iterator(chunk_size=500):
        node, state = task.flow_task, str(task.process.caseprocess.case.state)
        if node is None or node.flow_class is None or node.task_type == "OBSOLETE":
            yield Finding(
                "E-NODE", f"task {task.pk}", "a node", "none", _("En uppgift hör till ett steg som inte finns.")
            )
        elif task.flow_task_type == "HUMAN" and state not in node.states:
            yield Finding(
                "E-TASK", f"task {task.pk}", "/".join(sorted(node.states)), state, _("En uppgift är öppen i fel läge.")
            )
        elif task.flow_task_type == "HUMAN" and task.status == STATUS.STARTED:
            yield Finding(
                "E-TASK", f"task {task.pk}", "open", "started", _("En uppgift är påbörjad men inte avslutad.")
            )


def _jobs() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id FROM viewflow_task t WHERE t.flow_task_type = 'JOB' AND t.status IN (%s, %s)"
            " AND NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.task_name = 'workflows.run_job'"
            " AND (j.args->>'task_id')::bigint = t.id AND j.status IN ('todo', 'doing'))",
            [STATUS.SCHEDULED, STATUS.STARTED],
        )
        for (pk,) in cursor.fetchall():
            yield Finding(
                "E-JOB", f"task {pk}", "a job", "none", _("En jobbuppgift väntar på ett jobb som inte finns.")
            )
