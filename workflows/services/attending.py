"""Uppgifter som ingen kunde göra: given to somebody who can, or put back where those who can will see them.

The person's own doors ask whose the task is; here it is nobody's who could give it away. The caller holds the matter's
lock and has looked that nobody can do it, and looks afterwards that somebody can.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts.capacity import Actor
from accounts.models import User
from cases.models import Case
from cases.services.case import record_on_case, write_assignment
from workflows.selectors.handover import Goal, Taker, goal_of_ad_hoc, goal_of_case, goal_of_task, taker_of
from workflows.selectors.wording import is_officers, is_pool
from workflows.services.ad_hoc_task import NotInGroup, lock_ad_hoc_task, move_ad_hoc_task
from workflows.services.officer import follow_officer
from workflows.services.tasks import NotYours, PersonUnfit, hand_to, put_back


def give_task_to(task: Task, case: Case, person_id: int, *, actor: Actor, at: datetime) -> None:
    """Ge uppgiften till en person; an officer's step goes with the matter, which gets a new officer.

    Raises:
        PersonUnfit: no role for its board or unit, or no right to see the matter. OfficerConflicted.
    """
    taker = _taker(person_id, at)
    if is_officers(task.flow_task):
        person = _fit(goal_of_case(case, taker))
        write_assignment(case, officer=person, actor=actor, at=at)
        record_on_case(case, "officer_assigned", actor=actor, at=at, data={"officer": person.name})
        follow_officer(case, person, before=task.owner_id, actor=actor, at=at)
        return
    hand_to(task, case, _fit(goal_of_task(task, taker)), actor=actor, at=at)


def release_task_for(task: Task, case: Case, *, actor: Actor, at: datetime) -> None:
    """Lägg uppgiften i gruppens lista.

    Raises:
        NotYours: it lies there already, or has no group.
    """
    if task.status != STATUS.ASSIGNED or not is_pool(task.flow_task):
        raise NotYours
    put_back(task, case, actor=actor, at=at)


def give_ad_hoc_to(ad_hoc_id: int, person_id: int, *, actor: Actor, at: datetime) -> None:
    """Ge en fristående uppgift till någon som får se ärendet.

    Raises:
        PersonUnfit, AlreadyDone.
    """
    case, task = lock_ad_hoc_task(ad_hoc_id)
    person = _fit(goal_of_ad_hoc(task, _taker(person_id, at)))
    told = {"verb": "ad_hoc_task_handed_over", "to": person.name}
    move_ad_hoc_task(task, case, to_id=person.pk, actor=actor, at=at, **told)


def release_ad_hoc_for(ad_hoc_id: int, *, actor: Actor, at: datetime) -> None:
    """Lägg en fristående uppgift i gruppens lista.

    Raises:
        NotInGroup: it was given to a person. AlreadyDone.
    """
    case, task = lock_ad_hoc_task(ad_hoc_id)
    if not task.role:
        raise NotInGroup
    move_ad_hoc_task(task, case, to_id=None, verb="ad_hoc_task_put_back", actor=actor, at=at)


def _taker(person_id: int, at: datetime) -> Taker:
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        raise PersonUnfit
    return taker_of(person, on=timezone.localdate(at))


def _fit(goal: Goal) -> User:
    if goal.user is None:
        raise PersonUnfit(goal.refused or None)
    return goal.user
