"""Åtgärder utan uppgift: which there are, the policy action of each, and the step that each state gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Role
from cases.states import CaseState

BEFORE_DECISION = (
    CaseState.DRAFT,
    CaseState.SITUATION_ANALYSIS,
    CaseState.COMMITTEE_PROPOSAL,
    CaseState.DECISION,
)


@dataclass(frozen=True, slots=True)
class Act:
    """Åtgärd: its policy action and the step that each state of the case gives it."""

    action: str
    steps: Mapping[str, str]
    roles: tuple[str, ...]


ACTS: dict[str, Act] = {
    "take_back": Act(
        "take_back",
        {CaseState.COMMITTEE_PROPOSAL: "take_back_report", CaseState.DECISION: "take_back"},
        (Role.CASE_OFFICER, Role.DIRECTOR),
    ),
    "reopen_analysis": Act(
        "reopen_analysis", {CaseState.COMMITTEE_PROPOSAL: "reopen_analysis"}, (Role.CASE_OFFICER, Role.UNIT_HEAD)
    ),
    "withdraw": Act(
        "withdraw",
        dict.fromkeys(BEFORE_DECISION, "withdraw"),
        (Role.DIRECTOR, Role.UNIT_HEAD),
    ),
    "close": Act("close", {CaseState.WITHDRAWN: "close_withdrawn"}, (Role.REGISTRAR,)),
    "reopen": Act("reopen", {CaseState.CLOSED: "reopen"}, (Role.REGISTRAR,)),
}
