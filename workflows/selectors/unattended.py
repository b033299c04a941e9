"""Fynd om uppgifter som ingen kan göra: a role without holder, a list with nobody of the role, an owner who has left.

No door makes them and none can keep them away: mandates end by their date and people leave. So they stand among what
the night found, and are no breach of what the data promises (ADR 44).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts.models import Mandate, Role, Unit, User
from accounts.policy import stands
from audit.rules import Sentence
from audit.selectors import Finding
from cases.models import Case
from cases.policy import boards_in_turn
from cases.policy.conflict import conflicted_in_matters
from cases.policy.place import role_covers_unit
from cases.states import CaseState
from diarium.models import NeedToKnow
from workflows.models import AdHocTask
from workflows.models.ad_hoc_task import AdHocState
from workflows.policy import WORKERS
from workflows.selectors.wording import is_officers, is_pool, is_signing

CASE = "process__caseprocess__case"
OF_ROLE = _("Ingen kan göra uppgiften: ingen har rollen {roll}.")
OF_LIST = _("Ingen kan göra uppgiften: ingen med rollen {roll} får göra något i ärendet.")
OF_OWNER = _("Ingen kan göra uppgiften: {namn} har den men kan inte längre utföra den.")
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Holding:
    """Uppdrag i kraft: who holds the role, for which board and unit (None = all), and for whom."""

    user: int
    role: str
    board: int | None
    unit: int | None
    for_user: int | None


class Staff:
    """Personalen i dag: the mandates in force, the lists of the secret matters and who is jävig in which (three
    queries, whatever is asked).
    """

    def __init__(self, on: date) -> None:
        rows = Mandate.objects.filter(stands(on), user__is_active=True).order_by("pk")
        found = rows.values_list("user", "role", "board", "unit", "on_behalf_of")
        self._holdings: dict[str, list[Holding]] = {}
        for user, role, board, unit, behalf in found:
            self._holdings.setdefault(role, []).append(Holding(user, role, board, unit, behalf))
        in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        listed = NeedToKnow.objects.filter(in_force, valid_from__lte=on).order_by("pk")
        self._listed: dict[int, set[int]] = {}
        for entry, user in listed.values_list("entry", "user"):
            self._listed.setdefault(entry, set()).add(user)

    @cached_property
    def _conflicted(self) -> frozenset[tuple[int, int | None]]:
        """Asked for when a matter is."""
        return frozenset(conflicted_in_matters())

    def holding(
        self, roles: Iterable[str], case: Case, unit: int | None = None, *, in_turn: bool = False
    ) -> list[Holding]:
        """Who holds one of the roles for the matter's board, and for the unit where the step has one.

        `in_turn` for a step: what waits for another body is done by that body's secretary as well (R9).
        """
        return [
            one
            for role in roles
            for one in self._of_boards(role, case, in_turn=in_turn)
            if unit is None or one.unit in (None, unit)
        ]

    def _of_boards(self, role: str, case: Case, *, in_turn: bool) -> list[Holding]:
        """Of the boards, and a head of the unit.

        Whose turn it is is asked only where somebody holds a secretary's role in another board.
        """
        held = self._holdings.get(role, [])
        boards = {None, case.board_id}
        if in_turn and any(one.board not in boards for one in held):
            boards |= boards_in_turn(case, role)
        return [one for one in held if one.board in boards and role_covers_unit(role, one.unit, case)]

    def anywhere(self, roles: Iterable[str], unit: int | None = None) -> bool:
        """Whether anybody has one of the roles, for whatever board."""
        found = [one for role in roles for one in self._holdings.get(role, ())]
        return any(unit is None or one.unit in (None, unit) for one in found)

    def may_act(self, user: int, case: Case) -> bool:
        """Whether neither jäv nor secrecy keeps the person out of the matter (`cases.policy.acts_in`)."""
        if user != case.case_officer_id and (case.pk, user) in self._conflicted:
            return False
        secret = bool(case.entry.secrecy_provision)
        return not secret or user == case.case_officer_id or user in self._listed.get(case.entry_id, ())

    def fault(
        self, roles: Sequence[str], case: Case, owner: User | None, unit: int | None = None, *, in_turn: bool = False
    ) -> Sentence:
        """Varför ingen kan göra det; empty when somebody can: who has it or stands in, or anybody of the group."""
        able = self.holding(roles, case, unit, in_turn=in_turn)
        if owner is not None:
            mine = [one for one in able if owner.pk in (one.user, one.for_user)]
            return "" if any(self.may_act(one.user, case) for one in mine) else format_lazy(OF_OWNER, namn=owner.name)
        named = " / ".join(str(Role(role).label) for role in roles)
        if not able:
            return format_lazy(OF_ROLE, roll=named)
        return "" if any(self.may_act(one.user, case) for one in able) else format_lazy(OF_LIST, roll=named)


def unattended(case_id: int | None = None) -> Iterator[Finding]:
    """Uppgifterna som ingen kan göra i dag; None = in every matter (six queries, however many tasks there are)."""
    staff, units = Staff(timezone.localdate()), units_by_code()
    for task in _tasks(case_id):
        told = task_fault(staff, task, units)
        if told:
            yield Finding("W-NOBODY", f"task {task.pk}", "somebody", "nobody", told, "nobody", task.pk)
    for beside in _beside(case_id):
        told = staff.fault(WORKERS if beside.owner_id else (beside.role,), beside.case, beside.owner)
        if told:
            yield Finding("W-NOBODY", f"ad-hoc {beside.pk}", "somebody", "nobody", told, "nobody_beside", beside.pk)


def task_fault(staff: Staff, task: Task, units: Mapping[str, int]) -> Sentence:
    """Varför ingen kan göra uppgiften. A place to sign and a question have other ways on; so has a matter that waits
    for its officer, which the list of matters without one shows.
    """
    node = task.flow_task
    roles: Sequence[str] = getattr(node, "roles", ())
    if node is None or not roles or is_signing(node) or task.data.get("of") == "referral":
        return ""
    if task.owner_id is None and is_officers(node):
        return ""
    unit = units.get(getattr(node, "unit", ""))
    return staff.fault(roles, task.process.caseprocess.case, task.owner, unit, in_turn=True)


@dataclass(frozen=True, slots=True)
class WaysOn:
    """Vägar vidare: who could do the task, and whether it has a list where somebody would find it."""

    people: Sequence[tuple[int, str]]
    has_list: bool


def ways_on(kind: str, row: int) -> WaysOn:
    """Vilka som kan göra en uppgift som ingen kan göra nu, by name."""
    staff = Staff(timezone.localdate())
    if kind == "nobody_beside":
        beside = AdHocTask.objects.select_related("case__entry").get(pk=row)
        able = {one.user for one in staff.holding(WORKERS, beside.case) if staff.may_act(one.user, beside.case)}
        in_list = bool(beside.role) and not staff.fault((beside.role,), beside.case, None)
        owner, pool = beside.owner_id, in_list
    else:
        task = Task.objects.select_related(f"{CASE}__entry").get(pk=row)
        node, case = task.flow_task, task.process.caseprocess.case
        unit = units_by_code().get(node.unit)
        holding = staff.holding(node.roles, case, unit, in_turn=True)
        able = {one.user for one in holding if staff.may_act(one.user, case)}
        owner, pool = task.owner_id, is_pool(node) and bool(able)
    people = User.objects.filter(pk__in=able - {owner}).order_by("name", "pk").values_list("pk", "name", "title")
    named = [(pk, f"{name}, {title}" if title else name) for pk, name, title in people]
    return WaysOn(named, owner is not None and pool)


def units_by_code() -> dict[str, int]:
    """Enheternas nycklar efter kod."""
    return dict(Unit.objects.order_by("pk").values_list("code", "pk"))


def _tasks(case_id: int | None) -> Iterator[Any]:
    rows = Task.objects.filter(flow_task_type="HUMAN", status__in=(STATUS.NEW, STATUS.ASSIGNED))
    rows = rows.filter(process__caseprocess__active=True)
    if case_id is not None:
        rows = rows.filter(**{CASE: case_id})
    return iter(rows.select_related("owner", f"{CASE}__entry").order_by("pk").iterator(chunk_size=CHUNK))


def _beside(case_id: int | None) -> Iterator[AdHocTask]:
    rows = AdHocTask.objects.filter(state=AdHocState.OPEN).exclude(case__state=CaseState.WITHDRAWN)
    if case_id is not None:
        rows = rows.filter(case=case_id)
    return iter(rows.select_related("owner", "case__entry").order_by("pk").iterator(chunk_size=CHUNK))
