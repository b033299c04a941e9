"""Personer att lämna en uppgift eller ett ärende till."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from viewflow.workflow.models import Task

from accounts.models import Mandate, Role, User
from accounts.policy import stands
from accounts.selectors import holders
from cases.models import Case
from cases.policy.conflict import conflicted
from cases.policy.place import mandates_there
from diarium.models import NeedToKnow
from workflows.policy import WORKERS


def takers(task: Task, case: Case, *, on: date) -> list[tuple[int, str]]:
    """Who else can have the task: the active people with one of its roles, for the board and the unit, by name."""
    roles, unit = list(getattr(task.flow_task, "roles", ())), getattr(task.flow_task, "unit", "")
    people = _with(roles, case, on=on, besides=task.owner_id, unit=unit)
    return to_choose_between(who_may_act(case, people, on=on))


def officers(case: Case, *, on: date) -> list[tuple[int, str]]:
    """Who else can be the officer of the matter."""
    people = _with([Role.CASE_OFFICER], case, on=on, besides=case.case_officer_id)
    return to_choose_between(without_conflicted(case, people))


def all_officers(*, on: date) -> list[tuple[int, str]]:
    """Whoever can be the officer of some matter."""
    return [(person.pk, person.name) for person in holders(Role.CASE_OFFICER, on=on)]


def workers(*, on: date) -> QuerySet[User]:
    """De som arbetar med ärenden: the active people with such a role on the day, by name."""
    mandates = Mandate.objects.filter(stands(on), role__in=WORKERS)
    return User.objects.filter(is_active=True, pk__in=mandates.values("user")).order_by("name", "pk")


def _with(roles: list[str], case: Case, *, on: date, besides: int | None, unit: str = "") -> QuerySet[User]:
    mandates = Mandate.objects.filter(stands(on), mandates_there(case, *roles))
    if unit:
        mandates = mandates.filter(Q(unit=None) | Q(unit__code=unit))
    people = User.objects.filter(is_active=True, pk__in=mandates.values("user")).exclude(pk=besides or 0)
    return people.order_by("name", "pk")


def who_may_act(case: Case, people: QuerySet[User], *, on: date) -> QuerySet[User]:
    """Av personerna those without jäv; in a secret matter its officer and those whom its list holds on the day."""
    people = without_conflicted(case, people)
    if not case.entry.secrecy_provision:
        return people
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    listed = NeedToKnow.objects.filter(in_force, entry=case.entry_id, valid_from__lte=on)
    return people.filter(Q(pk__in=listed.values("user")) | Q(pk=case.case_officer_id or 0))


def without_conflicted(case: Case, people: QuerySet[User]) -> QuerySet[User]:
    """Av personerna those whom jäv does not keep out of the matter."""
    return people.exclude(pk__in=conflicted(case))


def to_choose_between(people: QuerySet[User]) -> list[tuple[int, str]]:
    """Valen i en lista: the people as they stand in it, with their titles (one query)."""
    rows = people.values_list("pk", "name", "title")
    return [(pk, f"{name}, {title}" if title else name) for pk, name, title in rows]
