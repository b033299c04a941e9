"""Panelerna för remissen och underlaget: what is asked, and the answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from viewflow.workflow.models import Task

from accounts.capacity import Actor
from accounts.forms import KeyedForm
from cases.models import Case, Referral
from cases.selectors.referral import referral_card
from diarium.services.intake import let_in
from workflows.forms.referral import answer_form, answer_payload
from workflows.views.panels import PANELS, TaskPanel


def _question(actor: Actor, case: Case, task: Task) -> dict[str, Any]:
    return {"question": referral_card(actor, case, task.data["item"])}


def _form(_actor: Actor, case: Case, task: Task) -> type[KeyedForm]:
    return answer_form(case, Referral.objects.get(pk=task.data["item"], case=case))


def _store_file(_actor: Actor, _case: Case, _task: Task, form: KeyedForm) -> dict[str, Any]:
    """The file is looked at and stored before the door is opened; the step makes it a document."""
    upload = form.cleaned_data.get("file")
    return {"file": asdict(let_in(upload.file, upload.name).file)} if upload else {}


_ANSWERING = TaskPanel(
    template="workflows/tasks/_question.html",
    context=_question,
    form=_form,
    payload=answer_payload,
    before=_store_file,
)
PANELS["contribute"] = _ANSWERING
PANELS["answer_referral"] = _ANSWERING
