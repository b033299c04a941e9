"""Uppgifter utan steg: take, give back, hand over, and a new officer for the matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from accounts.selectors import holders
from audit.rules import Refusal
from cases.models import Case
from cases.services.case import assign_officer, lock_case, record_on_case
from workflows import nodes
from workflows.models import CaseProcess
from workflows.services.door import OPEN, AlreadyDone, TakenByOther, policy_object
from workflows.services.referring import follow_task


class NotYours(Refusal):
    """Only who has a task gives it away."""

    sentence = _("Uppgiften är inte din. Ladda om sidan för att se vem som har den.")
    status = 409


class PersonUnfit(Refusal):
    """The person has not the role that the task wants."""

    sentence = _("Välj en person som har rätt roll för uppgiften.")
    status = 422


def _locked(task_id: int) -> tuple[Case, Task]:
    case = lock_case(CaseProcess.objects.values_list("case_id", flat=True).get(task=task_id))
    task = Task.objects.select_related("process__caseprocess", "owner").get(pk=task_id)
    if task.status not in OPEN:
        raise AlreadyDone(who=task.owner.name if task.owner else "", when=task.finished, outcome="")
    return case, task


def _require_any(actor: Actor, case: Case, task: Task) -> None:
    item = task.data.get("item")
    actions = dict.fromkeys(path.action for path in task.flow_task.outcomes.values())
    if not any(policy.can(actor, action, policy_object(action, case, item)) for action in actions):
        policy.require(actor, next(iter(actions)), policy_object(next(iter(actions)), case, item))


@transaction.atomic
def claim_task(*, task_id: int, actor: Actor, at: datetime) -> None:
    """Ta uppgiften ur gruppens lista.

    Raises:
        NotAllowed: the task is not for this person's role. TakenByOther: another was first. AlreadyDone.
    """
    case, task = _locked(task_id)
    _require_any(actor, case, task)
    if task.owner is not None:
        if task.owner_id == actor.user_id:
            return
        raise TakenByOther(task.owner.name)
    with nodes.occasion(actor, at, case):
        task.flow_task.activation_class(task).assign(User.objects.get(pk=actor.person_id))


@transaction.atomic
def release_task(*, task_id: int, actor: Actor, at: datetime) -> None:
    """Lägg tillbaka uppgiften i gruppens lista.

    Raises:
        NotYours: it is another's, or nobody's.
    """
    case, task = _locked(task_id)
    if task.status != STATUS.ASSIGNED or task.owner_id != actor.user_id or task.flow_task.assignee is not None:
        raise NotYours
    with nodes.occasion(actor, at, case):
        task.flow_task.activation_class(task).unassign()


def _fit_person(user_id: int, roles: Sequence[str], *, at: datetime) -> User:
    for role in roles:
        person = holders(role, on=timezone.localdate(at)).filter(pk=user_id).first()
        if person is not None:
            return person
    raise PersonUnfit


@transaction.atomic
def hand_over_task(*, task_id: int, to_id: int, actor: Actor, at: datetime) -> None:
    """Lämna över uppgiften till en person med rätt roll; the log says so.

    Raises:
        NotYours: only who has the task, or may do it while nobody has it, hands it over.
        PersonUnfit: the person has not the role.
    """
    case, task = _locked(task_id)
    if task.owner_id is not None and task.owner_id != actor.user_id:
        raise NotYours
    _require_any(actor, case, task)
    person = _fit_person(to_id, task.flow_task.roles, at=at)
    act = task.flow_task.activation_class(task)
    with nodes.occasion(actor, at, case):
        if task.status == STATUS.NEW:
            act.assign(person)
        else:
            act.reassign(user=person)
    follow_task(case, task, person)
    record_on_case(case, "task_handed_over", actor=actor, at=at, data={"task": task.flow_task.name, "to": person.name})


@transaction.atomic
def change_officer(*, case_id: int, officer_id: int, actor: Actor, at: datetime, reason: str = "") -> Case:
    """Byt handläggare: the open tasks of the old one follow.

    Raises:
        As for `cases.services.case.assign_officer`.
    """
    before = lock_case(case_id).case_officer_id
    case = assign_officer(case_id=case_id, officer_id=officer_id, actor=actor, at=at, reason=reason)
    person = User.objects.get(pk=officer_id)
    tasks = Task.objects.filter(process__caseprocess__case=case, status__in=OPEN, flow_task_type="HUMAN")
    for task in tasks.select_related("process__caseprocess"):
        if task.flow_task.assignee is None or (task.owner_id not in (None, before)):
            continue
        if task.owner_id is None and task.data.get("of") == "referral":
            continue
        act = task.flow_task.activation_class(task)
        with nodes.occasion(actor, at, case):
            if task.status == STATUS.NEW:
                act.assign(person)
            else:
                act.reassign(user=person)
        follow_task(case, task, person)
    return case
