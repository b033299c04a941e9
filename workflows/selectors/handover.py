"""Allt arbete som en person har: what there is, and where each thing goes when another takes over, or nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts.capacity import Actor
from accounts.models import Role, User
from accounts.policy import handed_over_by
from accounts.services import actor_for
from cases.models import Case, Watch
from cases.policy import OPEN as OPEN_CASES
from cases.policy.conflict import conflicted_column, is_conflicted, read_with, said_of_conflict
from cases.policy.place import does_there
from cases.policy.rows import listed_today
from cases.states import CaseState
from workflows.models import AdHocTask
from workflows.models.ad_hoc_task import AdHocState
from workflows.policy import WORKERS
from workflows.selectors.requirements import is_in_unit
from workflows.selectors.wording import group_name, is_pool, is_signing, title_of

CASE, TASK, AD_HOC, WATCH = "case", "task", "ad_hoc", "watch"
IN_CASE = ("entry", "case_officer")
HELD = Q(status=STATUS.ASSIGNED, flow_task_type="HUMAN")
BESIDE = Q(state=AdHocState.OPEN) & ~Q(case__state=CaseState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Taker:
    """Den som tar över: the person with the mandates of the day, and the secret matters whose lists hold the person."""

    user: User
    actor: Actor
    listed: frozenset[int]
    _known: dict[tuple[tuple[str, ...], str], bool] = field(default_factory=dict)

    def may_see(self, case: Case) -> bool:
        """Whether the person works with matters and secrecy lets the person act in this one."""
        if not self.actor.holds(*WORKERS):
            return False
        secret = bool(case.entry.secrecy_provision)
        return not secret or case.case_officer_id == self.user.pk or case.entry_id in self.listed

    def may_do(self, node: Any, case: Case) -> bool:
        """Whether the person has a role of the step, for its board and unit (asked once for each unit)."""
        place = (tuple(node.roles), getattr(node, "unit", ""))
        if place not in self._known:
            self._known[place] = is_in_unit(self.actor, node)
        if not self._known[place]:
            return False
        return does_there(self.actor, case, *node.roles)


@dataclass(frozen=True, slots=True)
class Goal:
    """Vart en sak går: to a person, or to a group's list (`user` None); `refused` says why it stays."""

    user: User | None = None
    to: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Sak att lämna över: `key` for the door, the number of the matter and never its subject."""

    kind: str
    pk: int
    number: str
    what: str
    goal: Goal

    @property
    def name(self) -> str:
        """What it is called in a list of what could not be handed over."""
        return f"{self.number}, {self.what}"


def taker_of(user: User, *, on: date) -> Taker:
    """Personen som tar över (two queries)."""
    actor = actor_for(user, on=on)
    return Taker(user, actor, frozenset(listed_today(actor).values_list("entry_id", flat=True)))


def officer_cases(person: User) -> QuerySet[Case]:
    """Ärendena som personen är handläggare i och som pågår."""
    rows: QuerySet[Case] = Case.objects.filter(case_officer=person, state__in=OPEN_CASES)
    return rows.select_related(*IN_CASE).annotate(conflicted_=conflicted_column()).order_by("pk")


def owned_tasks(person: User) -> QuerySet[Task]:
    """Uppgifterna som personen har."""
    rows: QuerySet[Task] = Task.objects.filter(HELD, owner=person)
    case = "process__caseprocess__case"
    rows = rows.annotate(conflicted_=conflicted_column(case))
    return rows.select_related(f"{case}__entry", f"{case}__case_officer").order_by("pk")


def owned_ad_hoc(person: User) -> QuerySet[AdHocTask]:
    """De fristående uppgifterna som personen har."""
    rows = AdHocTask.objects.filter(BESIDE, owner=person).annotate(conflicted_=conflicted_column("case"))
    return rows.select_related("created_by", "case__entry", "case__case_officer").order_by("pk")


def goes_with_case(task: Task, person: User) -> bool:
    """Whether the task is the officer's own in the person's matter, and follows that matter."""
    node = task.flow_task
    of_officer = not is_pool(node) and not is_signing(node)
    return of_officer and task.process.caseprocess.case.case_officer_id == person.pk


def goal_of_case(case: Case, taker: Taker | None) -> Goal:
    """A matter needs an officer; one that is secret only somebody who may know it already."""
    if taker is None:
        return Goal(refused=_("Ett ärende behöver en handläggare. Lämna över det till en person."))
    if not taker.actor.holds(Role.CASE_OFFICER, board_id=case.board_id):
        return Goal(refused=_("{namn} är inte handläggare.").format(namn=taker.user.name))
    return _unless_kept_out(case, taker)


def goal_of_task(task: Task, taker: Taker | None) -> Goal:
    """Nobody signs for another; else to a person with the role, or to the list it came from."""
    case, node = read_with(task, task.process.caseprocess.case), task.flow_task
    if is_signing(node):
        return Goal(refused=_("Ingen undertecknar för någon annan."))
    if taker is None:
        group = ", ".join(group_name(role) for role in node.roles)
        return _to_list(case, is_pool(node), group, leaving=task.owner_id)
    if not taker.may_do(node, case):
        return Goal(refused=_("{namn} har inte rollen {roll}.").format(namn=taker.user.name, roll=_named(node.roles)))
    return _unless_kept_out(case, taker)


def goal_of_ad_hoc(task: AdHocTask, taker: Taker | None) -> Goal:
    """To the person if the matter may be seen; back to the group, else to who gave it, else to the matter's officer.

    In a secret matter not to who gave it: that person may have left its list since. Nor to whom jäv keeps out of it.
    """
    if taker is not None:
        return _unless_kept_out(read_with(task, task.case), taker)
    giver, kept_out = task.created_by, bool(task.case.entry.secrecy_provision)
    kept_out = kept_out or is_conflicted(giver.pk, read_with(task, task.case))
    if not task.role and not kept_out and giver.is_active and giver.pk != task.owner_id:
        return Goal(giver, giver.name)
    return _to_list(task.case, bool(task.role), group_name(task.role) if task.role else "", leaving=task.owner_id)


def _to_list(case: Case, is_pool: bool, group: str, *, leaving: int | None) -> Goal:
    officer = case.case_officer
    if is_pool:
        return Goal(to=_("Gruppens lista: {grupp}").format(grupp=group))
    if officer is not None and officer.is_active and officer.pk != leaving:
        return Goal(officer, officer.name)
    return Goal(refused=_("Uppgiften har ingen grupp. Lämna över den till en person."))


def _unless_kept_out(case: Case, taker: Taker) -> Goal:
    """To the person, unless jäv or secrecy keeps that one out of the matter."""
    if is_conflicted(taker.user.pk, case):
        return Goal(refused=str(said_of_conflict(taker.user.name)))
    if not taker.may_see(case):
        return Goal(refused=_("{namn} får inte se ärendet.").format(namn=taker.user.name))
    return Goal(taker.user, taker.user.name)


def _named(roles: Sequence[str]) -> str:
    return ", ".join(str(Role(role).label) for role in roles)


def work_of(person: User, taker: Taker | None) -> list[WorkItem]:
    """Allt arbete, and where each thing goes (a query for each kind); a matter takes its officer's tasks along."""
    return [*_cases(person, taker), *_tasks(person, taker), *_ad_hoc(person, taker), *_watches(person, taker)]


def _cases(person: User, taker: Taker | None) -> Iterator[WorkItem]:
    for case in officer_cases(person):
        yield WorkItem(CASE, case.pk, _number(case), _("Ärende med sina uppgifter"), goal_of_case(case, taker))


def _tasks(person: User, taker: Taker | None) -> Iterator[WorkItem]:
    for task in owned_tasks(person):
        if not goes_with_case(task, person):
            case = task.process.caseprocess.case
            yield WorkItem(TASK, task.pk, _number(case), title_of(task.flow_task), goal_of_task(task, taker))


def _ad_hoc(person: User, taker: Taker | None) -> Iterator[WorkItem]:
    for task in owned_ad_hoc(person):
        yield WorkItem(AD_HOC, task.pk, _number(task.case), _("Fristående uppgift"), goal_of_ad_hoc(task, taker))


def _watches(person: User, taker: Taker | None) -> Iterator[WorkItem]:
    """Bevakningar are a person's own: they follow to a person, and no group has any."""
    if taker is None:
        return
    rows = Watch.objects.filter(user=person).annotate(conflicted_=conflicted_column("case"))
    for row in rows.select_related("case__entry").order_by("pk"):
        goal = _unless_kept_out(read_with(row, row.case), taker)
        yield WorkItem(WATCH, row.pk, _number(row.case), _("Bevakning"), goal)


def _number(case: Any) -> str:
    return str(case.entry.printed_number)


@dataclass(frozen=True, slots=True)
class Load:
    """Person med arbete: in how many matters the person is the officer, and how many tasks the person has."""

    name: str
    title: str
    active: bool
    url: str
    matters: int
    tasks: int


def loads(actor: Actor) -> list[Load]:
    """De som har arbete som aktören får lämna över, by name (one query)."""
    counted = handed_over_by(actor).annotate(
        matters=_how_many(Case.objects.filter(state__in=OPEN_CASES), "case_officer"),
        tasks=_how_many(Task.objects.filter(HELD), "owner"),
        beside=_how_many(AdHocTask.objects.filter(BESIDE), "owner"),
    )
    rows = counted.filter(Q(matters__gt=0) | Q(tasks__gt=0) | Q(beside__gt=0)).order_by("name", "pk")
    return [
        Load(
            row.name,
            row.title,
            row.is_active,
            reverse("hand_over_all", args=[row.uuid]),
            row.matters,
            row.tasks + row.beside,
        )
        for row in rows
    ]


def _how_many(rows: QuerySet[Any], owner: str) -> Coalesce:
    counted = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
