"""Delegationens steg (R24): decide in the board's stead by a point of its order, or leave the decision to the board."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.rules import Refusal
from cases.models import Case, Decision, DelegationPoint, StaffReportVersion
from cases.rules.staff_report import latest_version
from cases.rules.treatment import route_of
from cases.selectors.decision import current_proposal, heading_of
from cases.selectors.delegation import points_in_force, warnings_in
from cases.selectors.four_eyes import authors_of
from cases.services.case import record_on_case
from cases.services.staff_report import ReportMissing
from cases.services.steps.case import reason_of
from cases.services.steps.decision import DecisionIncomplete, decided_points, keep_decision
from cases.services.steps.registry import Move, step
from cases.states import DELEGATED_OUTCOMES, Outcome


class NoDelegation(Refusal):
    """The capacity that the person acts in has no right by the point."""

    status = 409

    def __init__(self, role: str, number: str) -> None:
        super().__init__(_("{roll} har inte delegation för punkt {n}.").format(roll=Role(role).label, n=number))


class OwnProposal(Refusal):
    """The point lets nobody decide on what they have written themselves."""

    sentence = _("Du har skrivit i förslaget. Enligt delegationsordningen beslutar någon annan i så fall.")
    status = 409


class NotConsidered(Refusal):
    """The decision looks like one that the law keeps to the board, and the delegate has not said otherwise."""

    status = 422


@step("decide_by_delegation")
def decide_by_delegation(case: Case, move: Move) -> None:
    """Besluta på delegation: point, day, outcome and the decided points. It binds first when it is confirmed.

    By a mandate for urgent matters (KL 6:39) also why the board could not be awaited; it is reported at the board's
    next meeting, so nobody chooses when.

    Raises:
        DecisionIncomplete: what is missing. NoDelegation, OwnProposal: the point does not give the person the right.
        NotConsidered: KL 6:38 may forbid it, and the delegate has not answered; every reason at once.
    """
    version, proposal, payload = latest_version(case), current_proposal(case), dict(move.payload)
    if version is None or proposal is None:
        raise ReportMissing
    day, outcome = _day_and_outcome(payload, timezone.localdate(move.at))
    body = route_of(case).first
    point = points_in_force(body.pk, on=day).filter(pk=payload.get("point") or 0).first()
    if point is None:
        raise DecisionIncomplete(_("Välj en punkt i delegationsordningen som gällde den dagen."))
    _require_right(point, version, move)
    urgent_reason = _urgent_reason(point, payload)
    decision = Decision(
        case=case,
        round=case.round,
        body=body,
        proposal=version,
        heading=heading_of(case, body, outcome),
        delegation_point=point,
        delegate=_delegate(move),
        meeting_date=day,
        outcome=outcome,
        motivation=str(payload.get("motivation", "")).strip(),
        report_to=_report_to(point, payload),
        urgent_reason=urgent_reason,
        recorded_at=move.at,
        recorded_by_id=move.actor.person_id,
        recorded_label=move.actor.label,
    )
    points = decided_points(decision, payload, proposal.points)
    warned = warnings_in(case, proposal, [point.text for point in points])
    if warned and not payload.get("considered"):
        raise NotConsidered(reasons=[category.sentence for category in warned])
    keep_decision(decision, points)
    record_on_case(
        case,
        "urgent_decision_recorded" if decision.urgent else "delegated_decision_recorded",
        actor=move.actor,
        at=move.at,
        data={
            "body": body.code,
            "meeting": day.isoformat(),
            "paragraph": None,
            "point": point.number,
            "outcome": outcome,
            "considered": [category.law for category in warned],
        },
        values={"reason": urgent_reason} if decision.urgent else None,
    )


def _day_and_outcome(payload: dict[str, Any], today: date) -> tuple[date, Outcome]:
    day = date.fromisoformat(payload["decided_on"]) if payload.get("decided_on") else today
    if day > today:
        raise DecisionIncomplete(_("Datumet ligger i framtiden."))
    outcome = Outcome(payload["outcome"])
    if outcome not in DELEGATED_OUTCOMES:
        raise DecisionIncomplete(_("Välj ett utfall."))
    return day, outcome


def _urgent_reason(point: DelegationPoint, payload: dict[str, Any]) -> str:
    reason = str(payload.get("urgent_reason") or "").strip() if point.urgent else ""
    if point.urgent and not reason:
        raise DecisionIncomplete(_("Skriv varför nämndens beslut inte kan avvaktas."))
    return reason


def _report_to(point: DelegationPoint, payload: dict[str, Any]) -> date | None:
    """The meeting that the delegate means to report to. Urgent decisions have the next one, whichever it becomes."""
    told = payload.get("report_to")
    return date.fromisoformat(told) if told and point.reported and not point.urgent else None


def _require_right(point: DelegationPoint, version: StaffReportVersion, move: Move) -> None:
    chosen = move.actor.chosen
    if chosen is None or chosen.role not in point.roles:
        raise NoDelegation(chosen.role if chosen else Role.CASE_OFFICER, point.number)
    if point.urgent and chosen.board_id not in (None, point.board_id):
        raise NoDelegation(chosen.role, point.number)
    if not point.own_text and {move.actor.user_id, chosen.for_user_id} & authors_of(version):
        raise OwnProposal


def _delegate(move: Move) -> str:
    """“Camilla Broo, Kommundirektör”, and for whom."""
    actor = move.actor
    said = f"{actor.label}, {actor.capacity[:1].lower()}{actor.capacity[1:]}"
    return f"{said} för {actor.on_behalf_of}" if actor.on_behalf_of else said


@step("hand_to_board")
def hand_to_board(case: Case, move: Move) -> None:
    """Lämna över beslutet till nämnden: the delegate does not decide, the secretary takes the matter to the board."""
    record_on_case(case, "handed_to_board", actor=move.actor, at=move.at, values={"reason": reason_of(move)})
