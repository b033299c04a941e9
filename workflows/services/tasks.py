"""Uppgifter utan steg: take, give back, hand over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from audit.rules import Refusal
from cases.models import Case
from cases.services.case import lock_case, record_on_case
from workflows import nodes
from workflows.models import CaseProcess
from workflows.selectors.handover import Goal, goal_of_task, taker_of
from workflows.selectors.wording import is_officers, is_pool
from workflows.services.door import OPEN, AlreadyDone, TakenByOther, policy_object
from workflows.services.referring import follow_task


class NotYours(Refusal):
    """Only who has a task gives it away."""

    sentence = _("Uppgiften är inte din. Ladda om sidan för att se vem som har den.")
    status = 409


class PersonUnfit(Refusal):
    """The person could not take the step: no role for its board or unit, or no right to see the matter."""

    sentence = _("Välj en person som har rätt roll för uppgiften.")
    status = 422


class OfficersOwn(Refusal):
    """The officer's steps go with the matter: who has the task alone may neither take it further nor give it back."""

    sentence = _("Uppgiften följer ärendets handläggare. Byt handläggare i stället.")
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
    if task.status != STATUS.ASSIGNED or task.owner_id != actor.user_id or not is_pool(task.flow_task):
        raise NotYours
    with nodes.occasion(actor, at, case):
        task.flow_task.activation_class(task).unassign()


def put_back(task: Task, case: Case, *, actor: Actor, at: datetime) -> None:
    """Lägg någon annans uppgift i gruppens lista, in the locked matter; the log says so."""
    with nodes.occasion(actor, at, case):
        task.flow_task.activation_class(task).unassign()
    record_on_case(case, "task_put_back", actor=actor, at=at, data={"task": task.flow_task.name})


def hand_to(task: Task, case: Case, person: User, *, actor: Actor, at: datetime) -> None:
    """Lämna över uppgiften i det låsta ärendet; the log says so."""
    lay_with(task, case, person, actor=actor, at=at)
    record_on_case(case, "task_handed_over", actor=actor, at=at, data={"task": task.flow_task.name, "to": person.name})


def lay_with(task: Task, case: Case, person: User, *, actor: Actor, at: datetime) -> None:
    """Lägg uppgiften hos en person, who then is the one that answers where it is a question."""
    act = task.flow_task.activation_class(task)
    with nodes.occasion(actor, at, case):
        if task.status == STATUS.NEW:
            act.assign(person)
        else:
            act.reassign(user=person)
    follow_task(case, task, person)


def _fit_person(task: Task, user_id: int, *, at: datetime) -> User:
    """The active person, if the step can be that person's."""
    if is_officers(task.flow_task):
        raise OfficersOwn
    user = User.objects.filter(pk=user_id, is_active=True).first()
    goal = goal_of_task(task, taker_of(user, on=timezone.localdate(at))) if user is not None else Goal()
    if goal.user is None:
        raise PersonUnfit(goal.refused or None)
    return goal.user


@transaction.atomic
def hand_over_task(*, task_id: int, to_id: int, actor: Actor, at: datetime) -> None:
    """Lämna över uppgiften till en person med rätt roll; the log says so.

    Raises:
        NotYours: only who has the task, or may do it while nobody has it, hands it over.
        PersonUnfit: the person could not take it; nobody signs for another. OfficersOwn.
    """
    case, task = _locked(task_id)
    if task.owner_id is not None and task.owner_id != actor.user_id:
        raise NotYours
    _require_any(actor, case, task)
    hand_to(task, case, _fit_person(task, to_id, at=at), actor=actor, at=at)
