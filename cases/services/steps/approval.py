"""Godkännandets steg: approve, approve and hand over to the board, return."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.history import attribute_change
from audit.models import Event
from audit.rules import Refusal
from cases.models import Approval, Case, StaffReportVersion
from cases.services.case import fire, open_hash, record_on_case
from cases.services.staff_report import authors_of
from cases.services.steps.case import settle_originals
from cases.services.steps.registry import Move, step
from cases.services.steps.staff_report import seen_version
from cases.states import ApprovalOutcome, ReportState


class OwnText(Refusal):
    """Nobody approves a text they wrote, nor one written by the person they stand in for."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Du har skrivit i förslaget och kan därför inte godkänna det. Lämna uppgiften till någon annan.")
        )


class CommentMissing(Refusal):
    """A return says what is to be changed."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Skriv vad handläggaren behöver ändra."))


def _give_word(case: Case, move: Move, outcome: ApprovalOutcome) -> StaffReportVersion:
    version = seen_version(case, move)
    actor = move.actor
    if actor.chosen is None:
        raise ValueError("an approval is given in a capacity")
    Approval.objects.create(
        version=version,
        content_hash=version.content_hash,
        sending=version.report.sending,
        role=actor.chosen.role,
        outcome=outcome,
        comment=str(move.payload.get("comment", "")).strip(),
        approver_id=actor.person_id,
        approver_label=actor.label,
        capacity=actor.capacity,
        on_behalf_of=actor.on_behalf_of or "",
        approved_at=move.at,
    )
    return version


class SentIt(OwnText):
    """Who proposes does not approve: two persons, whoever wrote the text."""

    def __init__(self) -> None:
        Refusal.__init__(self, _("Du har skickat förslaget för godkännande. En annan person måste godkänna det."))


def _refuse_author(case: Case, version: StaffReportVersion, move: Move) -> None:
    standing_for = move.actor.chosen.for_user_id if move.actor.chosen else None
    if {move.actor.user_id, standing_for} & authors_of(version.report):
        raise OwnText
    if _sent_by(case) in {move.actor.id, _identity(standing_for)}:
        raise SentIt


def _sent_by(case: Case) -> str:
    sent = Event.objects.filter(stream=case.stream, verb="sent_for_approval").order_by("-seq")
    return sent.values_list("actor", flat=True).first() or ""


def _identity(user_id: int | None) -> str | None:
    return str(User.objects.values_list("uuid", flat=True).get(pk=user_id)) if user_id else None


def _set_state(version: StaffReportVersion, state: ReportState, move: Move, reason: str) -> None:
    report = version.report
    report.state = state
    attribute_change(report, actor=move.actor, at=move.at, reason=reason)
    report.save()


def _said(case: Case, version: StaffReportVersion) -> dict[str, Any]:
    return {"version": version.number, **open_hash(case, version.content_hash)}


def _comment(move: Move) -> dict[str, str] | None:
    comment = str(move.payload.get("comment", "")).strip()
    return {"comment": comment} if comment else None


@step("approve", watches="staff_report")
def approve(case: Case, move: Move) -> None:
    """Godkänn förslaget: the next in the chain gets it.

    Raises:
        OwnText: the person, or who they stand in for, wrote in it.
        Stale: the text was changed after it was opened.
    """
    version = seen_version(case, move)
    _refuse_author(case, version, move)
    _give_word(case, move, ApprovalOutcome.APPROVED)
    record_on_case(
        case, "report_approved", actor=move.actor, at=move.at, data=_said(case, version), values=_comment(move)
    )


@step("approve_and_submit", fires="submit_for_decision", watches="staff_report")
def approve_and_submit(case: Case, move: Move) -> None:
    """Godkänn förslaget som den sista i ordningen: the matter goes to the deciding body.

    Raises:
        OwnText, Stale: as for `approve`.
        TransitionBlocked: with every reason at once.
    """
    version = seen_version(case, move)
    _refuse_author(case, version, move)
    _give_word(case, move, ApprovalOutcome.APPROVED)
    before = fire(case, "submit_for_decision", at=move.at)
    _set_state(version, ReportState.APPROVED, move, "report_approved")
    settle_originals(case, move)
    record_on_case(
        case,
        "submitted_for_decision",
        actor=move.actor,
        at=move.at,
        before=before,
        data=_said(case, version),
        values=_comment(move),
    )


@step("return_report", watches="staff_report")
def return_report(case: Case, move: Move) -> None:
    """Återlämna till handläggaren with what is to be changed.

    Raises:
        CommentMissing: there is no comment.
    """
    if not str(move.payload.get("comment", "")).strip():
        raise CommentMissing
    version = _give_word(case, move, ApprovalOutcome.RETURNED)
    _set_state(version, ReportState.DRAFT, move, "report_returned")
    record_on_case(
        case, "report_returned", actor=move.actor, at=move.at, data={"version": version.number}, values=_comment(move)
    )
