"""Vem som kan tillfrågas: parties, boards, units and people, and who answers for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, Mandate, Role, Unit, User
from accounts.policy import stands
from accounts.selectors import boards_active_on
from cases.models import Case, Party
from cases.selectors.documents_tab import title_of
from cases.services.referral import Asked
from diarium.models import Correspondent, Document
from diarium.selectors import match_recipients
from diarium.states import DocumentStatus

FOR_BOARD = (Role.BOARD_SECRETARY, Role.REGISTRAR)
FOR_UNIT = (Role.UNIT_HEAD,)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Den som ingen kan svara för, or a name that nobody has: said at the field it stands in."""

    field: str
    name: str


def parties_to_ask(case: Case) -> list[Party]:
    """Parterna utanför kommunen."""
    return list(case.parties.filter(is_municipality=False).select_related("correspondent").order_by("position"))


def boards_to_ask(case: Case, *, on: date) -> QuerySet[Board]:
    """De andra nämnderna."""
    return (
        Board.objects.filter(pk__in=boards_active_on(on).values("pk")).exclude(pk=case.board_id).order_by("name", "pk")
    )


def units_to_ask() -> QuerySet[Unit]:
    """Enheterna."""
    return Unit.objects.order_by("name", "pk")


def documents_to_send(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """Handlingarna i ärendet som kan följa med, by number."""
    rows = policy.visible(actor, Document).filter(entry=case.entry_id).exclude(status=DocumentStatus.CANCELLED)
    return [(str(row.uuid), f"{row.document_no}. {title_of(row)}") for row in rows.order_by("document_no")]


def of_parties(parties: Iterable[Party]) -> list[Asked]:
    """Parter, each with its address in the register."""
    return [_outside(party.name, party.correspondent) for party in parties]


def of_boards(boards: Iterable[Board], *, on: date) -> list[Asked | Unknown]:
    """Nämnder: its own secretary answers, else its registrar, else who has the role for them all."""
    found = list(boards)
    people = _holders(FOR_BOARD, "board_id", [board.pk for board in found], on)
    return [
        Asked(board.name, respondent_id=people[board.pk], board_id=board.pk)
        if board.pk in people
        else Unknown("boards", board.name)
        for board in found
    ]


def of_units(units: Iterable[Unit], *, on: date) -> list[Asked | Unknown]:
    """Enheter: the head of the unit answers."""
    found = list(units)
    people = _holders(FOR_UNIT, "unit_id", [unit.pk for unit in found], on)
    return [
        Asked(unit.name, respondent_id=people[unit.pk]) if unit.pk in people else Unknown("units", unit.name)
        for unit in found
    ]


def of_people(names: Iterable[str]) -> list[Asked | Unknown]:
    """Personer, by name or e-mail address; a name that two have is nobody's."""
    wanted = [name for name in names if name]
    match = Q(pk__in=[])
    for name in wanted:
        match |= Q(name__iexact=name) | Q(email__iexact=name)
    known: dict[str, list[User]] = {}
    for user in User.objects.filter(match, is_active=True).order_by("pk"):
        for key in {user.name.lower(), user.email.lower()}:
            known.setdefault(key, []).append(user)
    return [
        Asked(known[name.lower()][0].name, respondent_id=known[name.lower()][0].pk)
        if len(known.get(name.lower(), ())) == 1
        else Unknown("people", name)
        for name in wanted
    ]


def of_register(names: Iterable[str]) -> list[Asked | Unknown]:
    """Andra instanser, as the register knows them."""
    found = match_recipients([name for name in names if name])
    return [
        _outside(row.name, row) if isinstance(row, Correspondent) else Unknown("outside", name)
        for name, row in found.items()
    ]


def _outside(name: str, row: Correspondent | None) -> Asked:
    return Asked(name, correspondent_id=row.pk if row else None, address=row.email if row else "")


def _holders(roles: Iterable[str], scope: str, wanted: list[int], on: date) -> Mapping[int, int]:
    """Who answers for each: the own mandate before one for all, the first role before the next (one query)."""
    order = list(roles)
    rows = (
        Mandate.objects.filter(
            Q(**{f"{scope}__in": wanted}) | Q(**{f"{scope}__isnull": True}),
            stands(on),
            role__in=order,
            user__is_active=True,
        )
        .annotate(of=F(scope))
        .order_by("user__name", "pk")
        .values("of", "role", "user_id")
    )
    known: list[Any] = list(rows)
    found: dict[int, int] = {}
    for one in wanted:
        fit = [row for row in known if row["of"] in (one, None)]
        if fit:
            best = min(fit, key=lambda row: (row["of"] is None, order.index(row["role"])))
            found[one] = best["user_id"]
    return found
