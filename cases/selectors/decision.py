"""Beslutet som det visas: proposal, decision, and the difference between them word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from cases.models import Case, Decision
from cases.rules.decision import keep_latest_decision
from cases.rules.staff_report import latest_version
from cases.states import CARRIED_OUTCOMES, Outcome

Part = tuple[str, str]


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
    paragraph: int
    outcome: str
    outcome_label: str
    motivation: str
    tabled_to: date | None
    adjusted_on: date | None
    heading: str
    points: Sequence[PointLine]
    recorded_by: str
    recorded_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    refused: bool
    refusal_reason: str
    gives_mandate: bool
    differs: bool
    extract: str
    carried: bool


def proposal_card(case: Case) -> ProposalCard | None:
    """Förslaget i den senaste versionen; None before there is one."""
    version = latest_version(case)
    if version is None or not version.content["decision_groups"]:
        return None
    group = version.content["decision_groups"][0]
    return ProposalCard(
        title=version.content["title"],
        heading=group["heading"],
        version=version.number,
        points=[PointLine(point["number"], point["text"], point["items"]) for point in group["points"]],
    )


def decision_cards(case: Case) -> list[DecisionCard]:
    """Alla behandlingar, the latest first; two queries."""
    rows = list(
        Decision.objects.filter(case=case)
        .select_related("body", "proposal", "extract")
        .prefetch_related("points")
        .order_by("-id")
    )
    binding = (row for row in rows if row.round == case.round and not row.refused)
    keep_latest_decision(case, next(binding, None))
    return [_card(row) for row in rows]


def decision_card(case: Case, *, refused: bool = False) -> DecisionCard | None:
    """Det senaste registrerade beslutet; `refused` gives the latest one only when it was refused."""
    row = (
        Decision.objects.filter(case=case, round=case.round)
        .select_related("body", "proposal", "extract")
        .prefetch_related("points")
        .order_by("-id")
        .first()
    )
    return _card(row) if row is not None and row.refused == refused else None


def _card(row: Decision) -> DecisionCard:
    proposed = {point["number"]: point for point in _proposed(row)}
    points = [_line(point, proposed.get(point.number)) for point in row.points.all()]
    gone = row.outcome in CARRIED_OUTCOMES and len(points) < len(proposed)
    return DecisionCard(
        pk=row.pk,
        body=row.body.name,
        meeting_date=row.meeting_date,
        paragraph=row.paragraph,
        outcome=row.outcome,
        outcome_label=str(Outcome(row.outcome).label),
        motivation=row.motivation,
        tabled_to=row.tabled_to,
        adjusted_on=row.adjusted_on,
        heading=row.heading,
        points=points,
        recorded_by=row.recorded_label,
        recorded_at=row.recorded_at,
        confirmed_by=row.confirmed_label,
        confirmed_at=row.confirmed_at,
        refused=row.refused,
        refusal_reason=row.refusal_reason,
        gives_mandate=row.gives_mandate,
        differs=gone or any(point.parts for point in points),
        extract=str(row.extract.uuid) if row.extract else "",
        carried=row.outcome in CARRIED_OUTCOMES,
    )


def _proposed(row: Decision) -> list[dict[str, Any]]:
    groups = row.proposal.content["decision_groups"]
    points: list[dict[str, Any]] = groups[0]["points"] if groups else []
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
