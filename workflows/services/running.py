"""Processens jobb: prepared outside any transaction, written and moved on in one."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import SYSTEM, Actor
from audit.rules import Refusal
from cases.services.case import lock_case, record_on_case
from cases.services.steps import Move
from workflows import nodes
from workflows.definitions import NAMES
from workflows.models import CaseProcess
from workflows.selectors.failed_jobs import GIVEN_UP
from workflows.services.act_request import lapse_requests
from workflows.services.deadline import settle_deadlines
from workflows.services.door import retire

WAITING = (STATUS.SCHEDULED, STATUS.STARTED)
OF_THE_FAILURE = ("failed", "log_id", GIVEN_UP)
log = logging.getLogger(__name__)


def run_job_task(*, task_id: int, at: datetime, last_try: bool) -> None:
    """Kör jobbet bakom en jobbuppgift: one effect however often it is delivered.

    On the last try a failure is written on the task, where an operator sees it, and raised to the queue.
    """
    case_id = CaseProcess.objects.values_list("case_id", flat=True).get(task=task_id)
    task = Task.objects.get(pk=task_id)
    if task.status not in WAITING:
        return
    work = NAMES.jobs[task.flow_task.job]
    try:
        prepared = work.prepare(case_id)
        with transaction.atomic(durable=True):
            _apply(task_id, case_id, prepared, at)
    except Exception as failure:
        if last_try:
            _give_up(task_id, case_id, failure, at)
        raise


def _apply(task_id: int, case_id: int, prepared: bytes, at: datetime) -> None:
    case = lock_case(case_id)
    task = Task.objects.select_related("process__caseprocess").get(pk=task_id)
    if task.status not in WAITING:
        return
    act = task.flow_task.activation_class(task)
    with nodes.occasion(SYSTEM, at, case):
        act.start()
        NAMES.jobs[task.flow_task.job].apply(case, Move(actor=SYSTEM, at=at), prepared)
        act.execute()
    retire(act.process)
    lapse_requests(case, actor=SYSTEM, at=at)
    settle_deadlines(case, actor=SYSTEM, at=at)


class NothingFailed(Refusal):
    """The job runs, is done, or was taken up by somebody else."""

    sentence = _("Jobbet har inte misslyckats, eller så körs det redan igen.")


@transaction.atomic
def retry_job_task(*, task_id: int, actor: Actor, at: datetime) -> None:
    """Kör om ett jobb som har misslyckats: a new task of the same node, from the start.

    Raises:
        NotAllowed: the board's registrar or who sees to the operation. NothingFailed: there is nothing to run again.
    """
    case = lock_case(CaseProcess.objects.values_list("case_id", flat=True).get(task=task_id))
    if not policy.can(actor, "operate"):
        actor = policy.require(actor, "retry_job", case)
    task = Task.objects.select_related("process__caseprocess").get(pk=task_id)
    if task.status != STATUS.ERROR:
        raise NothingFailed
    task.data = {name: value for name, value in task.data.items() if name not in OF_THE_FAILURE}
    with nodes.occasion(actor, at, case):
        task.flow_task.activation_class(task).revive()
    record_on_case(case, "job_retried", actor=actor, at=at, data={"job": task.flow_task.name})


class WorkerDied(RuntimeError):
    """The workers that took the job did not live to end it."""


def give_up_job_task(*, task_id: int, at: datetime) -> None:
    """Ge upp jobbet bakom en jobbuppgift: its workers died over it."""
    case_id = CaseProcess.objects.values_list("case_id", flat=True).get(task=task_id)
    _give_up(task_id, case_id, WorkerDied(), at)


def _give_up(task_id: int, case_id: int, failure: Exception, at: datetime) -> None:
    log_id = uuid4().hex[:12]
    log.error("job task %s failed, %s", task_id, log_id, exc_info=failure)
    with transaction.atomic(durable=True):
        case = lock_case(case_id)
        task = Task.objects.select_related("process__caseprocess").get(pk=task_id)
        if task.status not in WAITING:
            return
        act = task.flow_task.activation_class(task)
        with nodes.occasion(SYSTEM, at, case):
            act.start()
            act.error(failure, log_id)
