"""Godkännandets steg: approve, approve and hand over to the board, return."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.history import attribute_change
from audit.rules import Refusal
from cases import rules
from cases.models import Approval, Case, StaffReportVersion
from cases.selectors import four_eyes
from cases.selectors.opened_report import changed_sentence
from cases.services.case import Stale, fire, open_hash, record_on_case
from cases.services.steps.case import settle_originals
from cases.services.steps.registry import Move, require_rules, step
from cases.services.steps.staff_report import seen_version
from cases.states import ApprovalOutcome, ReportState


class OwnText(Refusal):
    """Nobody approves a text they wrote, nor one written by the person they stand in for."""

    sentence = four_eyes.OWN_TEXT
    status = 409


class ProposalChanged(Stale):
    """The text has got a newer version since the person opened it: what is judged is what was read."""

    def __init__(self, *, expected: int, found: int) -> None:
        super().__init__(expected=expected, found=found)
        self.sentence = changed_sentence(found)
        self.reasons = (self.sentence,)


class CommentMissing(Refusal):
    """A return says what is to be changed."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Skriv vad handläggaren behöver ändra."))


def _version_read(case: Case, move: Move) -> StaffReportVersion:
    return seen_version(case, move, changed=ProposalChanged)


def _give_word(case: Case, move: Move, outcome: ApprovalOutcome) -> StaffReportVersion:
    version = _version_read(case, move)
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

    sentence = four_eyes.SENT_IT


class GaveWord(Refusal):
    """One person gives one approval of a version, whoever it is given for."""

    status = 409

    def __init__(self, given: Approval) -> None:
        super().__init__(four_eyes.approved_before(given))


def _refuse_same_person(case: Case, version: StaffReportVersion, move: Move) -> None:
    """Two people, for every step of the chain: not an author, not the sender, and nobody twice (ADR 0039)."""
    said = four_eyes.own_text(move.actor, case, version)
    if said:
        raise SentIt if said is four_eyes.SENT_IT else OwnText
    given = four_eyes.word_of(move.actor, four_eyes.words_given(version))
    if given is not None:
        raise GaveWord(given)


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


@step("approve", watches="staff_report", rules=rules.PROPOSAL, approval="gives")
def approve(case: Case, move: Move) -> None:
    """Godkänn förslaget: the next in the chain gets it.

    Raises:
        OwnText: the person, or who they stand in for, wrote in it. GaveWord: the person has approved it already.
        ProposalChanged: the text was changed after it was opened.
        TransitionBlocked: a condition held when it was sent, and no longer does.
    """
    version = _version_read(case, move)
    _refuse_same_person(case, version, move)
    require_rules(case, "approve")
    _give_word(case, move, ApprovalOutcome.APPROVED)
    record_on_case(
        case, "report_approved", actor=move.actor, at=move.at, data=_said(case, version), values=_comment(move)
    )


@step(
    "approve_and_submit",
    fires="submit_for_decision",
    watches="staff_report",
    fulfils=[rules.APPROVED_BY_ALL],
    approval="gives",
)
def approve_and_submit(case: Case, move: Move) -> None:
    """Godkänn förslaget som den sista i ordningen: the matter goes to the deciding body.

    Raises:
        OwnText, GaveWord, ProposalChanged: as for `approve`.
        TransitionBlocked: with every reason at once.
    """
    version = _version_read(case, move)
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
        CommentMissing: there is no comment. ProposalChanged: as for `approve`.
    """
    if not str(move.payload.get("comment", "")).strip():
        raise CommentMissing
    version = _give_word(case, move, ApprovalOutcome.RETURNED)
    _set_state(version, ReportState.DRAFT, move, "report_returned")
    record_on_case(
        case, "report_returned", actor=move.actor, at=move.at, data={"version": version.number}, values=_comment(move)
    )
