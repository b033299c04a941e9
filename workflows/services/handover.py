"""Lämna över allt arbete: each thing through its own door, in its own transaction, with its own event."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role, User
from accounts.services import deactivate_user
from audit.rules import Refusal
from cases.models import Watch
from cases.services.bulk import Failure, Outcome, row_by_row
from cases.services.case import lock_case, record_on_case, write_assignment
from workflows.models import AdHocTask, CaseProcess
from workflows.selectors.handover import (
    AD_HOC,
    CASE,
    TASK,
    WATCH,
    Goal,
    Taker,
    WorkItem,
    goal_of_ad_hoc,
    goal_of_case,
    goal_of_task,
    goes_with_case,
    owned_ad_hoc,
    owned_tasks,
    taker_of,
    work_of,
)
from workflows.services.ad_hoc_task import move_ad_hoc_task
from workflows.services.officer import follow_officer
from workflows.services.tasks import hand_to, put_back

AT_ONCE = 300


class NotHandedOver(Refusal):
    """The thing stays where it is; why."""

    status = 409


class TooMuchAtOnce(Refusal):
    """More than one act moves; the next goes on with it."""

    sentence = _("Det blev för mycket på en gång. Lämna över en gång till.")


class SamePerson(Refusal):
    """Work is handed over to somebody else, and by IT to nobody's own desk."""

    sentence = _("Välj en annan person.")
    status = 422


def hand_over_work(*, person_id: int, to_id: int | None, actor: Actor, at: datetime) -> Outcome:
    """Lämna över allt arbete to a person, or back to the groups' lists; what is moved already stays where it came.

    One thing that cannot be moved stops no other. At most `AT_ONCE` things; the rest is told of as left, and the same
    act again goes on with it.

    Raises:
        NotAllowed: IT, the director, and the unit's head. SamePerson.
    """
    person = User.objects.get(pk=person_id)
    actor = policy.require(actor, "hand_over_work", person)
    taker = _taker(person, to_id, actor, at)
    items = work_of(person, taker)
    moves = [item for item in items if not item.goal.refused]
    done = row_by_row(
        [(place, item.name) for place, item in enumerate(moves[:AT_ONCE])],
        lambda place: hand_over_item(item=moves[place], person=person, taker=taker, actor=actor, at=at),
    )
    rest = [Failure(item.name, str(TooMuchAtOnce())) for item in moves[AT_ONCE:]]
    stays = [Failure(item.name, item.goal.refused) for item in items if item.goal.refused]
    return Outcome(done.done, [*done.failures, *rest, *stays])


def close_account(*, person_id: int, actor: Actor, at: datetime) -> Outcome:
    """Inaktivera: the person cannot log in any more, and the open tasks go back to the groups' lists.

    Raises:
        NotAllowed: only IT closes accounts, and never its own.
    """
    deactivate_user(user_id=person_id, actor=actor, at=at)
    return hand_over_work(person_id=person_id, to_id=None, actor=actor, at=at)


def _taker(person: User, to_id: int | None, actor: Actor, at: datetime) -> Taker | None:
    if to_id is None:
        return None
    user = User.objects.filter(pk=to_id, is_active=True).first()
    own_desk = user is not None and user.pk == actor.user_id and not actor.holds(Role.DIRECTOR, Role.UNIT_HEAD)
    if user is None or user.pk == person.pk or own_desk:
        raise SamePerson
    return taker_of(user, on=timezone.localdate(at))


def _refuse(goal: Goal) -> None:
    if goal.refused:
        raise NotHandedOver(goal.refused)


@transaction.atomic
def hand_over_item(*, item: WorkItem, person: User, taker: Taker | None, actor: Actor, at: datetime) -> None:
    """Lämna över en sak: locked, asked again where it may go, moved and told of. Not the person's any more: nothing.

    Raises:
        NotAllowed. NotHandedOver: it stays, and why.
    """
    actor = policy.require(actor, "hand_over_work", person)
    {CASE: _case, TASK: _task, AD_HOC: _ad_hoc, WATCH: _watch}[item.kind](item.pk, person, taker, actor, at)


def _case(pk: int, person: User, taker: Taker | None, actor: Actor, at: datetime) -> None:
    case = lock_case(pk)
    if case.case_officer_id != person.pk:
        return
    goal = goal_of_case(case, taker)
    _refuse(goal)
    if goal.user is None:
        return
    write_assignment(case, officer=goal.user, actor=actor, at=at, reason="")
    record_on_case(case, "officer_assigned", actor=actor, at=at, data={"officer": goal.user.name})
    follow_officer(case, goal.user, before=person.pk, actor=actor, at=at)


def _task(pk: int, person: User, taker: Taker | None, actor: Actor, at: datetime) -> None:
    case = lock_case(CaseProcess.objects.values_list("case_id", flat=True).get(task=pk))
    task = owned_tasks(person).filter(pk=pk).first()
    if task is None or goes_with_case(task, person):
        return
    goal = goal_of_task(task, taker)
    _refuse(goal)
    if goal.user is None:
        put_back(task, case, actor=actor, at=at)
    else:
        hand_to(task, case, goal.user, actor=actor, at=at)


def _ad_hoc(pk: int, person: User, taker: Taker | None, actor: Actor, at: datetime) -> None:
    case = lock_case(AdHocTask.objects.values_list("case_id", flat=True).get(pk=pk))
    task = owned_ad_hoc(person).filter(pk=pk).first()
    if task is None:
        return
    goal = goal_of_ad_hoc(task, taker)
    _refuse(goal)
    verb = "ad_hoc_task_handed_over" if goal.user else "ad_hoc_task_put_back"
    name = goal.user.name if goal.user else ""
    move_ad_hoc_task(task, case, to_id=goal.user.pk if goal.user else None, verb=verb, actor=actor, at=at, to=name)


def _watch(pk: int, person: User, taker: Taker | None, actor: Actor, at: datetime) -> None:
    """A watch follows; who watches the matter already keeps the own day."""
    row = Watch.objects.select_for_update(no_key=True).filter(pk=pk, user=person).first()
    if row is None or taker is None:
        return
    Watch.objects.get_or_create(case_id=row.case_id, user=taker.user, defaults={"on": row.on, "created_at": at})
    row.delete()
