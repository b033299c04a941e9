"""Misslyckade jobb: run again, or given up with a reason, by who sees to the operation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role
from audit.rules import JSON, SYSTEM_STREAM
from audit.services import once, record, remember, run_again, strike_job
from cases.services.case import lock_case, record_on_case
from cases.services.staff_report import ReasonMissing
from workflows.models import CaseProcess
from workflows.selectors.failed_jobs import GIVEN_UP, PROCESS, failed_in_queue
from workflows.services.running import NothingFailed, retry_job_task


@transaction.atomic
def retry_failed(*, source: str, row: int, actor: Actor, at: datetime, key: str) -> None:
    """Försök igen med ett jobb som har misslyckats: a task's (`process`) or another (`queue`).

    Raises:
        NotAllowed: only who sees to the operation. NothingFailed: it runs again already, or is done.
    """
    policy.require(actor, "operate")
    claim = once(actor_id=actor.id, key=key, door="retry_failed", fingerprint_of={"source": source, "row": row})
    if not claim.fresh:
        return
    acting = actor.acting_as(Role.IT_ADMIN)
    if source == PROCESS:
        retry_job_task(task_id=row, actor=acting, at=at)
    else:
        name = _locked(row)
        run_again(row, at=at)
        record(SYSTEM_STREAM, "system_job_retried", actor=acting, at=at, data={"job": name, "row": row})
    remember(claim, {})


@transaction.atomic
def give_up_failed(*, source: str, row: int, actor: Actor, at: datetime, reason: str, key: str) -> None:
    """Avstå från ett jobb som har misslyckats: it leaves the list; a matter that waits for it waits on.

    Raises:
        NotAllowed, NothingFailed: as above. ReasonMissing.
    """
    policy.require(actor, "operate")
    asked = {"source": source, "row": row, "reason": reason}
    claim = once(actor_id=actor.id, key=key, door="give_up_failed", fingerprint_of=asked)
    if not claim.fresh:
        return
    if not reason.strip():
        raise ReasonMissing
    acting, values = actor.acting_as(Role.IT_ADMIN), {"reason": reason.strip()}
    if source == PROCESS:
        _give_up_task(row, actor=acting, at=at, values=values)
    else:
        name = _locked(row)
        strike_job(row)
        told: dict[str, JSON] = {"job": name, "row": row}
        record(SYSTEM_STREAM, "system_job_given_up", actor=acting, at=at, data=told, values=values)
    remember(claim, {})


def _give_up_task(task_id: int, *, actor: Actor, at: datetime, values: dict[str, str]) -> None:
    process = CaseProcess.objects.filter(task=task_id).first()
    if process is None:
        raise NothingFailed
    case = lock_case(process.case_id)
    task = Task.objects.select_related("process__caseprocess").get(pk=task_id)
    if task.status != STATUS.ERROR or GIVEN_UP in task.data:
        raise NothingFailed
    Task.objects.filter(pk=task_id).update(data={**task.data, GIVEN_UP: at.isoformat()})
    record_on_case(case, "job_given_up", actor=actor, at=at, data={"job": task.flow_task.name}, values=values)


def _locked(job_id: int) -> str:
    """The name of the failed job, whose row nobody else changes now."""
    name = failed_in_queue(lock=job_id)
    if not name:
        raise NothingFailed
    return name[0].name
