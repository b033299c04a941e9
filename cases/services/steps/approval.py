"""Godkännandets steg: approve, approve and hand over to the board, return."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.capacity import in_words
from accounts.models import User
from accounts.selectors import stood_in_for
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
        acted_for_id=actor.acts_for_id,
        approved_at=move.at,
    )
    return version


class SentIt(OwnText):
    """Who proposes does not approve: two persons, whoever wrote the text."""

    def __init__(self) -> None:
        Refusal.__init__(self, _("Du har skickat förslaget för godkännande. En annan person måste godkänna det."))


class GaveWord(Refusal):
    """One person gives one approval of a version, whoever it is given for."""

    status = 409

    def __init__(self, given: Approval) -> None:
        super().__init__(
            _("Förslaget är redan godkänt av {namn} ({roll}). En annan person måste godkänna det här steget.").format(
                namn=given.approver_label, roll=in_words(given.capacity, given.on_behalf_of)
            )
        )


def _refuse_same_person(case: Case, version: StaffReportVersion, move: Move) -> None:
    """Two people, for every step of the chain: not an author, not the sender, and nobody twice (ADR 0039)."""
    actor = move.actor
    if actor.sides & authors_of(version.report):
        raise OwnText
    if actor.sides & _senders(case):
        raise SentIt
    here = {actor.user_id, actor.acts_for_id} - {None}
    for given in Approval.objects.filter(
        version=version, sending=version.report.sending, outcome=ApprovalOutcome.APPROVED
    ).order_by("pk"):
        if here & {given.approver_id, given.acted_for_id}:
            raise GaveWord(given)


def _senders(case: Case) -> frozenset[int]:
    """Who sent the text for approval, and for whom."""
    sent = Event.objects.filter(stream=case.stream, verb="sent_for_approval").order_by("-seq").first()
    if sent is None:
        return frozenset()
    people = User.objects.filter(uuid=sent.actor).values_list("pk", flat=True)
    return stood_in_for(case.stream, "sent_for_approval", since=sent.at) | frozenset(people)


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
        OwnText: the person, or who they stand in for, wrote in it. GaveWord: the person has approved it already.
        Stale: the text was changed after it was opened.
    """
    version = seen_version(case, move)
    _refuse_same_person(case, version, move)
    _give_word(case, move, ApprovalOutcome.APPROVED)
    record_on_case(
        case, "report_approved", actor=move.actor, at=move.at, data=_said(case, version), values=_comment(move)
    )


@step("approve_and_submit", fires="submit_for_decision", watches="staff_report")
def approve_and_submit(case: Case, move: Move) -> None:
    """Godkänn förslaget som den sista i ordningen: the matter goes to the deciding body.

    Raises:
        OwnText, GaveWord, Stale: as for `approve`.
        TransitionBlocked: with every reason at once.
    """
    version = seen_version(case, move)
    _refuse_same_person(case, version, move)
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
