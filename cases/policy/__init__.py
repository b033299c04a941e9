"""Behörighet i ärenden: the cells of the permission matrix (`domain.md` §9) for matters and what lies in them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, Role
from cases.models import Case, Dispatch, Referral, SignatureSlot
from cases.policy.disclosure import register as register_disclosure
from cases.policy.drafts import of_unit, own, reads_proposal, sees_drafts, sees_working_material
from cases.policy.named import acknowledges, signs
from cases.policy.rows import (
    ELECTED,
    OPEN,
    PREPARED,
    SEES_ALL_OPEN_CASES,
    reaches,
    registry_of,
    visible_cases,
    visible_dispatches,
    visible_documents,
    visible_entries,
    visible_slots,
)
from cases.policy.secrecy import acts_in, by_emergency, cases_to_act_in, cases_to_work_in, reads_secret
from cases.policy.secrecy import register as register_secrecy
from cases.policy.turn import boards_in_turn, handed_to, in_turn, records_decision
from cases.states import CaseState as S
from diarium.models import DiaryEntry, Document

__all__ = [
    "OPEN",
    "PREPARED",
    "acts_in",
    "boards_in_turn",
    "by_emergency",
    "cases_to_act_in",
    "cases_to_work_in",
    "handed_to",
    "in_turn",
    "reaches",
    "reads_proposal",
    "reads_secret",
    "register",
    "registry_of",
    "sees_case",
    "sees_drafts",
    "sees_working_material",
]


def sees_case(actor: Actor, case: Case | None) -> bool:
    """The row filter's answer for one matter in hand."""
    if case is None:
        return actor.kind == "system" or actor.holds(*SEES_ALL_OPEN_CASES, Role.ARCHIVIST, *ELECTED)
    return policy.visible(actor, Case).filter(pk=case.pk).exists()


def _in_states(*states: str) -> Any:
    def own_in(actor: Actor, case: Case | None) -> bool:
        if case is None:
            return actor.holds(Role.CASE_OFFICER)
        return case.state in states and own(actor, case) and acts_in(actor, case)

    return own_in


def _role_in(role: Role, *states: str) -> Any:
    def role_in(actor: Actor, case: Case | None) -> bool:
        if case is None:
            return actor.holds(role)
        return case.state in states and actor.holds(role, board_id=case.board_id) and acts_in(actor, case)

    return role_in


def _any_of(*checks: Any) -> Any:
    def one_of(actor: Actor, obj: Any) -> bool:
        return any(check(actor, obj) for check in checks)

    return one_of


def _opens(actor: Actor, board: Board | None) -> bool:
    """Numret tas ur nämndens diarium: by the registrar of that board, or of all."""
    return actor.holds(Role.REGISTRAR, board_id=board.pk if board else None)


def _assigns(actor: Actor, case: Case | None) -> bool:
    if case is None:
        return actor.holds(Role.REGISTRAR, Role.UNIT_HEAD)
    if case.state not in OPEN or not acts_in(actor, case):
        return False
    return actor.holds(Role.REGISTRAR, board_id=case.board_id) or of_unit(actor, case)


def _heads_unit_in(*states: str) -> Any:
    def heads(actor: Actor, case: Case | None) -> bool:
        if case is None:
            return actor.holds(Role.UNIT_HEAD)
        return case.state in states and of_unit(actor, case) and acts_in(actor, case)

    return heads


def _reports(actor: Actor, case: Case | None) -> bool:
    """Anmäl delegationsbeslut: the registry and the secretary of the board, whatever step the matter is in by then."""
    if case is None:
        return actor.holds(Role.REGISTRAR, Role.BOARD_SECRETARY)
    return actor.holds(Role.REGISTRAR, Role.BOARD_SECRETARY, board_id=case.board_id) and acts_in(actor, case)


def _answers(actor: Actor, referral: Referral | None) -> bool:
    """Den som är tillfrågad, or who stands in for that person; for an outside body the registry and the officer."""
    if referral is None:
        return actor.kind == "person"
    case = referral.case
    if not acts_in(actor, case):
        return False
    if referral.respondent_id is not None:
        people = {actor.user_id, *(grant.for_user_id for grant in actor.grants)}
        return referral.respondent_id in people
    asked_in = case.state in (S.SITUATION_ANALYSIS, S.COMMITTEE_PROPOSAL)
    return asked_in and (own(actor, case) or actor.holds(Role.REGISTRAR, board_id=case.board_id))


def _reads_history(actor: Actor, case: Case | None) -> bool:
    if case is None:
        return actor.holds(*SEES_ALL_OPEN_CASES, Role.ARCHIVIST)
    if not reads_secret(actor, case):
        return False
    if actor.holds(Role.REGISTRAR, Role.AUDITOR, Role.DIRECTOR, Role.DEPUTY_DIRECTOR) or own(actor, case):
        return True
    if of_unit(actor, case) or actor.holds(Role.BOARD_SECRETARY, board_id=case.board_id):
        return True
    return actor.holds(Role.ARCHIVIST) and case.state == S.CLOSED


def register() -> None:
    """State the actions and row filters of the room."""
    act = policy.register_action
    officer, registrar, secretary = _("handläggaren"), _("registratorn"), _("nämndsekreteraren")
    act("see_cases", sees_case)
    act("see_working_material", sees_working_material)
    act("read_proposal", reads_proposal)
    act("control_register", lambda actor, _obj: actor.holds(Role.REGISTRAR), sentence_role=registrar)
    act("see_drafts", sees_drafts)
    act("open_case", _opens, sentence_role=registrar)
    act(
        "register_document",
        _any_of(
            _in_states(*OPEN),
            _role_in(Role.REGISTRAR, *S.values),
            _role_in(Role.BOARD_SECRETARY, S.DECISION, S.DISTRIBUTION),
        ),
        sentence_role=registrar,
    )
    act("assign_officer", _assigns, sentence_role=registrar)
    act("write_note", _any_of(_in_states(*OPEN), _role_in(Role.REGISTRAR, *OPEN)), sentence_role=officer)
    act("prepare_case", _in_states(S.DRAFT), sentence_role=officer)
    act("write_analysis", _in_states(S.DRAFT, S.SITUATION_ANALYSIS), sentence_role=officer)
    act(
        "edit_parties",
        _in_states(S.DRAFT, S.SITUATION_ANALYSIS, S.COMMITTEE_PROPOSAL, S.SIGNING),
        sentence_role=officer,
    )
    act("conclude_analysis", _in_states(S.SITUATION_ANALYSIS), sentence_role=officer)
    writing = (S.DRAFT, S.SITUATION_ANALYSIS, S.COMMITTEE_PROPOSAL)
    act("write_staff_report", _in_states(*writing), sentence_role=officer)
    importers = _any_of(_in_states(*writing), _role_in(Role.REGISTRAR, *writing))
    act("import_staff_report", importers, sentence_role=registrar)
    act("answer_finding", _in_states(S.COMMITTEE_PROPOSAL), sentence_role=officer)
    act("ask_for_contribution", _in_states(S.SITUATION_ANALYSIS), sentence_role=officer)
    act("send_referral", _in_states(S.COMMITTEE_PROPOSAL), sentence_role=officer)
    act("close_referral", _in_states(S.SITUATION_ANALYSIS, S.COMMITTEE_PROPOSAL), sentence_role=officer)
    act("answer_referral", _answers, sentence_role=_("den som är tillfrågad"))
    act("send_for_approval", _in_states(S.COMMITTEE_PROPOSAL), sentence_role=officer)
    act("approve_as_unit_head", _heads_unit_in(S.COMMITTEE_PROPOSAL), sentence_role=_("enhetschefen"))
    act(
        "approve_as_deputy",
        _role_in(Role.DEPUTY_DIRECTOR, S.COMMITTEE_PROPOSAL),
        sentence_role=_("biträdande kommundirektören"),
    )
    act("approve_as_director", _role_in(Role.DIRECTOR, S.COMMITTEE_PROPOSAL), sentence_role=_("kommundirektören"))
    act(
        "decide_by_delegation",
        _any_of(
            _role_in(Role.DEPUTY_DIRECTOR, S.DECISION),
            _role_in(Role.DIRECTOR, S.DECISION),
            _role_in(Role.CHAIR, S.DECISION),
            _heads_unit_in(S.DECISION),
            _in_states(S.DECISION),
        ),
        sentence_role=_("delegaten"),
    )
    act("report_delegated", _reports, sentence_role=secretary)
    act("record_decision", records_decision, sentence_role=secretary)
    act("confirm_decision", _role_in(Role.REGISTRAR, S.DECISION), sentence_role=registrar)
    act("draw_up_agreement", _in_states(S.SIGNING), sentence_role=officer)
    act("sign", signs, sentence_role=_("den som är utsedd att underteckna"))
    act("record_paper_signature", _in_states(S.SIGNING), sentence_role=officer)
    act("confirm_paper_signature", _role_in(Role.REGISTRAR, S.SIGNING), sentence_role=registrar)
    distributors = _any_of(_role_in(Role.REGISTRAR, S.DISTRIBUTION), _role_in(Role.BOARD_SECRETARY, S.DISTRIBUTION))
    act("distribute", distributors, sentence_role=registrar)
    act("mend_dispatch", distributors, sentence_role=registrar)
    act("edit_recipients", _any_of(_in_states(*writing), distributors), sentence_role=officer)
    act("acknowledge_delivery", acknowledges, sentence_role=_("nämndens registrator"))
    act("pause_case", _in_states(*OPEN), sentence_role=officer)
    act("close", _role_in(Role.REGISTRAR, S.DISTRIBUTION, S.WITHDRAWN), sentence_role=registrar)
    act("reopen", _role_in(Role.REGISTRAR, S.CLOSED), sentence_role=registrar)
    act("start_round_as_registrar", _role_in(Role.REGISTRAR, S.CLOSED), sentence_role=registrar)
    act("start_round_as_officer", _in_states(S.CLOSED), sentence_role=officer)
    act("renegotiate_as_officer", _in_states(S.SIGNING), sentence_role=officer)
    act("renegotiate_as_director", _role_in(Role.DIRECTOR, S.SIGNING), sentence_role=_("kommundirektören"))
    act("rectify", _role_in(Role.REGISTRAR, S.SIGNING, S.DISTRIBUTION, S.CLOSED), sentence_role=registrar)
    act(
        "reopen_analysis",
        _any_of(_in_states(S.COMMITTEE_PROPOSAL), _heads_unit_in(S.COMMITTEE_PROPOSAL)),
        sentence_role=officer,
    )
    act(
        "take_back",
        _any_of(_in_states(S.COMMITTEE_PROPOSAL, S.DECISION), _role_in(Role.DIRECTOR, S.DECISION)),
        sentence_role=officer,
    )
    before_decision = (*writing, S.DECISION)
    act(
        "withdraw",
        _any_of(_role_in(Role.DIRECTOR, *before_decision), _heads_unit_in(*before_decision)),
        sentence_role=_("enhetschefen eller kommundirektören"),
    )
    act("ask_withdrawal", _in_states(*before_decision), sentence_role=officer)
    act("cancel_number", _role_in(Role.REGISTRAR, *writing), sentence_role=registrar)
    act("split_case", _role_in(Role.REGISTRAR, *OPEN), sentence_role=registrar)
    act("merge_case", _role_in(Role.REGISTRAR, *writing), sentence_role=registrar)
    act("read_history", _reads_history)
    act("review_history", lambda actor, _obj: actor.holds(Role.REGISTRAR, Role.AUDITOR))
    register_secrecy()
    register_disclosure()
    policy.register_rows(Case, visible_cases)
    policy.register_rows(DiaryEntry, visible_entries)
    policy.register_rows(Document, visible_documents)
    policy.register_rows(Dispatch, visible_dispatches)
    policy.register_rows(SignatureSlot, visible_slots)
