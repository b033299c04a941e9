"""Panelerna för expedieringen och avslutet: the preview with every real recipient, and what closing wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.capacity import Actor
from accounts.forms import KeyedForm
from cases.models import Case
from cases.selectors.decision import decision_card
from cases.selectors.distribution import plan_of
from cases.services.case import transition_rules
from workflows.forms.distribution import distribute_form, distribute_payload
from workflows.views.panels import PANELS, TaskPanel


def _preview(_actor: Actor, case: Case, _task: Task) -> dict[str, Any]:
    plan = plan_of(case, on=timezone.localdate())
    blocking = [problem for problem in plan.problems if not problem.board_id] if plan else []
    return {"plan": plan, "blocking": blocking, "decided": decision_card(case), "case": case}


def _form(_actor: Actor, case: Case, _task: Task) -> type[KeyedForm]:
    return distribute_form(case)


def _payload(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return distribute_payload(dict(cleaned))


def _closing(_actor: Actor, case: Case, _task: Task) -> dict[str, Any]:
    return {
        "checks": [
            {
                "sentence": rule.done if rule.holds(case) else rule.sentence,
                "state": "done" if rule.holds(case) else "missing",
            }
            for rule in transition_rules(Case.close)
        ]
    }


PANELS["distribute"] = TaskPanel(
    template="workflows/tasks/_distribute.html", context=_preview, form=_form, payload=_payload
)
PANELS["close"] = TaskPanel(template="workflows/tasks/_close.html", context=_closing)
