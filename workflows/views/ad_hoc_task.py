"""Fristående uppgift: give one in a matter, and its own page, where it is taken, handed over and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from accounts.forms import KeyedForm
from cases.selectors.page import case_head, visible_case
from workflows import services
from workflows.forms.acts import PersonForm
from workflows.forms.ad_hoc_task import EndTaskForm, GiveTaskForm, TakeBackForm
from workflows.models import AdHocTask
from workflows.models.ad_hoc_task import AdHocState
from workflows.selectors.ad_hoc_task import AdHocPage, ad_hoc_page, people_and_groups, receivers
from workflows.services import AlreadyDone, TakenByOther
from workflows.services.ad_hoc_task import MayNotSee, ReasonNeeded
from workflows.services.inbox import mark_as_read

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("give_task")
def give_task(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ny uppgift i ärendet."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "give_task", case)
    form = GiveTaskForm(request.POST if request.method == "POST" else None)
    offered = people_and_groups(case, on=timezone.localdate())
    form.offer(offered)
    if form.is_valid():
        try:
            services.give_task(
                case_id=case.pk,
                text=form.cleaned_data["text"],
                due=form.cleaned_data["due"],
                actor=request.actor,
                at=timezone.now(),
                key=form.cleaned_data["key"],
                **form.receiver,  # type: ignore[arg-type]
            )
        except MayNotSee as refusal:
            form.add_error("to", str(refusal))
        else:
            names = {value: label for _group, rows in offered for value, label in rows}
            name = names[form.cleaned_data["to"]].partition(",")[0]
            messages.success(request, _("Uppgiften är skapad för {namn}.").format(namn=name))
            return redirect("case_tasks", uuid=uuid)
    context = {
        "head": case_head(request.actor, case, "case_tasks"),
        "here": _("Ny uppgift"),
        "form": form,
        "consequence": _("Uppgiften står i mottagarens lista. Ärendet väntar inte på den."),
        "button": _("Skapa uppgiften"),
        "danger": False,
        "cancel_url": reverse("case_tasks", args=[uuid]),
    }
    return render(request, "workflows/act.html", context, status=ASKED_FOR_FORM if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_tasks")
def ad_hoc_task(request: ActingRequest, ad_hoc_id: int) -> HttpResponse:
    """Uppgiftens sida, and its end: klar or kan inte utföras."""
    page = ad_hoc_page(request.actor, ad_hoc_id)
    form = EndTaskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _end(request, page, form, form.cleaned_data["outcome"], _("Uppgiften är avslutad."))
        except ReasonNeeded as refusal:
            form.add_error("comment", str(refusal))
    if page.may_do and request.method == "GET":
        mark_as_read(actor=request.actor, ad_hoc_ids=[page.pk])
    return _page(request, page, form)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_tasks")
def take_back_task(request: ActingRequest, ad_hoc_id: int) -> HttpResponse:
    """Ta tillbaka uppgiften."""
    page = ad_hoc_page(request.actor, ad_hoc_id)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _end(request, page, form, AdHocState.TAKEN_BACK, _("Uppgiften är återtagen."))
    if not page.open:
        return _page(request, page, form)
    if not page.may_take_back:
        raise policy.NotAllowed
    told = _("Uppgiften tas bort ur listan hos {namn}.").format(namn=page.holder)
    return _act_page(request, page, form, _("Ta tillbaka uppgiften"), told)


def _end(request: ActingRequest, page: AdHocPage, form: KeyedForm, outcome: str, told: str) -> HttpResponse:
    try:
        services.end_ad_hoc_task(
            ad_hoc_id=page.pk,
            outcome=outcome,
            comment=form.cleaned_data["comment"],
            actor=request.actor,
            at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    except AlreadyDone:
        return _page(request, ad_hoc_page(request.actor, page.pk), form, status=409)
    messages.success(request, told)
    return redirect("inbox" if page.mine else page.case_url)


@require_POST
@policy.mark("see_tasks")
def claim(request: ActingRequest, ad_hoc_id: int) -> HttpResponse:
    """Ta uppgiften."""
    page = ad_hoc_page(request.actor, ad_hoc_id)
    try:
        services.claim_ad_hoc_task(ad_hoc_id=page.pk, actor=request.actor, at=timezone.now())
    except (TakenByOther, AlreadyDone):
        return _page(request, ad_hoc_page(request.actor, page.pk), EndTaskForm(), status=409)
    messages.success(request, _("Du har tagit uppgiften."))
    return redirect("ad_hoc_task", ad_hoc_id=page.pk)


@require_POST
@policy.mark("see_tasks")
def release(request: ActingRequest, ad_hoc_id: int) -> HttpResponse:
    """Lägg tillbaka i gruppens lista."""
    page = ad_hoc_page(request.actor, ad_hoc_id)
    services.release_ad_hoc_task(ad_hoc_id=page.pk, actor=request.actor, at=timezone.now())
    messages.success(request, _("Uppgiften är tillbaka i gruppens lista."))
    return redirect("inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_tasks")
def hand_over(request: ActingRequest, ad_hoc_id: int) -> HttpResponse:
    """Lämna över uppgiften till någon annan som får se ärendet."""
    page = ad_hoc_page(request.actor, ad_hoc_id)
    if not page.open:
        return _page(request, page, EndTaskForm(), status=409 if request.method == "POST" else 200)
    if not page.may_hand_over:
        if page.holder_id is not None and request.POST.get("person") == str(page.holder_id):
            return _handed_over(request, page.holder)  # the form was sent twice
        raise policy.NotAllowed
    task = AdHocTask.objects.select_related("case__entry").get(pk=page.pk)
    offered = receivers(task.case, on=timezone.localdate(), besides=task.owner_id)
    form = PersonForm(request.POST if request.method == "POST" else None)
    form.offer(offered)
    if form.is_valid():
        chosen = form.cleaned_data["person"]
        try:
            services.hand_over_ad_hoc_task(ad_hoc_id=page.pk, to_id=chosen, actor=request.actor, at=timezone.now())
        except MayNotSee as refusal:
            form.add_error("person", str(refusal))
        else:
            return _handed_over(request, dict(offered)[chosen].partition(",")[0])
    told = _("Den som får uppgiften ser den i sin lista. Överlämningen syns i historiken.")
    return _act_page(request, page, form, _("Lämna över uppgiften"), told)


def _handed_over(request: ActingRequest, name: str) -> HttpResponse:
    messages.success(request, _("Uppgiften är överlämnad till {namn}.").format(namn=name))
    return redirect("inbox")


def _act_page(request: ActingRequest, page: AdHocPage, form: KeyedForm, heading: str, told: str) -> HttpResponse:
    context = {"page": page, "form": form, "heading": heading, "consequence": told}
    status = ASKED_FOR_FORM if form.is_bound else 200
    return render(request, "workflows/ad_hoc_act.html", context, status=status)


def _page(request: ActingRequest, page: AdHocPage, form: Any, *, status: int = 0) -> HttpResponse:
    context = {"page": page, "form": form, "today": timezone.localdate()}
    if not status:
        status = (ASKED_FOR_FORM if page.open else 409) if form.is_bound else 200
    return render(request, "workflows/ad_hoc_task.html", context, status=status)
