"""Instansen i tur (R9): when a matter has gone on to another body, that body's secretary records what it decides."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from accounts.capacity import Actor
from accounts.models import Board, BoardKind, Role
from cases.models import Case, Decision
from cases.policy.secrecy import acts_in
from cases.rules.treatment import body_in_turn
from cases.states import CaseState, Outcome

_HIGHER = (BoardKind.COUNCIL, BoardKind.EXECUTIVE_BOARD)


def records_decision(actor: Actor, case: Case | None) -> bool:
    """Nämndsekreteraren: of the matter's board, or of the body whose turn it is."""
    if case is None:
        return actor.holds(Role.BOARD_SECRETARY)
    if case.state != CaseState.DECISION or not acts_in(actor, case):
        return False
    return actor.holds(Role.BOARD_SECRETARY, board_id=case.board_id) or in_turn(actor, case, Role.BOARD_SECRETARY)


def in_turn(actor: Actor, case: Case, *roles: str) -> bool:
    """Whether the actor is the secretary of the body whose turn it is, where the roles have a secretary among them."""
    if Role.BOARD_SECRETARY not in roles or case.state != CaseState.DECISION:
        return False
    boards = {grant.board_id for grant in actor.grants_of(Role.BOARD_SECRETARY)} - {case.board_id}
    return bool(boards & (boards_in_turn(case, *roles) if boards else set()))


def boards_in_turn(case: Case, *roles: str) -> set[int]:
    """The matter's board, and for a secretary's task the body whose turn it is."""
    of_secretary = Role.BOARD_SECRETARY in roles and case.state == CaseState.DECISION
    body = body_in_turn(case) if of_secretary else None
    return {case.board_id} | ({body.pk} if body is not None else set())


def handed_to(board_id: int, *, case: str) -> Exists:
    """The same asked of many matters at once: the last treatment passed the matter on to the body, or tabled it there.

    `case` is the way from the row to its matter. Looked up for each row by its matter, so that a page of tasks costs
    no reading of all decisions.
    """
    own = Board.objects.filter(pk=board_id)
    to_council = Q(body__kind=BoardKind.EXECUTIVE_BOARD) & Q(Exists(own.filter(kind=BoardKind.COUNCIL)))
    to_executive = Q(Exists(own.filter(kind=BoardKind.EXECUTIVE_BOARD)))
    to_executive &= ~Q(body__kind__in=(*_HIGHER, BoardKind.COMMITTEE))
    later = Decision.objects.filter(
        case=OuterRef("case"), round=OuterRef("round"), refused=False, pk__gt=OuterRef("pk")
    )
    return Exists(
        Decision.objects.filter(
            Q(outcome=Outcome.TABLED, body=board_id) | Q(to_council | to_executive, outcome=Outcome.FORWARDED),
            ~Exists(later),
            case=OuterRef(case),
            case__state=CaseState.DECISION,
            round=F("case__round"),
            refused=False,
        )
    )
