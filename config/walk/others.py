"""Vandringar av andra slag än avtal: a policy document and a motion to the council, and a delegated decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import Board, Unit, User
from cases.models import Case, DelegationPoint
from cases.reading.structure import (
    AttachmentLine,
    Block,
    Content,
    DecisionGroup,
    Officer,
    Point,
    RecipientLine,
    Section,
    SignatoryLine,
)
from cases.services import delegation, staff_report
from config.walk.acts import acknowledgements
from config.walk.ending import distribution_acts
from config.walk.way import Act, Walk
from workflows import services
from workflows.services import CaseOpening

ONWARD = DecisionGroup("Kommunstyrelsens förslag till kommunfullmäktige", "KS", "proposal_to_next_body")
OWN = DecisionGroup("Kommunstyrelsens beslut", "KS", "own_decision")
APPROVALS = {
    "unit_head": ("Ulla Chef", "approve_unit_head"),
    "deputy_director": ("Patrik Forshage", "approve_deputy"),
    "director": ("Camilla Broo", "approve_director"),
}
SECTIONS = (
    ("Sammanfattning", "summary", "Förslaget har tagits fram efter samråd."),
    ("Beskrivning av ärendet", "description", "Behovet framgår av underlaget i bilaga 1."),
    ("Förvaltningens synpunkter", "opinion", "Förvaltningen tillstyrker förslaget."),
    (
        "Ekonomiska och juridiska konsekvenser",
        "consequences",
        "Kostnaden ryms inom kommunstyrelsens budget, eftersom arbetet redan pågår.",
    ),
)


@dataclass(frozen=True, slots=True)
class Treatment:
    """Behandling: who records it at which node, what they write, and where another person confirms it."""

    person: str
    node: str
    outcome: str
    confirm: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """Slag: what the matter is about, who proposes to whom, and its treatments in order."""

    case_type: str
    subject: str
    point: str
    group: DecisionGroup
    treatments: Sequence[Treatment]


def _recorded(node: str, confirm: str, outcome: str, day: str, paragraph: int) -> Treatment:
    told = {"outcome": outcome, "meeting_date": day, "paragraph": paragraph, "adjusted_on": day}
    return Treatment("Siv Ek", node, "record_decision", confirm, told)


TO_THE_COUNCIL = (
    _recorded("record_decision", "confirm_decision", "forwarded", "2020-10-28", 31),
    _recorded("record_council", "confirm_council", "adopted", "2020-11-16", 8),
)
KINDS: tuple[Kind, ...] = (
    Kind("policy", "Policy för trygghet", "Policy för trygghet antas.", ONWARD, TO_THE_COUNCIL),
    Kind(
        "motion",
        "Motion om belysning i Skogås",
        "Motionen avslås.",
        ONWARD,
        (
            _recorded("record_decision", "confirm_decision", "forwarded", "2020-10-28", 32),
            _recorded("record_council", "confirm_council", "adopted", "2020-11-16", 9),
        ),
    ),
    Kind(
        "delegation",
        "Bidrag till grannsamverkan",
        "Föreningen Grannar i Skogås får 40 000 kronor i bidrag.",
        OWN,
        (Treatment("Camilla Broo", "decide", "decide", "confirm_delegated", {"outcome": "adopted"}),),
    ),
)


def content(subject: str, points: Sequence[str], group: DecisionGroup) -> Content:
    """Ett kort tjänsteutlåtande utan fel."""
    proposed = tuple(Point(number, text) for number, text in enumerate(points, 1))
    return Content(
        date=date(2020, 9, 1),
        officers=(Officer("Catarina Klockerud", "Catarina.Klockerud@huddinge.se"),),
        addressee="Kommunstyrelsen",
        title=subject,
        decision_groups=(DecisionGroup(group.heading, group.body, group.kind, proposed),),
        sections=tuple(Section(heading, kind, (Block("p", text),)) for heading, kind, text in SECTIONS),
        signatories=(SignatoryLine("Camilla Broo", "Kommundirektör"),),
        attachments=(AttachmentLine(1, "Underlag"),),
        recipients=(RecipientLine("Samtliga nämnder", "group:ALL_BOARDS"),),
    )


def walk_kind(way: Walk, kind: Kind) -> Iterator[Act]:
    """Alla handlingar i ordning, from the number to the end."""
    yield Act("open_case", "Rut Sandin", partial(_open, way, kind))
    officer = "Catarina Klockerud"
    yield Act("propose_to_committee", officer, partial(way.perform, officer, "complete_case", "propose_to_committee"))
    yield Act("save_staff_report", officer, partial(_write, way, kind))
    yield from acknowledgements(way)
    yield Act("send_for_approval", officer, partial(way.perform, officer, "write_report", "send_for_approval", 1))
    for role in way.case().case_type.approval_chain:
        person, node = APPROVALS[role]
        yield Act("approve", person, partial(way.perform, person, node, "approve", 1))
    for one in kind.treatments:
        yield Act(one.outcome, one.person, partial(_treat, way, one))
        yield Act("confirm_decision", "Rut Sandin", partial(way.perform, "Rut Sandin", one.confirm, "confirm"))
    yield from distribution_acts(way)
    if kind.case_type == "delegation":
        yield Act("report_delegated_decision", "Siv Ek", partial(_report, way))


def _open(way: Walk, kind: Kind) -> None:
    opening = CaseOpening(
        case_type=kind.case_type,
        board_id=Board.objects.get(code="KS").pk,
        subject=kind.subject,
        opened_on=timezone.localdate(),
        class_code="142",
        officer_id=User.objects.get(name="Catarina Klockerud").pk,
        unit_id=Unit.objects.get(code="KSF").pk,
    )
    answer = services.start_case(opening=opening, actor=way.actor("Rut Sandin"), at=timezone.now(), key=uuid4().hex)
    way.case_id = Case.objects.get(uuid=answer.case).pk


def _write(way: Walk, kind: Kind) -> None:
    staff_report.save_report(
        case_id=way.case_id,
        content=content(kind.subject, [kind.point], kind.group),
        base_version=0,
        actor=way.actor("Catarina Klockerud"),
        at=timezone.now(),
    )


def _treat(way: Walk, one: Treatment) -> None:
    payload = dict(one.payload)
    if one.outcome == "decide":
        payload["point"] = DelegationPoint.objects.get(board__code="KS", number="4.2").pk
    way.perform(one.person, one.node, one.outcome, payload=payload)


def _report(way: Walk) -> None:
    delegation.report_delegated_decisions(
        case_id=way.case_id, meeting_date=timezone.localdate(), actor=way.actor("Siv Ek"), at=timezone.now()
    )
