"""Lägesbildens steg: conclude it."""

from __future__ import annotations

from django.utils import timezone

from cases import rules
from cases.models import Case
from cases.services.case import record_on_case
from cases.services.situation_analysis import open_analysis, take_in_contributions
from cases.services.steps.registry import Move, require_rules, step
from cases.states import AnalysisState
from diarium.calendar import analysis_update_due

CONCLUSION_RULES = (rules.ANALYSIS_HAS_PERIOD, rules.ANALYSIS_HAS_SOURCE, rules.ANALYSIS_HAS_AREA)


@step("conclude_analysis", rules=[*CONCLUSION_RULES, rules.CONTRIBUTIONS_ENDED], fulfils=[rules.ANALYSIS_CONCLUDED])
def conclude_analysis(case: Case, move: Move) -> None:
    """Fastställ lägesbilden (R5): dated, and due for its update two years later (2023:196 6 §).

    Raises:
        TransitionBlocked: period, source or area is missing, or somebody who was asked has not answered.
    """
    require_rules(case, "conclude_analysis")
    analysis = open_analysis(case)
    take_in_contributions(analysis)
    analysis.as_of = analysis.as_of or timezone.localdate(move.at)
    analysis.next_update_due = analysis_update_due(analysis.as_of)
    analysis.state = AnalysisState.CONCLUDED
    analysis.concluded_at = move.at
    analysis.concluded_by_id = move.actor.person_id
    analysis.save()
    record_on_case(
        case,
        "analysis_concluded",
        actor=move.actor,
        at=move.at,
        data={
            "version": analysis.number,
            "as_of": analysis.as_of.isoformat(),
            "next_update_due": analysis.next_update_due.isoformat(),
        },
    )
