"""Beslutet som det visas: proposal, decision, and the difference between them word by word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from accounts.models import Board
from cases.models import Case, Decision
from cases.rules.decision import keep_latest_decision
from cases.rules.staff_report import latest_version
from cases.rules.treatment import TO_NEXT_BODY, preparation_of, proposing_group, route_of
from cases.selectors.put_off import said_of_times, times_put_off
from cases.selectors.report_day import report_days
from cases.selectors.report_draft import genitive
from cases.states import CARRIED_OUTCOMES, WORDED_OUTCOMES, DecidedBy, Outcome

Part = tuple[str, str]
DELEGATED = ("delegation_point", "delegation_report__board")


@dataclass(frozen=True, slots=True)
class PointLine:
    """Beslutspunkt med underpunkter; `parts` is the comparison with the proposal, empty where it says the same."""

    number: int
    text: str
    items: Sequence[str]
    parts: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """Förslaget: who decides and the points."""

    title: str
    heading: str
    version: int
    points: Sequence[PointLine]


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """Ett registrerat beslut."""

    pk: int
    body: str
    meeting_date: date
    paragraph: int | None
    outcome: str
    outcome_label: str
    motivation: str
    tabled_to: date | None
    requested_by: str
    put_off: str
    adjusted_on: date | None
    heading: str
    points: Sequence[PointLine]
    recorded_by: str
    recorded_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    refused: bool
    refusal_reason: str
    differs: bool
    extract: str
    lacks_mandate: bool
    delegation_point: str
    delegate: str
    report_to: date | None
    reported_to: str
    urgent_reason: str
    minuted: bool


@dataclass(frozen=True, slots=True)
class TreatedProposal:
    """Förslaget som instansen i tur behandlar: the former body's, else the administration's."""

    heading: str
    points: Sequence[Mapping[str, Any]]
    preparation: Decision | None = None


def current_proposal(case: Case) -> TreatedProposal | None:
    """Förslaget som ligger nu (R9); None before there is one."""
    preparation = preparation_of(case)
    if preparation is not None:
        return TreatedProposal(preparation.heading, point_values(preparation), preparation)
    group = proposing_group(case)
    return TreatedProposal(group["heading"], group["points"]) if group is not None else None


def point_values(decision: Decision) -> list[dict[str, Any]]:
    """Beslutspunkterna as a proposal holds them."""
    return [
        {
            "number": point.number,
            "text": point.text,
            "items": point.items,
            "kind": point.kind,
            "addressee": point.addressee,
        }
        for point in decision.points.all()
    ]


def heading_of(case: Case, body: Board, outcome: str) -> str:
    """“Kommunstyrelsens beslut”, “Kommunstyrelsens förslag till kommunfullmäktige”: as the proposal says it, if so.

    The text is Swedish in whatever language the reader has: it becomes a part of the minutes.
    """
    group = proposing_group(case)
    onward = outcome == Outcome.FORWARDED
    if group is not None and group["body"] in ("", body.code) and onward == (group["kind"] == TO_NEXT_BODY):
        return str(group["heading"])
    following = route_of(case).after(body) if onward else None
    if following is None:
        return f"{genitive(body.name)} beslut"
    return f"{genitive(body.name)} förslag till {following.name[:1].lower()}{following.name[1:]}"


def proposal_card(case: Case) -> ProposalCard | None:
    """Förslaget som ska behandlas; None before there is one."""
    version, proposal = latest_version(case), current_proposal(case)
    if version is None or proposal is None:
        return None
    return ProposalCard(
        title=version.content["title"],
        heading=proposal.heading,
        version=version.number,
        points=[PointLine(point["number"], point["text"], point["items"]) for point in proposal.points],
    )


def decision_cards(case: Case) -> list[DecisionCard]:
    """Alla behandlingar, the latest first; two queries."""
    rows = list(
        Decision.objects.filter(case=case)
        .select_related("case__case_type", "body", "proposal", "extract", "preparation", *DELEGATED)
        .prefetch_related("points", "preparation__points")
        .order_by("-id")
    )
    binding = (row for row in rows if row.round == case.round and not row.refused)
    keep_latest_decision(case, next(binding, None))
    days = report_days(_unreported(rows))
    return [_card(row, rows, days) for row in rows]


def decision_card(case: Case, *, refused: bool = False) -> DecisionCard | None:
    """Det senaste registrerade beslutet; `refused` gives the latest one only when it was refused."""
    rows = list(
        Decision.objects.filter(case=case, round=case.round)
        .select_related("case__case_type", "body", "proposal", "extract", "preparation", *DELEGATED)
        .prefetch_related("points", "preparation__points")
        .order_by("-id")
    )
    if not rows or rows[0].refused != refused:
        return None
    return _card(rows[0], rows, report_days(_unreported(rows[:1])))


def _unreported(rows: Sequence[Decision]) -> list[Decision]:
    return [row for row in rows if not row.refused and not hasattr(row, "delegation_report")]


def _card(row: Decision, treatments: Sequence[Decision], days: Mapping[int, date]) -> DecisionCard:
    proposed = {point["number"]: point for point in _proposed(row)}
    points = [_line(point, proposed.get(point.number)) for point in row.points.all()]
    gone = row.outcome in WORDED_OUTCOMES and len(points) < len(proposed)
    return DecisionCard(
        pk=row.pk,
        body=row.body.name,
        meeting_date=row.meeting_date,
        paragraph=row.paragraph,
        outcome=row.outcome,
        outcome_label=str(Outcome(row.outcome).label),
        motivation=row.motivation,
        tabled_to=row.tabled_to,
        requested_by=row.requested_by,
        put_off=said_of_times(row, times_put_off(row, treatments)),
        adjusted_on=row.adjusted_on,
        heading=row.heading,
        points=points,
        recorded_by=row.recorded_label,
        recorded_at=row.recorded_at,
        confirmed_by=row.confirmed_label,
        confirmed_at=row.confirmed_at,
        refused=row.refused,
        refusal_reason=row.refusal_reason,
        differs=gone or any(point.parts for point in points),
        extract=str(row.extract.uuid) if row.extract else "",
        lacks_mandate=row.case.case_type.has_agreement and row.outcome in CARRIED_OUTCOMES and not row.gives_mandate,
        delegation_point=row.delegation_point.number if row.delegation_point else "",
        delegate=row.delegate,
        report_to=days.get(row.pk) if row.urgent else row.report_to,
        reported_to=_reported(row) if row.by_delegate else "",
        urgent_reason=row.urgent_reason,
        minuted=row.delegation_point is not None and not row.delegation_point.reported,
    )


def _reported(row: Decision) -> str:
    """“Kommunstyrelsen 2020-11-25”, or nothing yet."""
    report = getattr(row, "delegation_report", None)
    return f"{report.board.name} {report.meeting_date.isoformat()}" if report is not None else ""


def _proposed(row: Decision) -> list[dict[str, Any]]:
    """What the body had before it: the former body's proposal, else the administration's for a body of that kind."""
    if row.preparation is not None:
        return point_values(row.preparation)
    groups: list[dict[str, Any]] = row.proposal.content["decision_groups"]
    onward = row.outcome == Outcome.FORWARDED or row.case.case_type.decided_by == DecidedBy.COUNCIL
    fitting = [group for group in groups if onward and group["kind"] == TO_NEXT_BODY] or groups
    points: list[dict[str, Any]] = fitting[0]["points"] if fitting else []
    return points


def _line(point: Any, proposed: dict[str, Any] | None) -> PointLine:
    before = _whole(proposed["text"], proposed["items"]) if proposed else ""
    after = _whole(point.text, point.items)
    return PointLine(point.number, point.text, point.items, () if before == after else word_diff(before, after))


def _whole(text: str, items: Sequence[str]) -> str:
    return " ".join([text, *(f"– {item}" for item in items)])


def word_diff(before: str, after: str) -> list[Part]:
    """Jämförelse ord för ord (`ui/_diff.html`): (same|removed|added, text) in reading order."""
    left, right = before.split(), after.split()
    parts: list[Part] = []
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(("same", " ".join(left[a:b])))
            continue
        if b > a:
            parts.append(("removed", " ".join(left[a:b])))
        if d > c:
            parts.append(("added", " ".join(right[c:d])))
    return parts
