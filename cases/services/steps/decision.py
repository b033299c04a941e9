"""Beslutets steg: record what the body decided, confirm or refuse the record, and go where the outcome leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Board
from audit.history import attribute_change
from audit.rules import Refusal
from cases import rules
from cases.draft_checks.findings import Draft
from cases.draft_checks.mandates import gives_mandate
from cases.draft_checks.register import Register
from cases.models import Case, Decision, DecisionPoint
from cases.reading.structure import Content, DecisionGroup, Point
from cases.rules.decision import latest_decision
from cases.rules.staff_report import latest_version
from cases.rules.treatment import bodies_in_turn, outcomes_of
from cases.selectors import four_eyes
from cases.selectors.decision import current_proposal, heading_of
from cases.services.case import fire, record_on_case
from cases.services.staff_report import ReportMissing, report_of
from cases.services.steps.registry import Move, step
from cases.states import (
    CARRIED_OUTCOMES,
    FINAL_OUTCOMES,
    PUT_OFF_OUTCOMES,
    WORDED_OUTCOMES,
    Outcome,
    PointKind,
    ReportState,
)


class DecisionIncomplete(Refusal):
    """Something that the law wants in the record is missing (KL 5:67)."""

    status = 422


class ParagraphTaken(Refusal):
    """The body has another decision under the same paragraph of the same meeting."""

    status = 422

    def __init__(self, paragraph: int) -> None:
        super().__init__(_("§ {n} från det sammanträdet är redan registrerad.").format(n=paragraph))


class SamePerson(Refusal):
    """Who recorded does not confirm, nor does anybody acting for the one who recorded (G12)."""

    sentence = four_eyes.RECORDED_DECISION
    status = 409


class NothingToConfirm(Refusal):
    """There is no unconfirmed record."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Det finns inget registrerat beslut att bekräfta."))


def _checked(payload: dict[str, Any], today: date) -> dict[str, Any]:
    outcome = Outcome(payload["outcome"])
    meeting_date = date.fromisoformat(payload["meeting_date"])
    adjusted_on = date.fromisoformat(payload["adjusted_on"]) if payload.get("adjusted_on") else None
    motivation = str(payload.get("motivation", "")).strip()
    if meeting_date > today:
        raise DecisionIncomplete(_("Sammanträdet har inte varit än. Kontrollera datumet."))
    if outcome in FINAL_OUTCOMES and adjusted_on is None:
        raise DecisionIncomplete(_("Fyll i när paragrafen justerades. Beslutet kan inte verkställas innan dess."))
    if adjusted_on is not None and adjusted_on < meeting_date:
        raise DecisionIncomplete(_("Justeringen kan inte vara före sammanträdet."))
    if adjusted_on is not None and adjusted_on > today:
        raise DecisionIncomplete(_("Justeringsdatumet ligger i framtiden."))
    if outcome == Outcome.REFERRED_BACK and not motivation:
        raise DecisionIncomplete(_("Skriv vad som ska utredas."))
    to_analysis = outcome == Outcome.REFERRED_BACK and payload.get("back_to") == "analysis"
    tabled_to = date.fromisoformat(payload["tabled_to"]) if payload.get("tabled_to") else None
    return {
        "outcome": outcome,
        "meeting_date": meeting_date,
        "adjusted_on": adjusted_on,
        "motivation": motivation,
        "tabled_to": tabled_to if outcome == Outcome.TABLED else None,
        "requested_by": " ".join(str(payload.get("requested_by", "")).split()) if outcome in PUT_OFF_OUTCOMES else "",
        "to_analysis": to_analysis,
        "paragraph": int(payload["paragraph"]),
    }


def decided_points(
    decision: Decision, payload: Mapping[str, Any], proposed: Sequence[Mapping[str, Any]]
) -> list[DecisionPoint]:
    """Beslutspunkterna: as proposed where the body followed the proposal, else as they were written.

    Raises:
        DecisionIncomplete: a changed decision without any point.
    """
    if decision.outcome not in WORDED_OUTCOMES:
        return []
    given = payload.get("points")
    points = proposed if given is None or decision.outcome == Outcome.ADOPTED else given
    known = {point["text"]: point for point in proposed}
    found = [
        DecisionPoint(
            decision=decision,
            number=number,
            text=point["text"].strip(),
            items=list(point.get("items", [])),
            kind=known.get(point["text"], {}).get("kind") or PointKind.DECISION,
            addressee=known.get(point["text"], {}).get("addressee") or "",
        )
        for number, point in enumerate((one for one in points if one["text"].strip()), 1)
    ]
    if not found:
        raise DecisionIncomplete(_("Lägg till minst en beslutspunkt."))
    return found


def _gives_mandate(points: list[DecisionPoint]) -> bool:
    """Whether the decided text lets somebody sign (R23), by the same rule as the draft check D01."""
    decided = tuple(Point(number=point.number, text=point.text) for point in points)
    content = Content(decision_groups=(DecisionGroup(heading="", points=decided),))
    return bool(decided) and gives_mandate(Draft(content, Register()))


@step("record_decision")
def record_decision(case: Case, move: Move) -> None:
    """Registrera beslutet: body, meeting, paragraph, outcome and the decided points. It binds first when confirmed.

    Raises:
        DecisionIncomplete: what is missing, as a sentence; also the outcome of a body that only prepares the matter.
        ParagraphTaken: the paragraph is recorded already.
    """
    version = latest_version(case)
    proposal = current_proposal(case)
    if version is None or proposal is None:
        raise ReportMissing
    payload = dict(move.payload)
    fields = _checked(payload, timezone.localdate(move.at))
    body = _treating_body(case, payload, fields)
    taken = Decision.objects.filter(
        body=body, meeting_date=fields["meeting_date"], paragraph=fields["paragraph"], refused=False
    )
    if taken.exists():
        raise ParagraphTaken(fields["paragraph"])
    decision = Decision(
        case=case,
        round=case.round,
        body=body,
        proposal=version,
        preparation=proposal.preparation,
        heading=heading_of(case, body, fields["outcome"]),
        recorded_at=move.at,
        recorded_by_id=move.actor.person_id,
        recorded_label=move.actor.label,
        **fields,
    )
    keep_decision(decision, decided_points(decision, payload, proposal.points))
    record_on_case(
        case,
        "decision_recorded",
        actor=move.actor,
        at=move.at,
        data={
            "body": body.code,
            "meeting": decision.meeting_date.isoformat(),
            "paragraph": decision.paragraph,
            "outcome": decision.outcome,
        },
    )


def keep_decision(decision: Decision, points: list[DecisionPoint]) -> None:
    """Write the decision with its points; whether it lets somebody sign is read from what was carried."""
    decision.gives_mandate = decision.outcome in CARRIED_OUTCOMES and _gives_mandate(points)
    decision.save()
    DecisionPoint.objects.bulk_create(points)


def _treating_body(case: Case, payload: Mapping[str, Any], fields: Mapping[str, Any]) -> Board:
    bodies = {body.pk: body for body in bodies_in_turn(case, on=fields["meeting_date"])}
    if not bodies:
        raise DecisionIncomplete(_("Ärendet har ett slutligt beslut."))
    chosen = payload.get("body")
    body = bodies.get(int(chosen)) if chosen else next(iter(bodies.values()))
    if body is None:
        raise DecisionIncomplete(_("Välj den instans som behandlar ärendet nu."))
    if fields["outcome"] in outcomes_of(case, body):
        return body
    if fields["outcome"] == Outcome.FORWARDED:
        raise DecisionIncomplete(_("{instans} avgör ärendet. Välj ett annat utfall.").format(instans=body.name))
    sentence = _("{instans} bereder ärendet och avgör det inte. Välj ett annat utfall.")
    raise DecisionIncomplete(sentence.format(instans=body.name))


def _unconfirmed(case: Case, move: Move) -> Decision:
    decision = latest_decision(case)
    if decision is None or decision.confirmed_at is not None:
        raise NothingToConfirm
    if four_eyes.recorded_decision(move.actor, case, decision):
        raise SamePerson
    return decision


@step(
    "confirm_decision",
    fulfils=[rules.DECISION_CARRIED, rules.DECISION_FINAL, rules.PARAGRAPH_ADJUSTED, rules.REFERRED_BACK],
)
def confirm_decision(case: Case, move: Move) -> None:
    """Bekräfta det registrerade beslutet, another person than who recorded it.

    Raises:
        SamePerson: the recorder cannot confirm.
        NothingToConfirm: there is nothing unconfirmed.
    """
    decision = _unconfirmed(case, move)
    decision.confirmed_at = move.at
    decision.confirmed_by_id = move.actor.person_id
    decision.confirmed_label = move.actor.label
    decision.save()
    record_on_case(case, _verb(decision, "decision_confirmed"), actor=move.actor, at=move.at, data=_named(decision))


def _verb(decision: Decision, verb: str) -> str:
    return f"delegated_{verb}" if decision.by_delegate else verb


def _named(decision: Decision) -> dict[str, Any]:
    """What the event calls the decision by, and its outcome."""
    point = decision.delegation_point
    named = {"point": point.number} if point is not None else {"paragraph": decision.paragraph}
    return {**named, "outcome": decision.outcome}


@step("refuse_decision")
def refuse_decision(case: Case, move: Move) -> None:
    """Beslutet är fel registrerat: the row stays as refused, the secretary records again.

    Raises:
        DecisionIncomplete: what is wrong is not said.
    """
    reason = str(move.payload.get("comment", "")).strip()
    if not reason:
        raise DecisionIncomplete(_("Skriv vad som är fel."))
    decision = _unconfirmed(case, move)
    decision.refused = True
    decision.refusal_reason = reason
    decision.confirmed_at = move.at
    decision.confirmed_by_id = move.actor.person_id
    decision.confirmed_label = move.actor.label
    decision.save()
    record_on_case(
        case,
        _verb(decision, "decision_refused"),
        actor=move.actor,
        at=move.at,
        data=_named(decision),
        values={"reason": reason},
    )


@step("refer_back", fires="refer_back")
def refer_back(case: Case, move: Move) -> None:
    """Återremiss (R15): back to preparation; the old report is superseded, not overwritten."""
    before = fire(case, "refer_back", at=move.at)
    _reopen_report(case, move)
    record_on_case(case, "referred_back", actor=move.actor, at=move.at, before=before)


@step("refer_back_to_analysis", fires="refer_back_to_analysis")
def refer_back_to_analysis(case: Case, move: Move) -> None:
    """Återremiss till lägesbilden (R15): what the decision rests on is looked into again."""
    before = fire(case, "refer_back_to_analysis", at=move.at)
    _reopen_report(case, move)
    record_on_case(case, "referred_back_to_analysis", actor=move.actor, at=move.at, before=before)


def _reopen_report(case: Case, move: Move) -> None:
    report = report_of(case)
    report.state = ReportState.DRAFT
    attribute_change(report, actor=move.actor, at=move.at, reason="referred_back")
    report.save()


@step("start_distribution", fires="start_distribution")
def start_distribution(case: Case, move: Move) -> None:
    """Gå vidare till expediering: there is nothing to sign."""
    before = fire(case, "start_distribution", at=move.at)
    record_on_case(case, "distribution_started", actor=move.actor, at=move.at, before=before)
