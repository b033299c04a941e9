"""Panelerna för lägesbilden och förslaget: conclude the analysis, send the report for approval, approve it (S5, S6)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.selectors.findings import sending_checks
from cases.selectors.situation_analysis import analysis_card, conclusion_checks
from cases.selectors.staff_report import judged_version, report_card
from cases.services.staff_report import authors_of
from workflows.views.panels import PANELS, TaskPanel


def _concluding(actor: Actor, case: Case, _task: Task) -> dict[str, Any]:
    today = timezone.localdate()
    return {"card": analysis_card(actor, case, today), "checks": conclusion_checks(case, today)}


def _sending(_actor: Actor, case: Case, _task: Task) -> dict[str, Any]:
    return {"card": report_card(case), "checks": sending_checks(case)}


def _approving(actor: Actor, case: Case, _task: Task) -> dict[str, Any]:
    card = report_card(case)
    if card is None or not policy.can(actor, "see_working_material", case):
        return {"card": None}
    judged = judged_version(card, actor.user_id)
    return {
        "card": card,
        "judged": judged,
        "since": judged or card.previous,
        "own_text": bool(actor.sides & authors_of(card.report)),
    }


PANELS["conclude_analysis"] = TaskPanel(template="workflows/tasks/_conclude_analysis.html", context=_concluding)
PANELS["send_for_approval"] = TaskPanel(template="workflows/tasks/_send_for_approval.html", context=_sending)
PANELS["approve"] = TaskPanel(template="workflows/tasks/_approve.html", context=_approving)
PANELS["approve_and_submit"] = TaskPanel(template="workflows/tasks/_approve.html", context=_approving)
