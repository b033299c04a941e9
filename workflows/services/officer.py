"""Byt handläggare: the matter gets another officer, and the open tasks of the one before follow."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts.capacity import Actor
from accounts.models import User
from cases.models import Case
from cases.services.case import assign_officer, lock_case
from workflows.models import AdHocTask
from workflows.models.ad_hoc_task import AdHocState
from workflows.selectors.wording import is_pool, is_signing
from workflows.services.ad_hoc_task import move_ad_hoc_task
from workflows.services.door import OPEN
from workflows.services.tasks import lay_with, put_back


@transaction.atomic
def change_officer(
    *, case_id: int, officer_id: int, actor: Actor, at: datetime, reason: str = "", conflict: str = ""
) -> Case:
    """Byt handläggare: the open tasks of the old one follow. `conflict` is the ground of that one's jäv (R4).

    Who leaves because of jäv keeps nothing of the matter: what lay with that one in person goes back to its group's
    list, or to the new officer.

    Raises:
        As for `cases.services.case.assign_officer`.
    """
    before = lock_case(case_id).case_officer_id
    case = assign_officer(case_id=case_id, officer_id=officer_id, actor=actor, at=at, reason=reason, conflict=conflict)
    officer = User.objects.get(pk=officer_id)
    follow_officer(case, officer, before=before, actor=actor, at=at)
    if conflict and before is not None:
        _leave(case, before, officer, actor=actor, at=at)
    return case


def _leave(case: Case, person_id: int, officer: User, *, actor: Actor, at: datetime) -> None:
    """Det som den jävige har tagit ur gruppernas listor, or got beside the flow. Nobody signs for another."""
    tasks = Task.objects.filter(process__caseprocess__case=case, status=STATUS.ASSIGNED, owner=person_id)
    for task in tasks.filter(flow_task_type="HUMAN").select_related("process__caseprocess").order_by("pk"):
        if is_pool(task.flow_task):
            put_back(task, case, actor=actor, at=at)
    for beside in AdHocTask.objects.filter(case=case, owner=person_id, state=AdHocState.OPEN).order_by("pk"):
        verb = "ad_hoc_task_put_back" if beside.role else "ad_hoc_task_handed_over"
        to = None if beside.role else officer
        told = to.name if to else ""
        move_ad_hoc_task(beside, case, to_id=to.pk if to else None, verb=verb, actor=actor, at=at, to=told)


def follow_officer(case: Case, officer: User, *, before: int | None, actor: Actor, at: datetime) -> None:
    """Handläggarens öppna uppgifter i det låsta ärendet follow to the new one; nobody signs for another."""
    tasks = Task.objects.filter(process__caseprocess__case=case, status__in=OPEN, flow_task_type="HUMAN")
    for task in tasks.select_related("process__caseprocess"):
        node = task.flow_task
        if is_pool(node) or is_signing(node) or task.owner_id not in (None, before):
            continue
        if task.owner_id is None and task.data.get("of") == "referral":
            continue
        lay_with(task, case, officer, actor=actor, at=at)
