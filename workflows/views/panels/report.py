"""Panelerna för lägesbilden och förslaget: conclude one; send the other for approval, read and approve it (S5, S6)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.selectors.findings import sending_checks
from cases.selectors.opened_report import opened_by
from cases.selectors.situation_analysis import analysis_card, conclusion_checks
from cases.selectors.staff_report import judged_version, report_card, settled_card
from cases.services.opened_report import remember_opened_report
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
    opened, judged = opened_by(actor, card.version), judged_version(card, actor.user_id)
    since = max(judged, opened.before)
    return {
        "card": card,
        "opened": opened,
        "judged": bool(judged) and since == judged,
        "since": since or card.previous,
    }


def _reading(_actor: Actor, case: Case, _task: Task) -> dict[str, Any]:
    """The latest version and nothing that others have said of it."""
    return {"card": settled_card(case)}


def _opened(actor: Actor, _case: Case, context: dict[str, Any]) -> None:
    """The person has the text before them now: from here on it may be approved among several."""
    if context["card"] is not None and not context["opened"].now:
        remember_opened_report(version_id=context["card"].version.pk, actor=actor, at=timezone.now())


PANELS["conclude_analysis"] = TaskPanel(template="workflows/tasks/_conclude_analysis.html", context=_concluding)
PANELS["send_for_approval"] = TaskPanel(template="workflows/tasks/_send_for_approval.html", context=_sending)
APPROVING = TaskPanel(template="workflows/tasks/_approve.html", context=_approving, shown=_opened)
PANELS["approve"] = PANELS["approve_and_submit"] = APPROVING
READING = TaskPanel(template="workflows/tasks/_give_opinion.html", context=_reading)
PANELS["no_remarks"] = PANELS["give_remarks"] = READING
