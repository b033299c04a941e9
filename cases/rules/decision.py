"""Regler om beslutet. The decision in force is the latest that was not refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule
from cases.rules.staff_report import latest_version
from cases.states import CARRIED_OUTCOMES, FINAL_OUTCOMES, Outcome

if TYPE_CHECKING:
    from cases.models import Case, Decision


def latest_decision(case: Case) -> Decision | None:
    """Senaste registrerade beslutet i omgången, with its extract; read once for the object in hand and its version."""
    cached: tuple[int, Decision | None] | None = case.__dict__.get("_latest_decision")
    if cached is not None and cached[0] == case.version:
        return cached[1]
    rows = case.decisions.filter(round=case.round, refused=False).select_related("body", "extract")
    decision = rows.order_by("-id").first()
    keep_latest_decision(case, decision)
    return decision


def keep_latest_decision(case: Case, decision: Decision | None) -> None:
    """Let the object in hand know its latest decision, when a page has read it already."""
    case.__dict__["_latest_decision"] = (case.version, decision)


def _confirmed(case: Case) -> Decision | None:
    decision = latest_decision(case)
    return decision if decision is not None and decision.confirmed_at is not None else None


def _carried(case: Case) -> bool:
    decision = _confirmed(case)
    return decision is not None and decision.outcome in CARRIED_OUTCOMES


def _made(case: Case) -> bool:
    return _confirmed(case) is not None


def _final(case: Case) -> bool:
    decision = _confirmed(case)
    return decision is not None and decision.outcome in FINAL_OUTCOMES


def _no_final(case: Case) -> bool:
    if latest_decision(case) is None:
        return True
    return not case.decisions.filter(round=case.round, refused=False, outcome__in=sorted(FINAL_OUTCOMES)).exists()


def _nothing_treated(case: Case) -> bool:
    version = latest_version(case)
    return version is None or not version.decisions.filter(refused=False).exists()


def _adjusted(case: Case) -> bool:
    """A delegate's decision stands in no minutes that anybody adjusts."""
    decision = _confirmed(case)
    return decision is not None and (decision.by_delegate or decision.adjusted_on is not None)


def _referred_back(case: Case) -> bool:
    decision = _confirmed(case)
    return decision is not None and decision.outcome == Outcome.REFERRED_BACK


DECISION_CARRIED = Rule(
    "decision-carried", _("Nämnden har inte bifallit förslaget."), _carried, law="KL 5:67", place="case_decision"
)
DECISION_FINAL = Rule(
    "decision-final", _("Beslutet är inte bekräftat av en annan person."), _final, law="KL 5:67", place="case_decision"
)
DECISION_MADE = Rule("decision-made", _("Det finns inget beslut att rätta."), _made, place="case_decision")
NO_FINAL_DECISION = Rule("no-final-decision", _("Ärendet har ett slutligt beslut."), _no_final, place="case_decision")
NOTHING_TREATED = Rule(
    "nothing-treated", _("Förslaget är redan behandlat av nämnden."), _nothing_treated, place="case_decision"
)
PARAGRAPH_ADJUSTED = Rule(
    "paragraph-adjusted",
    _("Paragrafen är inte justerad."),
    _adjusted,
    done=_("Paragrafen är justerad"),
    law="KL 5:69",
    place="case_decision",
)
REFERRED_BACK = Rule(
    "referred-back", _("Ärendet är inte återremitterat."), _referred_back, law="KL 5:50", place="case_decision"
)
