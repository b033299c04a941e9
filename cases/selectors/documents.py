"""Det som ska tryckas: the data of each PDF of the matter, and its rendering outside any transaction."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from accounts.selectors import municipality
from cases.models import Agreement, Case, Decision, StaffReportVersion
from cases.reading.structure import Content
from cases.rules.decision import latest_decision
from cases.states import ReferralKind, ReportState
from diarium.engine.render import Profile, draw, render
from diarium.models import Document

if TYPE_CHECKING:
    from cases.services.referral import Question


def render_extract(case_id: int) -> bytes:
    """Protokollsutdraget eller delegationsbeslutet som pdf.

    The confirmation's time is the document's: same decision, same bytes.
    """
    case = _case(case_id)
    decision = latest_decision(case)
    if decision is None or decision.confirmed_at is None:
        raise LookupError("an extract is made of a confirmed decision")
    return render("minutes_extract", extract_data(case, decision), at=decision.confirmed_at)


def render_agreement(case_id: int) -> bytes:
    """Överenskommelsen som pdf, the latest version."""
    case = _case(case_id)
    agreement = Agreement.objects.get(case=case, round=case.round)
    version = agreement.versions.get(number=agreement.latest)
    data = {"municipality": letterhead(), **version.content}
    return render("agreement", data, at=version.saved_at, profile=Profile.RECORD)


def render_report(case: Case, version: StaffReportVersion) -> bytes:
    """Tjänsteutlåtandet som pdf, one version of it."""
    status = version.report.state if version.number == version.report.latest else "superseded"
    return render("staff_report", _report_data(case, version.content, version.number, status), at=version.saved_at)


def draw_draft(case: Case, content: Content, *, number: int, at: datetime) -> list[str]:
    """Sidorna som det som skrivs blir, as addresses that hold the pictures themselves."""
    pages = draw("staff_report", _report_data(case, content.to_dict(), number, ReportState.DRAFT), at=at)
    return [f"data:image/svg+xml;base64,{b64encode(page.encode()).decode()}" for page in pages]


def _report_data(case: Case, content: Mapping[str, Any], number: int, status: str) -> dict[str, Any]:
    dnr = case.entry.printed_number
    return {**content, "municipality": letterhead(), "dnr": dnr, "version": number, "status": status}


def extract_data(case: Case, decision: Decision) -> dict[str, Any]:
    """Uppgifterna i utdraget (KL 5:67): body, meeting, paragraph, decision, recipients, who certifies."""
    points, point = list(decision.points.all()), decision.delegation_point
    return {
        "municipality": letterhead(),
        "board": decision.body.name,
        "meeting_date": decision.meeting_date.isoformat(),
        "paragraph": decision.paragraph,
        "dnr": case.entry.printed_number,
        "title": decision.proposal.content["title"],
        "decision_heading": decision.heading,
        "points": [{"number": point.number, "text": point.text, "items": point.items} for point in points],
        "outcome": decision.outcome,
        "adjusted_on": decision.adjusted_on.isoformat() if decision.adjusted_on else "",
        "recipients": [row.text for row in case.recipients.filter(listed=True)],
        "certified_by": decision.confirmed_label,
        "note": decision.motivation,
        "delegate": decision.delegate,
        "delegation_point": point.number if point else "",
        "delegation_text": point.text.rstrip(".") if point else "",
        "urgent_reason": decision.urgent_reason,
    }


def render_missive(case_id: int, question: Question, *, on: date, at: datetime) -> bytes:
    """Missivet till dem utanför kommunen som tillfrågas, as pdf."""
    case = _case(case_id)
    rows = Document.objects.filter(entry=case.entry_id, uuid__in=question.documents).order_by("document_no")
    data = {
        "municipality": letterhead(),
        "dnr": case.entry.printed_number,
        "heading": "Remiss" if question.kind == ReferralKind.REFERRAL else "Begäran om underlag till lägesbilden",
        "title": case.entry.public_subject,
        "board": case.board.name,
        "officer": case.case_officer.name if case.case_officer else "",
        "dated": on.isoformat(),
        "due": question.due.isoformat(),
        "questions": question.questions.strip(),
        "to": [one.name for one in question.outside],
        "documents": [row.title for row in rows],
    }
    return render("missive", data, at=at)


def letterhead() -> dict[str, str]:
    """Kommunens namn och adresser, as the foot of a first page prints them (one query)."""
    place = municipality()
    facts = ("name", "postal_address", "visiting_address", "phone", "email", "web")
    return {fact: getattr(place, fact, "") for fact in facts}


def municipality_name() -> str:
    """Kommunens namn; empty before its data is loaded."""
    place = municipality()
    return place.name if place else ""


def _case(case_id: int) -> Case:
    return Case.objects.select_related("entry", "case_type", "board", "case_officer").get(pk=case_id)
