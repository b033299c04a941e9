"""Var ett uppdrag räcker: a mandate for a board does its matters, and a head's for a unit the matters of that unit.

The same asked of one person, of mandates in the database, and of matters, so that whom a task waits for, who is told
of it and who may take it are one answer. A matter of no unit is every head's: it would else wait for nobody.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.capacity import Actor, Grant
from accounts.models import Role
from cases.models import Case
from cases.policy.turn import boards_in_turn, in_turn


def covers_unit(grant: Grant, case: Case) -> bool:
    """Whether a head's mandate is for the unit of the matter; the other roles are not bound to it."""
    return role_covers_unit(grant.role, grant.unit_id, case)


def role_covers_unit(role: str, unit_id: int | None, case: Case) -> bool:
    """The same of a role held in a unit."""
    return role != Role.UNIT_HEAD or case.unit_id is None or unit_id in (None, case.unit_id)


def does_there(actor: Actor, case: Case, *roles: str) -> bool:
    """Whether one of the roles is the actor's in the matter."""
    own = any(grant.board_id in (None, case.board_id) and covers_unit(grant, case) for grant in actor.grants_of(*roles))
    return own or in_turn(actor, case, *roles)


def mandates_there(case: Case, *roles: str) -> Q:
    """Uppdrag som ger någon av rollerna i ärendet."""
    boards = Q(board=None) | Q(board__in=boards_in_turn(case, *roles))
    heads = Q() if case.unit_id is None else ~Q(role=Role.UNIT_HEAD) | Q(unit=None) | Q(unit=case.unit_id)
    return Q(role__in=roles) & boards & heads


def heads_cases(unit_id: int | None, *, case: str) -> Q:
    """Ärenden som en chef för enheten är chef i; `case` is the way from the row to its matter."""
    return Q() if unit_id is None else Q(**{f"{case}__unit": unit_id}) | Q(**{f"{case}__unit": None})
