"""Vägen genom instanserna (R9): who treats the matter first, who decides it, and whose turn it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accounts.models import Board, BoardKind
from cases.rules.decision import latest_decision
from cases.rules.staff_report import latest_version
from cases.states import FINAL_OUTCOMES, PREPARING_OUTCOMES, DecidedBy, Outcome

if TYPE_CHECKING:
    from cases.models import Case, Decision

BEFORE_OR_IN_DECISION = ("committee_proposal", "decision")
TO_NEXT_BODY = "proposal_to_next_body"
NEXT_KIND = {BoardKind.EXECUTIVE_BOARD: BoardKind.COUNCIL, BoardKind.COUNCIL: None}


@dataclass(frozen=True, slots=True)
class Route:
    """Väg: the board that begins, the body that decides, and the bodies that the whole municipality has one of."""

    first: Board
    deciding: Board
    central: Mapping[str, Board]

    def after(self, body: Board) -> Board | None:
        """The body that gets the proposal of this one: a committee's board, then the executive board, the council."""
        if body.pk == self.deciding.pk:
            return None
        if body.kind == BoardKind.COMMITTEE:
            return self.first
        kind = NEXT_KIND.get(BoardKind(body.kind), BoardKind.EXECUTIVE_BOARD)
        return self.central.get(kind) if kind else None


def route_of(case: Case) -> Route:
    """Ärendets väg, by its type and by whom the proposal says decides. Read once for the object and its version."""
    cached: tuple[int, Route] | None = case.__dict__.get("_route")
    if cached is not None and cached[0] == case.version:
        return cached[1]
    group = proposing_group(case)
    wanted = Q(kind__in=[BoardKind.COUNCIL, BoardKind.EXECUTIVE_BOARD], valid_to__isnull=True)
    if group is not None and group["body"]:
        wanted |= Q(code=group["body"])
    boards = list(Board.objects.filter(wanted).order_by("pk"))
    central = {board.kind: board for board in reversed(boards) if board.valid_to is None}
    named = next((board for board in boards if group is not None and board.code == group["body"]), case.board)
    route = _route(case, named, central, onward=group is not None and group["kind"] == TO_NEXT_BODY)
    case.__dict__["_route"] = (case.version, route)
    return route


def _route(case: Case, named: Board, central: Mapping[str, Board], *, onward: bool) -> Route:
    """The council decides nothing that a board has not prepared (KL 5:26)."""
    council, executive = central.get(BoardKind.COUNCIL), central.get(BoardKind.EXECUTIVE_BOARD)
    first = executive if named.kind == BoardKind.COUNCIL and executive else named
    if council is not None and (named.kind == BoardKind.COUNCIL or case.case_type.decided_by == DecidedBy.COUNCIL):
        return Route(first, council, central)
    if not onward:
        return Route(first, first, central)
    above = council if first.kind == BoardKind.EXECUTIVE_BOARD else executive
    return Route(first, above or first, central)


def proposing_group(case: Case) -> dict[str, Any] | None:
    """The proposal that is treated: the one that goes on to the next body before the board's own decision."""
    version = latest_version(case)
    groups: list[dict[str, Any]] = version.content["decision_groups"] if version else []
    if not groups:
        return None
    if case.case_type.decided_by == DecidedBy.COUNCIL:
        return next((group for group in groups if group["kind"] == TO_NEXT_BODY), groups[0])
    return groups[0]


def first_body(case: Case) -> Board:
    """Den instans som behandlar ärendet först; the matter's own board, read with it, where the proposal is to that."""
    group = proposing_group(case)
    own = group is None or group["body"] in ("", None, case.board.code)
    return case.board if own and case.board.kind != BoardKind.COUNCIL else route_of(case).first


def body_in_turn(case: Case) -> Board | None:
    """Den instans som närmast behandlar ärendet; None after a final decision.

    A matter that is back in preparation after one (renegotiated, rectified) is treated anew from the first body.
    """
    last = latest_decision(case)
    if last is None or last.outcome == Outcome.REFERRED_BACK or _decided_before(case, last):
        return route_of(case).first
    if last.outcome == Outcome.TABLED:
        return last.body
    return route_of(case).after(last.body) if last.outcome == Outcome.FORWARDED else None


def _decided_before(case: Case, last: Decision) -> bool:
    """A confirmed final decision takes the matter on at once: one that stands while it is prepared is of before."""
    return last.outcome in FINAL_OUTCOMES and last.confirmed_at is not None and case.state in BEFORE_OR_IN_DECISION


def bodies_in_turn(case: Case, *, on: date) -> list[Board]:
    """De som kan behandla ärendet nu: the body in turn, and before its first treatment the committees that prepare."""
    body = body_in_turn(case)
    if body is None:
        return []
    first = route_of(case).first
    if body.kind == BoardKind.COMMITTEE:
        return [body, first]
    if body.pk != first.pk or preparation_of(case) is not None:
        return [body]
    in_force = (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))
    return [body, *body.committees.filter(in_force).order_by("name")]


def outcomes_of(case: Case, body: Board) -> frozenset[Outcome]:
    """Utfall som instansen kan komma till: who only prepares the matter does not decide it."""
    if body.pk == route_of(case).deciding.pk:
        return FINAL_OUTCOMES | {Outcome.TABLED, Outcome.REFERRED_BACK}
    return PREPARING_OUTCOMES


def preparation_of(case: Case) -> Decision | None:
    """Föregående instans förslag, which the body in turn treats; None where it treats the administration's."""
    found: Decision | None = None
    rows = case.decisions.filter(round=case.round, refused=False, confirmed_at__isnull=False)
    for decision in rows.select_related("body").prefetch_related("points").order_by("-id"):
        if decision.outcome == Outcome.TABLED:
            continue
        found = decision if decision.outcome == Outcome.FORWARDED else None
        break
    return found
