"""Panelerna för överenskommelsen: draw it up, sign it, paper and its confirmation, and the way on after a no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from viewflow.workflow.models import Task

from accounts.capacity import Actor
from accounts.forms import KeyedForm
from cases.models import Case, SignatureSlot
from cases.selectors.agreement import agreement_card
from cases.selectors.decision import decision_card
from cases.states import SigningMethod
from diarium.services.intake import let_in
from workflows.forms.agreement import PaperForm, SignForm, draw_up_form, draw_up_initial, draw_up_payload
from workflows.views.panels import PANELS, TaskPanel


def _drawing_up(_actor: Actor, case: Case, _task: Task) -> dict[str, Any]:
    return {"decided": decision_card(case), "agreement": agreement_card(case)}


def _signing(_actor: Actor, case: Case, task: Task) -> dict[str, Any]:
    card = agreement_card(case)
    item = task.data.get("item")
    place = next((place for place in card.places if place.pk == item), None) if card else None
    return {"agreement": card, "place": place}


def _draw_up(_actor: Actor, case: Case, _task: Task) -> type[KeyedForm]:
    return draw_up_form(case)


def _initial(_actor: Actor, case: Case, _task: Task) -> dict[str, Any]:
    return draw_up_initial(case)


def _draw_up_payload(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return draw_up_payload(dict(cleaned))


def _sign(_actor: Actor, _case: Case, task: Task) -> type[KeyedForm]:
    method = SignatureSlot.objects.values_list("method", flat=True).get(pk=task.data.get("item"))
    return PaperForm if method == SigningMethod.PAPER else SignForm


def _sign_payload(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    if not cleaned.get("signed_on"):
        return {}
    return {"signed_on": cleaned["signed_on"].isoformat(), "kept_at": cleaned["kept_at"]}


def _store_scan(_actor: Actor, _case: Case, _task: Task, form: KeyedForm) -> dict[str, Any]:
    """The file is looked at and stored before the door is opened; the step makes it a document."""
    upload = form.cleaned_data.get("scan")
    if not upload:
        return {}
    return {"scan": asdict(let_in(upload.file, upload.name).file)}


PANELS["send_for_signing"] = TaskPanel(
    template="workflows/tasks/_draw_up.html",
    context=_drawing_up,
    form=_draw_up,
    initial=_initial,
    payload=_draw_up_payload,
    form_template="workflows/tasks/_draw_up_form.html",
    wide=True,
)
PANELS["sign"] = TaskPanel(
    template="workflows/tasks/_sign.html", context=_signing, form=_sign, payload=_sign_payload, before=_store_scan
)
PANELS["confirm_paper_signature"] = TaskPanel(template="workflows/tasks/_confirm_paper.html", context=_signing)
PANELS["draw_up_again"] = TaskPanel(template="workflows/tasks/_declined.html", context=_drawing_up)
