"""Ärenden av andra slag än avtal: opened, written and approved through the doors, as far as a test wants them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Board
from cases.models import Dispatch
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
from cases.services import distribution, staff_report
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, RUT, SIV, ULLA
from workflows.services import Answer

ONWARD = ("Kommunstyrelsens förslag till kommunfullmäktige", "KS", "proposal_to_next_body")
OWN = ("Kommunstyrelsens beslut", "KS", "own_decision")
APPROVERS = {"unit_head": (ULLA, "approve_unit_head"), "deputy_director": (PATRIK, "approve_deputy")}


def content(subject: str, points: tuple[str, ...], group: tuple[str, str, str] = ONWARD) -> Content:
    """Ett kort tjänsteutlåtande utan fel."""
    texts = (
        ("Sammanfattning", "summary", "Förslaget har tagits fram efter samråd."),
        ("Beskrivning av ärendet", "description", "Behovet framgår av underlaget i bilaga 1."),
        ("Förvaltningens synpunkter", "opinion", "Förvaltningen tillstyrker förslaget."),
        (
            "Ekonomiska och juridiska konsekvenser",
            "consequences",
            "Kostnaden ryms inom kommunstyrelsens budget, eftersom arbetet redan pågår.",
        ),
    )
    return Content(
        date=date(2020, 9, 1),
        officers=(Officer("Catarina Klockerud", "Catarina.Klockerud@huddinge.se"),),
        addressee="Kommunstyrelsen",
        title=subject,
        decision_groups=(DecisionGroup(*group, tuple(Point(n, text) for n, text in enumerate(points, 1))),),
        sections=tuple(Section(heading, kind, (Block("p", text),)) for heading, kind, text in texts),
        signatories=(SignatoryLine("Camilla Broo", "Kommundirektör"),),
        attachments=(AttachmentLine(1, "Underlag"),),
        recipients=(RecipientLine("Samtliga nämnder", "group:ALL_BOARDS"),),
    )


def opened(case_type: str, subject: str) -> walk.Walk:
    """Ärendet som det är registrerat: a number, an officer, its first task."""
    case = builders.open_case(case_type=case_type, subject=subject, class_code="142", parties=())
    return walk.Walk(case_id=case.pk)


def written(way: walk.Walk, text: Content, *, number: int = 1) -> int:
    """The officer goes on to the proposal, writes it, and sends it for approval. Gives the version."""
    saved(way, text, number=number)
    way.perform(CATARINA, "write_report", "send_for_approval", number)
    return number


def saved(way: walk.Walk, text: Content, *, number: int = 1) -> None:
    """The officer goes on to the proposal and writes it."""
    if way.case().state == "draft":
        way.perform(CATARINA, "complete_case", "propose_to_committee")
    staff_report.save_report(
        case_id=way.case_id,
        content=text,
        base_version=number - 1,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )
    seen_through(way)


def seen_through(way: walk.Walk) -> int:
    """The officer has seen every warning of the latest version. Gives its number."""
    version = way.case().reports.get().versions.order_by("-number")[0]
    for finding in version.findings:
        if finding["severity"] == "warning":
            staff_report.answer_finding(
                case_id=way.case_id,
                fingerprint=finding["fingerprint"],
                kind="acknowledged",
                reason="",
                actor=builders.actor(CATARINA),
                at=timezone.now(),
            )
    return int(version.number)


def approved(way: walk.Walk, number: int = 1) -> Answer:
    """Everybody in the type's chain approves, in its order."""
    answer: Answer
    for role in way.case().case_type.approval_chain:
        person, node = APPROVERS.get(role, (CAMILLA, "approve_director"))
        answer = way.perform(person, node, "approve", number)
    return answer


def before_the_board(case_type: str, subject: str, *points: str, group: tuple[str, str, str] = ONWARD) -> walk.Walk:
    """Ärendet hos nämnden, or whoever is to decide."""
    way = opened(case_type, subject)
    written(way, content(subject, points, group))
    approved(way)
    return way


def treated(way: walk.Walk, node: str, outcome: str, *, confirm: str, **changes: Any) -> Answer:
    """Recorded by Siv and confirmed by Rut."""
    way.perform(SIV, node, "record_decision", payload=builders.decision(outcome, **changes))
    answer: Answer = way.perform(RUT, confirm, "confirm")
    return answer


def by_board(way: walk.Walk, outcome: str, **changes: Any) -> Answer:
    """Nämndens behandling."""
    return treated(way, "record_decision", outcome, confirm="confirm_decision", **changes)


def by_council(way: walk.Walk, outcome: str, **changes: Any) -> Answer:
    """Fullmäktiges behandling."""
    told = {"meeting_date": "2020-11-16", "paragraph": 8, "adjusted_on": "2020-11-20"}
    return treated(way, "record_council", outcome, confirm="confirm_council", **{**told, **changes})


def distributed_and_closed(way: walk.Walk) -> Answer:
    """From the extract to the end: every board reads, the registrar closes."""
    builders.run_process_jobs(way)
    left_out = [Board.objects.get(code="SÖFN").pk]
    way.perform(RUT, "distribute", "distribute", payload={"left_out": left_out})
    sent = Dispatch.objects.filter(distribution__case_id=way.case_id, distribution__decision__isnull=False)
    for pk in sent.values_list("pk", flat=True):
        distribution.acknowledge(dispatch_id=pk, actor=builders.actor(RUT), at=timezone.now())
    answer: Answer = way.perform(RUT, "close_case", "close")
    return answer
