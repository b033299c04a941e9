"""Delegationen som den visas: the points that somebody may decide by, and what the law keeps to the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.capacity import Actor
from accounts.models import Role
from cases.models import Case, DelegationPoint
from cases.rules.delegation import Category, forbidden_categories
from cases.rules.treatment import route_of
from cases.selectors.decision import TreatedProposal, current_proposal
from cases.selectors.report_day import next_meeting

DECIDING_ROLES = (Role.CASE_OFFICER, Role.UNIT_HEAD, Role.DEPUTY_DIRECTOR, Role.DIRECTOR, Role.CHAIR)


@dataclass(frozen=True, slots=True)
class PointRow:
    """Punkt i delegationsordningen som den läses."""

    pk: int
    board: str
    number: str
    text: str
    delegates: str
    own_text: bool
    urgent: bool
    reported: bool
    valid_from: date
    valid_to: date | None
    in_force: bool


def points_in_force(board_id: int, *, on: date) -> QuerySet[DelegationPoint]:
    """Nämndens punkter som gäller den dagen, by number."""
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return DelegationPoint.objects.filter(in_force, board_id=board_id, valid_from__lte=on).order_by("number", "pk")


def points_for(actor: Actor, case: Case, *, on: date) -> list[DelegationPoint]:
    """De punkter som personen kan besluta enligt i ärendet."""
    board = route_of(case).first.pk
    return [point for point in points_in_force(board, on=on) if _gives(point, actor)]


def _gives(point: DelegationPoint, actor: Actor) -> bool:
    """In urgent matters the chair of the board itself, and no other board's."""
    return actor.holds(*point.roles, board_id=point.board_id if point.urgent else None)


def delegates_of(point: DelegationPoint) -> str:
    """“Enhetschef, Kommundirektör”."""
    return ", ".join(str(Role(role).label) for role in point.roles if role in Role.values)


def warnings_in(case: Case, proposal: TreatedProposal | None, texts: Sequence[str] = ()) -> list[Category]:
    """Det som talar emot att beslutet fattas på delegation (KL 6:38), read from subject and points."""
    points = [str(point["text"]) for point in proposal.points] if proposal else []
    return forbidden_categories("\n".join([case.entry.public_subject, case.entry.protected_subject, *points, *texts]))


def delegation_card(actor: Actor, case: Case, *, on: date) -> dict[str, Any]:
    """Det som delegaten har framför sig: the points that give the right, what the law may keep to the board, and for a
    mandate to decide what is urgent the board's next meeting, where it is reported.
    """
    points, board = points_for(actor, case, on=on), route_of(case).first
    urgent = any(point.urgent for point in points)
    return {
        "points": points,
        "warnings": warnings_in(case, current_proposal(case)),
        "board": board,
        "urgent": urgent,
        "next_meeting": next_meeting(board.pk, since=on) if urgent else None,
    }


def delegation_order(*, on: date) -> list[PointRow]:
    """Delegationsordningarna, the boards by name; points that no longer hold last."""
    rows = DelegationPoint.objects.select_related("board").order_by("board__name", "board_id", "number", "pk")
    lines = [_row(point, on) for point in rows]
    return sorted(lines, key=lambda line: not line.in_force)


def _row(point: DelegationPoint, on: date) -> PointRow:
    held = point.valid_from <= on and (point.valid_to is None or on <= point.valid_to)
    return PointRow(
        pk=point.pk,
        board=point.board.name,
        number=point.number,
        text=point.text,
        delegates=delegates_of(point),
        own_text=point.own_text,
        urgent=point.urgent,
        reported=point.reported,
        valid_from=point.valid_from,
        valid_to=point.valid_to,
        in_force=held,
    )


def said_of(point: DelegationPoint) -> str:
    """“3.2 Yttranden i remisser utan principiell betydelse” for a list of choices."""
    return _("{punkt} {ärenden}").format(punkt=point.number, ärenden=point.text)
