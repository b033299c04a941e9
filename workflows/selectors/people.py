"""Personer att lämna en uppgift eller ett ärende till."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from viewflow.workflow.models import Task

from accounts.models import Mandate, Role, User
from accounts.policy import stands
from accounts.selectors import holders
from cases.models import Case


def takers(task: Task, case: Case, *, on: date) -> list[tuple[int, str]]:
    """Who else can have the task: the active people with one of its roles for the board, by name."""
    roles = list(getattr(task.flow_task, "roles", ()))
    return _named(roles, case, on=on, besides=task.owner_id)


def officers(case: Case, *, on: date) -> list[tuple[int, str]]:
    """Who else can be the officer of the matter."""
    return _named([Role.CASE_OFFICER], case, on=on, besides=case.case_officer_id)


def all_officers(*, on: date) -> list[tuple[int, str]]:
    """Whoever can be the officer of some matter."""
    return [(person.pk, person.name) for person in holders(Role.CASE_OFFICER, on=on)]


def _named(roles: list[str], case: Case, *, on: date, besides: int | None) -> list[tuple[int, str]]:
    mandates = Mandate.objects.filter(stands(on), Q(board=None) | Q(board=case.board_id), role__in=roles)
    people = User.objects.filter(is_active=True, pk__in=mandates.values("user")).exclude(pk=besides or 0)
    return [
        (pk, f"{name}, {title}" if title else name)
        for pk, name, title in people.order_by("name", "pk").values_list("pk", "name", "title")
    ]
