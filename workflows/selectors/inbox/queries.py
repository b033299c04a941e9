"""Inkorgens frågor: the tasks of processes, and beside them the ad-hoc tasks, that each list is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role, Unit
from cases.policy import cases_to_work_in, handed_to
from cases.policy.conflict import left_for_conflict
from cases.policy.place import heads_cases
from cases.states import CaseState
from workflows.definitions.names import NAMES
from workflows.models import AdHocTask, TaskKind
from workflows.models.ad_hoc_task import AdHocState
from workflows.policy import WORKERS
from workflows.selectors.capacity import kinds, owned_by
from workflows.selectors.failed_jobs import NOT_GIVEN_UP, failed_queue_jobs, failed_tasks
from workflows.selectors.task import OPEN

DONE_DAYS = 90
MINE = "mina"


def todo(actor: Actor, *, place: str = "") -> QuerySet[Task]:
    """Att göra: assigned to the actor or whom the actor stands in for, and what waits for the actor's roles.

    `place` is one of the lists: `MINE`, or a role for what waits for that role.
    """
    first, *others = (rows.order_by().values("pk") for rows in todo_parts(actor, place=place))
    found: QuerySet[Task] = Task.objects.filter(pk__in=first.union(*others, all=True) if others else first)
    return found


def todo_parts(actor: Actor, *, place: str = "") -> list[QuerySet[Task]]:
    """The parts of `todo`: the actor's own, and what waits for the actor's roles. No task is in two of them.

    A union is made whole before its first row is told, so what wants only the first rows asks part by part.
    """
    mine = _human(STATUS.ASSIGNED).filter(owned_by(actor))
    if place == MINE:
        return [mine]
    pool = _human(STATUS.NEW).filter(
        _for_roles(actor, place), process__caseprocess__case__in=cases_to_work_in(actor).values("pk")
    )
    return [*([] if place else [mine]), pool, *_handed_on(actor, place)]


def ad_hoc_todo(actor: Actor, *, place: str = "") -> QuerySet[AdHocTask]:
    """Fristående uppgifter att göra: the actor's, and those that nobody of the actor's groups has taken."""
    mine = _owned_ad_hoc(actor)
    pool = Q(owner__isnull=True) & _in_group(actor, place)
    wanted = {MINE: mine, "": mine | pool}.get(place, pool)
    return open_ad_hoc(actor).filter(wanted)


def _owned_ad_hoc(actor: Actor) -> Q:
    """The own ones; of the person stood in for those that the mandate reaches (`cases.policy.reaches`)."""
    owned = Q(owner_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    for grant in actor.grants_of(*WORKERS):
        if grant.for_user_id:
            of_board = Q() if grant.board_id is None else Q(case__board_id=grant.board_id)
            of_unit = Q() if grant.unit_id is None else Q(case__unit_id=grant.unit_id) | Q(case__unit_id__isnull=True)
            owned |= Q(owner_id=grant.for_user_id) & of_board & of_unit
    return owned


def open_ad_hoc(actor: Actor) -> QuerySet[AdHocTask]:
    """Öppna fristående uppgifter som personen kan få; those of a matter that was withdrawn wait for nobody."""
    rows = policy.visible(actor, AdHocTask).exclude(left_for_conflict(actor.user_id, case="case"))
    return rows.filter(state=AdHocState.OPEN).exclude(case__state=CaseState.WITHDRAWN)


def _in_group(actor: Actor, place: str) -> Q:
    found = Q(pk__in=[])
    for grant in actor.grants_of(*WORKERS):
        if place in ("", grant.role):
            found |= Q(role=grant.role) if grant.board_id is None else Q(role=grant.role, case__board_id=grant.board_id)
    return found


def failed_todo(actor: Actor, *, place: str = "") -> QuerySet[Task]:
    """Misslyckade jobb i ärenden som personen får köra om: the registry's of its boards, all for who operates.

    One that was given up leaves the list of who operates and stays with the registry, as the matter waits on: who is
    both has it still.
    """
    wanted: list[Q] = []
    if policy.can(actor, "operate") and place in ("", Role.IT_ADMIN):
        wanted.append(NOT_GIVEN_UP)
    boards = {grant.board_id for grant in actor.grants_of(Role.REGISTRAR)} if place in ("", Role.REGISTRAR) else set()
    if boards:
        within = Q() if None in boards else Q(process__caseprocess__case__board__in=boards)
        wanted.append(within & Q(process__caseprocess__case__in=cases_to_work_in(actor).values("pk")))
    if not wanted:
        rows: QuerySet[Task] = Task.objects.none()
        return rows
    return failed_tasks().filter(reduce(or_, wanted))


def failed_queue_todo(actor: Actor, *, place: str = "") -> QuerySet[ProcrastinateJob]:
    """Misslyckade jobb utanför ärendena, for who operates."""
    mine = policy.can(actor, "operate") and place in ("", Role.IT_ADMIN)
    return failed_queue_jobs() if mine else ProcrastinateJob.objects.none()


def waiting(actor: Actor) -> QuerySet[Task]:
    """Väntar på andra: the open tasks of others in the matters that the actor prepares."""
    rows: QuerySet[Task] = Task.objects.filter(
        flow_task_type="HUMAN",
        status__in=OPEN,
        process__caseprocess__active=True,
        process__caseprocess__case__in=cases_to_work_in(actor)
        .filter(case_officer__in=actor.doing_the_work_of(Role.CASE_OFFICER))
        .values("pk"),
    ).exclude(pk__in=todo(actor).order_by().values("pk"))
    return rows


def ad_hoc_waiting(actor: Actor) -> QuerySet[AdHocTask]:
    """Fristående uppgifter hos andra: those that the actor gave, and those in the matters that the actor prepares."""
    prepared = Q(case__case_officer_id__in=actor.doing_the_work_of(Role.CASE_OFFICER))
    given = Q(created_by_id=actor.user_id or 0) | prepared
    return open_ad_hoc(actor).filter(given).exclude(pk__in=ad_hoc_todo(actor).order_by().values("pk"))


def done(actor: Actor, *, now: datetime) -> QuerySet[Task]:
    """Klara: what the actor has done, ninety days back."""
    since = now - timedelta(days=DONE_DAYS)
    return _human(STATUS.DONE).filter(owner_id=actor.user_id, finished__gte=since)


def ad_hoc_done(actor: Actor, *, now: datetime) -> QuerySet[AdHocTask]:
    """Fristående uppgifter som personen har avslutat, ninety days back."""
    ended = policy.visible(actor, AdHocTask).exclude(state=AdHocState.OPEN)
    return ended.filter(ended_by_id=actor.user_id or 0, ended_at__gte=now - timedelta(days=DONE_DAYS))


def groups_of(actor: Actor) -> list[str]:
    """The roles whose lists the person shares, each once."""
    return list(dict.fromkeys(grant.role for grant in actor.grants_of(*WORKERS)))


def _human(status: str) -> QuerySet[Task]:
    rows: QuerySet[Task] = Task.objects.filter(flow_task_type="HUMAN", status=status)
    return rows


def _for_roles(actor: Actor, place: str) -> Q:
    """Tasks that nobody has and that one of the actor's roles does, for a mandate's board, a head's its unit."""
    scopes: dict[tuple[int | None, int | None, bool], list[str]] = {}
    for grant in actor.grants:
        if place in ("", grant.role):
            heads = grant.role == Role.UNIT_HEAD
            scopes.setdefault((grant.board_id, grant.unit_id, heads), []).append(grant.role)
    found = Q(pk__in=[])
    for (board_id, unit_id, heads), roles in scopes.items():
        of_unit = Q() if unit_id is None else Q(unit="") | Q(unit__in=Unit.objects.filter(pk=unit_id).values("code"))
        pool = Q(flow_task__in=_listed(roles).filter(of_unit))
        if heads:
            pool &= heads_cases(unit_id, case="process__caseprocess__case")
        found |= pool if board_id is None else pool & Q(process__caseprocess__case__board_id=board_id)
    return found


def _listed(roles: Sequence[str]) -> QuerySet[TaskKind, Any]:
    """The kinds of tasks that wait in the lists of the roles: given to nobody, or to a function that may be vacant."""
    return kinds(roles).filter(assignee__in=["", *NAMES.functions])


def _handed_on(actor: Actor, place: str) -> list[QuerySet[Task]]:
    """What waits for the secretary of a body to treat another board's matter; a part only for who is one."""
    case = "process__caseprocess__case"
    secretary = [grant for grant in actor.grants_of(Role.BOARD_SECRETARY) if place in ("", grant.role)]
    boards = {grant.board_id for grant in secretary if grant.board_id is not None and grant.unit_id is None}
    if not boards:
        return []
    turn = Q(pk__in=[])
    for board_id in sorted(boards):
        turn |= Q(handed_to(board_id, case=case))
    rows = _human(STATUS.NEW).filter(turn, flow_task__in=_listed([Role.BOARD_SECRETARY]))
    in_sight = rows.filter(**{f"{case}__in": cases_to_work_in(actor).values("pk")})
    return [in_sight.exclude(_for_roles(actor, place))]
