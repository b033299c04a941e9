"""Klassificering (S14): the class plan, one code, and the acts that change them by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from audit.rules import Refusal
from diarium.forms.classification import ChangeClassForm, ClassForm, EndForm
from diarium.models import ClassCode
from diarium.selectors.classification import class_list, class_page
from diarium.services import classification
from diarium.services.classification import ClassFacts
from diarium.views.administration import ASKED_FOR_FORM, Trail, form_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("read_register_tables")
def class_plan(request: ActingRequest) -> HttpResponse:
    """Diarieplanen."""
    page = class_list(request.actor, request.GET, timezone.localdate())
    return render(request, "diarium/administration/class_plan.html", {"page": page})


@require_safe
@policy.mark("read_register_tables")
def class_code(request: ActingRequest, code_id: int) -> HttpResponse:
    """En klassificeringskod."""
    page = class_page(request.actor, code_id, timezone.localdate())
    return render(request, "diarium/administration/class_code.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def add_class_code(request: ActingRequest) -> HttpResponse:
    """Lägg till en kod."""
    form = ClassForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        facts = _facts(form, form.cleaned_data["code"].strip())
        try:
            row = classification.add_class_code(facts=facts, actor=request.actor, at=timezone.now())
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("Koden {code} är tillagd i diarieplanen.").format(code=row.code))
            return redirect("class_code", row.pk)
    return form_page(request, form, heading=_("Ny kod"), button=_("Lägg till koden"), trail=_trail())


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def change_class_code(request: ActingRequest, code_id: int) -> HttpResponse:
    """Ändra namn, gallringsregel och datum."""
    row = policy.get_visible(request.actor, ClassCode, pk=code_id)
    initial = {"name": row.name, "rule": row.retention_rule_id, "valid_from": row.valid_from, "valid_to": row.valid_to}
    form = ChangeClassForm(
        request.POST or None, initial=initial, today=timezone.localdate(), kept_rule=row.retention_rule_id
    )
    if form.is_valid():
        facts = _facts(form, row.code)
        try:
            classification.change_class(code_id=row.pk, facts=facts, actor=request.actor, at=timezone.now())
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("Koden {code} är sparad.").format(code=row.code))
            return redirect("class_code", row.pk)
    heading = _("Ändra koden {code}").format(code=row.code)
    return form_page(request, form, heading=heading, button=_("Spara koden"), trail=_trail(row))


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def end_class_code(request: ActingRequest, code_id: int) -> HttpResponse:
    """Avsluta en kod."""
    row = policy.get_visible(request.actor, ClassCode, pk=code_id)
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            classification.end_class(
                code_id=row.pk, last_day=form.cleaned_data["last_day"], actor=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("last_day", str(refusal))
        else:
            told = _("Koden {code} kan inte väljas efter {date}. Ärenden som har den behåller den.")
            messages.success(request, told.format(code=row.code, date=form.cleaned_data["last_day"].isoformat()))
            return redirect("class_code", row.pk)
    return form_page(
        request,
        form,
        heading=_("Avsluta koden {code}").format(code=row.code),
        button=_("Avsluta koden"),
        trail=_trail(row),
        consequence=_("Nya ärenden kan inte få koden efter den sista dagen. Ärenden som har den behåller den."),
        danger=True,
    )


def _facts(form: ClassForm, code: str) -> ClassFacts:
    data = form.cleaned_data
    rule = data["rule"].pk if data["rule"] else None
    return ClassFacts(code, " ".join(data["name"].split()), rule, data["valid_from"], data["valid_to"])


def _say(form: ClassForm, refusal: Refusal) -> None:
    if refusal.status != ASKED_FOR_FORM:
        raise refusal
    form.add_error(None, str(refusal))


def _trail(row: ClassCode | None = None) -> Trail:
    plan = (_("Klassificering"), reverse("class_plan"))
    return [plan, (str(row), reverse("class_code", args=[row.pk]))] if row else [plan]
