"""Vem som ska veta om en uppgift: who has it, or the substitute while that person is away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from viewflow.workflow.models import Task

from accounts import policy
from accounts.models import Absence, Mandate, User
from accounts.services import actor_for
from cases.models import Case
from cases.policy.place import mandates_there
from workflows.models import AdHocTask
from workflows.policy import WORKERS
from workflows.selectors.people import without_conflicted
from workflows.selectors.wording import is_pool, is_signing


def people_of_task(task: Task, *, on: date) -> list[User]:
    """Who has the task; of one that waits for a role, whoever alone holds it. A group is told of nothing."""
    holder = task.owner or (_only_holder(task, on=on) if is_pool(task.flow_task) else None)
    if holder is None:
        return []
    roles = () if is_signing(task.flow_task) else task.flow_task.roles
    return _in_place_of(holder, roles, task, on=on)


def people_of_ad_hoc(task: AdHocTask, *, on: date) -> list[User]:
    """Who has the task beside the flow."""
    return _in_place_of(task.owner, WORKERS, task, on=on) if task.owner is not None else []


def _only_holder(task: Task, *, on: date) -> User | None:
    node, case = task.flow_task, task.process.caseprocess.case
    mandates = Mandate.objects.filter(policy.stands(on), mandates_there(case, *node.roles), on_behalf_of=None)
    if node.unit:
        mandates = mandates.filter(Q(unit=None) | Q(unit__code=node.unit))
    holders = User.objects.filter(is_active=True, pk__in=mandates.values("user"))
    found = without_conflicted(case, holders)[:2]
    return found[0] if len(found) == 1 and _sees(found[0], task, on=on) else None


def _in_place_of(holder: User, roles: Sequence[str], about: Task | AdHocTask, *, on: date) -> list[User]:
    """The holder; on a day of absence the substitutes who may see what it is about, as absence routes the work.

    Nobody whom jäv keeps out of the matter is one of them.
    """
    if not holder.is_active:
        return []
    away = Absence.objects.filter(user=holder, revoked=False, valid_from__lte=on, valid_to__gte=on)
    if roles and away.exists():
        given = Mandate.objects.filter(policy.stands(on), on_behalf_of=holder, role__in=roles)
        substitutes = User.objects.filter(is_active=True, pk__in=given.values("user")).order_by("pk")
        fit = without_conflicted(matter_of(about), substitutes)
        seeing = [person for person in fit if _sees(person, about, on=on)]
        if seeing:
            return seeing
    return [holder]


def matter_of(about: Task | AdHocTask) -> Case:
    """Ärendet som uppgiften hör till."""
    return about.case if isinstance(about, AdHocTask) else about.process.caseprocess.case


def _sees(person: User, about: Any, *, on: date) -> bool:
    return policy.visible(actor_for(person, on=on), type(about)).filter(pk=about.pk).exists()
