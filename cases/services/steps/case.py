"""Ärendets egna steg: open, go on, take back, withdraw, close, open again."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from accounts.models import Board, Unit, User
from audit.history import attribute_change
from audit.rules import Refusal
from audit.services import record
from cases import rules
from cases.models import Case, CaseType, Party
from cases.services.case import fire, record_on_case, write_assignment
from cases.services.staff_report import ReasonMissing, report_of
from cases.services.steps.registry import Move, require_rules, step
from cases.states import ReportState
from diarium import services as register
from diarium.models import DiaryEntry


class NotSaidSame(Refusal):
    """A renewal under the same number is the same matter; somebody has to have thought about it."""

    sentence = _("Bekräfta att det inte ska vara ett nytt ärende.")
    status = 422


def open_case(
    *,
    entry: DiaryEntry,
    case_type: CaseType,
    board: Board,
    unit: Unit | None,
    officer: User | None,
    parties: list[Party],
    actor: Actor,
    at: datetime,
) -> Case:
    """Öppna ärendet: the row, its first event and its officer; the entry has its number already."""
    case = Case(entry=entry, case_type=case_type, board=board, unit=unit, case_officer=officer, state_since=at)
    attribute_change(case, actor=actor, at=at, reason="case_opened")
    case.save()
    for party in parties:
        party.case = case
    Party.objects.bulk_create(parties)
    if officer is not None:
        write_assignment(case, officer=officer, actor=actor, at=at)
    record(
        case,
        "case_opened",
        actor=actor,
        at=at,
        after=case.state,
        data={"number": entry.printed_number, "type": case_type.code, "officer": officer.name if officer else None},
    )
    return case


def settle_originals(case: Case, move: Move) -> None:
    """The report as it came is working material until its text is approved or the matter ends (TF 2:10)."""
    for document_id in case.entry.documents.filter(kind="staff_report", status="draft").values_list("pk", flat=True):
        register.set_document_status(document_id=document_id, status="final", actor=move.actor, at=move.at)


def reason_of(move: Move) -> str:
    """The reason of the form.

    Raises:
        ReasonMissing: there is none.
    """
    reason = str(move.payload.get("reason", "")).strip()
    if not reason:
        raise ReasonMissing
    return reason


@step("start_situation_analysis", fires="start_situation_analysis")
def start_situation_analysis(case: Case, move: Move) -> None:
    """Gå vidare till lägesbild."""
    before = fire(case, "start_situation_analysis", at=move.at)
    record_on_case(case, "analysis_started", actor=move.actor, at=move.at, before=before)


@step("propose_to_committee", fires="propose_to_committee")
def propose_to_committee(case: Case, move: Move) -> None:
    """Gå vidare till förslag till beslut."""
    before = fire(case, "propose_to_committee", at=move.at)
    record_on_case(case, "proposal_started", actor=move.actor, at=move.at, before=before)


@step("propose_without_analysis", fires="propose_without_analysis")
def propose_without_analysis(case: Case, move: Move) -> None:
    """Gå vidare till förslag till beslut i en ärendetyp utan lägesbild."""
    before = fire(case, "propose_without_analysis", at=move.at)
    record_on_case(case, "proposal_started", actor=move.actor, at=move.at, before=before)


@step("reopen_analysis", fires="reopen_analysis")
def reopen_analysis(case: Case, move: Move) -> None:
    """Gå tillbaka till lägesbild; the text is kept, its approvals no longer count."""
    reason = reason_of(move)
    release_report(case, move)
    before = fire(case, "reopen_analysis", at=move.at)
    record_on_case(case, "analysis_reopened", actor=move.actor, at=move.at, before=before, values={"reason": reason})


@step("take_back_report", rules=[rules.REPORT_IN_APPROVAL])
def take_back_report(case: Case, move: Move) -> None:
    """Ta tillbaka förslaget medan det är hos godkännarna.

    Raises:
        TransitionBlocked: it is not with them.
    """
    reason = reason_of(move)
    require_rules(case, "take_back_report")
    release_report(case, move)
    record_on_case(case, "report_taken_back", actor=move.actor, at=move.at, values={"reason": reason})


@step("take_back", fires="take_back")
def take_back(case: Case, move: Move) -> None:
    """Ta tillbaka förslaget från nämnden innan det behandlats."""
    reason = reason_of(move)
    before = fire(case, "take_back", at=move.at)
    release_report(case, move)
    record_on_case(case, "report_taken_back", actor=move.actor, at=move.at, before=before, values={"reason": reason})


@step("withdraw", fires="withdraw")
def withdraw(case: Case, move: Move) -> None:
    """Återkalla ärendet: the number and the documents remain."""
    reason = reason_of(move)
    before = fire(case, "withdraw", at=move.at)
    settle_originals(case, move)
    record_on_case(case, "case_withdrawn", actor=move.actor, at=move.at, before=before, values={"reason": reason})


@step("close", fires="close")
def close(case: Case, move: Move) -> None:
    """Avsluta ärendet (R26); the diary entry is closed with it."""
    before = fire(case, "close", at=move.at)
    _close_entry(case, move, before)


@step("close_withdrawn", fires="close_withdrawn")
def close_withdrawn(case: Case, move: Move) -> None:
    """Avsluta ett återkallat ärende."""
    before = fire(case, "close_withdrawn", at=move.at)
    _close_entry(case, move, before)


@step("keep_open")
def keep_open(case: Case, move: Move) -> None:
    """Inte än: what remains is written down."""
    record_on_case(case, "closing_postponed", actor=move.actor, at=move.at, values={"reason": reason_of(move)})


@step("reopen", fires="reopen")
def reopen(case: Case, move: Move) -> None:
    """Öppna ärendet igen."""
    reason = reason_of(move)
    before = fire(case, "reopen", at=move.at)
    register.reopen_entry(entry_id=case.entry_id, actor=move.actor, at=move.at)
    record_on_case(case, "case_reopened", actor=move.actor, at=move.at, before=before, values={"reason": reason})


@step("start_new_round", fires="start_new_round")
def start_new_round(case: Case, move: Move) -> None:
    """Starta en ny omgång (R25): the same number, a new report, decision and agreement; the old ones stay.

    Raises:
        NotSaidSame: nobody has confirmed that it is not a new matter.
    """
    reason = reason_of(move)
    if move.payload.get("same_matter") is not True:
        raise NotSaidSame
    before = fire(case, "start_new_round", at=move.at)
    register.reopen_entry(entry_id=case.entry_id, actor=move.actor, at=move.at)
    record_on_case(
        case,
        "new_round_started",
        actor=move.actor,
        at=move.at,
        before=before,
        data={"round": case.round},
        values={"reason": reason},
    )


def _close_entry(case: Case, move: Move, before: str) -> None:
    register.close_entry(entry_id=case.entry_id, actor=move.actor, at=move.at)
    record_on_case(case, "case_closed", actor=move.actor, at=move.at, before=before)


def release_report(case: Case, move: Move) -> None:
    """Give the report back to its officer; what was approved of it no longer counts."""
    report = report_of(case)
    if report.pk and report.state != ReportState.DRAFT:
        report.state = ReportState.DRAFT
        attribute_change(report, actor=move.actor, at=move.at, reason="report_taken_back")
        report.save()
