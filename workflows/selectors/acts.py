"""Åtgärder utan uppgift som personen får göra nu."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from accounts import policy
from accounts.capacity import Actor
from cases import rules
from cases.models import Case
from cases.rules.staff_report import latest_version
from cases.states import CaseState, ReportState
from diarium.states import EntryStatus
from workflows.definitions.acts import ACT_WORDS, ACTS, ActWords

BY_SLUG = {words.slug: name for name, words in ACT_WORDS.items()}


def acts_now(actor: Actor, case: Case, *, only: Sequence[str] = ()) -> Iterator[ActWords]:
    """The acts that the person's role and the state of the matter allow, in the order of the menu."""
    for name, words in ACT_WORDS.items():
        if (only and name not in only) or str(case.state) not in ACTS[name].steps:
            continue
        if policy.can(actor, ACTS[name].action, case) and _means_something(name, case):
            yield words


def _means_something(name: str, case: Case) -> bool:
    """Whether the act would change anything; the step asks again under the lock."""
    if name == "take_back" and case.state == CaseState.COMMITTEE_PROPOSAL:
        version = latest_version(case)
        return version is not None and version.report.state == ReportState.IN_APPROVAL
    if name == "take_back":
        return rules.NOTHING_TREATED.holds(case)
    if name == "close":
        return case.entry.status == EntryStatus.OPEN
    if name == "withdraw":
        return rules.NO_FINAL_DECISION.holds(case)
    return name != "reopen_analysis" or case.case_type.has_analysis
