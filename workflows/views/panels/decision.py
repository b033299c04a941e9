"""Panelerna för beslutet: record what the body decided, decide by delegation, and confirm what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.capacity import Actor
from accounts.forms import KeyedForm
from cases.models import Case
from cases.selectors.decision import decision_card, proposal_card
from cases.selectors.delegation import delegation_card
from workflows.forms.decision import decision_payload, record_decision_form
from workflows.forms.delegation import delegated_decision_form, delegated_payload
from workflows.views.panels import PANELS, TaskPanel


def _recording(actor: Actor, case: Case, _task: Task) -> dict[str, Any]:
    return {"proposal": proposal_card(case), "decided": decision_card(case, refused=True)}


def _form(_actor: Actor, case: Case, _task: Task) -> type[KeyedForm]:
    return record_decision_form(case, on=timezone.localdate())


def _delegating(actor: Actor, case: Case, task: Task) -> dict[str, Any]:
    return {**_recording(actor, case, task), "delegation": delegation_card(actor, case, on=timezone.localdate())}


def _delegated_form(actor: Actor, case: Case, _task: Task) -> type[KeyedForm]:
    return delegated_decision_form(actor, case, on=timezone.localdate())


def _delegated_payload(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return delegated_payload(dict(cleaned))


def _payload(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return decision_payload(dict(cleaned))


def _confirming(_actor: Actor, case: Case, _task: Task) -> dict[str, Any]:
    return {"decided": decision_card(case), "proposal": proposal_card(case)}


PANELS["record_decision"] = TaskPanel(
    template="workflows/tasks/_record_decision.html",
    context=_recording,
    form=_form,
    payload=_payload,
    form_template="workflows/tasks/_record_decision_form.html",
    wide=True,
)
PANELS["decide_by_delegation"] = TaskPanel(
    template="workflows/tasks/_decide_by_delegation.html",
    context=_delegating,
    form=_delegated_form,
    payload=_delegated_payload,
    form_template="workflows/tasks/_decide_by_delegation_form.html",
    wide=True,
)
PANELS["confirm_decision"] = TaskPanel(template="workflows/tasks/_confirm_decision.html", context=_confirming)
