"""Begära ut en handling: the public form and its receipt, and the registry's queue and answers (S10, S12c)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.selectors import municipality
from audit.rules import Refusal
from diarium.forms.disclosure import BindForm, MaskForm, RefuseForm, ReleaseForm, RequestForm
from diarium.models import DisclosureRequest
from diarium.selectors import disclosure, publicity
from diarium.selectors.keyset import Place
from diarium.services import disclosure as doors
from diarium.services.intake import let_in
from diarium.states import DisclosureStatus
from diarium.views.pace import count_one

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark(public=True)
@never_cache
def ask_for_document(request: ActingRequest) -> HttpResponse:
    """Begär ut en handling: no name, no reason, no login."""
    if request.method == "POST":
        form = RequestForm(request.POST)
        named = publicity.asked_about(
            document=form["document"].data or "", matter="" if form["document"].data else form["matter"].data or ""
        )
        if form.is_valid():
            at = timezone.now()
            count_one(request, form="begar-ut", at=at)
            asked = doors.ask_for_document(
                wanted=form.cleaned_data["wanted"],
                contact=form.cleaned_data["contact"],
                entry_id=named.entry_id,
                document_id=named.document_id,
                at=at,
                key=form.cleaned_data["key"],
            )
            return redirect("request_receipt", asked.uuid)
    else:
        document, matter = request.GET.get("handling", ""), request.GET.get("arende", "")
        named = publicity.asked_about(document=document, matter=matter)
        form = RequestForm(initial={"document": document, "matter": matter, "wanted": named.text})
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "named": named, "municipality": municipality()}
    return render(request, "diarium/public/ask.html", context, status=status)


@require_safe
@policy.mark(public=True)
@never_cache
def receipt(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Kvittot: the reference, the same for whatever was asked for."""
    reference = disclosure.reference_of(uuid)
    if not reference:
        raise Http404
    context = {"reference": reference, "municipality": municipality()}
    return render(request, "diarium/public/receipt.html", context)


@require_safe
@policy.mark("handle_request")
def requests(request: ActingRequest) -> HttpResponse:
    """Begäran om handlingar: the queue, the oldest first."""
    show = request.GET.get("visa", "")
    queue = disclosure.request_queue(request.actor, show, Place.of(request.GET), now=timezone.now())
    return render(request, "diarium/requests.html", {"queue": queue, "now": timezone.now()})


@require_safe
@policy.mark("handle_request")
def request_page(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """En begäran."""
    found = disclosure.visible_request(request.actor, uuid)
    page = disclosure.request_page(request.actor, found, now=timezone.now())
    return render(request, "diarium/request.html", {"page": page})


@require_POST
@policy.mark("handle_request")
def try_request(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Börja pröva."""
    found = _to_handle(request, uuid)
    doors.try_request(request_id=found.pk, actor=request.actor, at=timezone.now())
    messages.success(request, _("Begäran {referens} prövas nu.").format(referens=found.reference))
    return redirect("disclosure_request", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("handle_request")
def bind_request(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Koppla till ärende."""
    found = _to_handle(request, uuid)
    form = BindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        target = disclosure.target_of(request.actor, form.cleaned_data["number"])
        if target is None:
            form.add_error("number", _("Inget ärende har det numret. Kontrollera numret och försök igen."))
        else:
            doors.bind_request(
                request_id=found.pk,
                entry_id=target.entry_id,
                document_id=target.document_id,
                actor=request.actor,
                at=timezone.now(),
            )
            told = _("Begäran {referens} är kopplad till {nummer}.")
            messages.success(request, told.format(referens=found.reference, nummer=target.text))
            return redirect("disclosure_request", uuid)
    return _act_page(request, found, form, _("Koppla till ärende"), _("Koppla begäran"))


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("handle_request")
def release(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Lämna ut."""
    found = _to_handle(request, uuid)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            doors.answer_request(
                request_id=found.pk,
                status=DisclosureStatus.RELEASED,
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                at=timezone.now(),
            )
        except doors.SecrecyNotTried as refusal:
            form.add_error("reason", str(refusal.sentence))
        else:
            messages.success(request, _("Begäran {referens} är besvarad: lämnad.").format(referens=found.reference))
            return redirect("disclosure_request", uuid)
    consequence = _("Begäran antecknas som besvarad. Skicka eller lämna över handlingen till den som begärde den.")
    return _act_page(request, found, form, _("Lämna ut handlingen"), _("Lämna ut"), consequence)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("handle_request")
def release_masked(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Maska och lämna ut."""
    found = _to_handle(request, uuid)
    form = MaskForm(request.POST, request.FILES) if request.method == "POST" else MaskForm()
    if request.method == "POST" and form.is_valid() and _answered_masked(request, found, form):
        return redirect("disclosure_request", uuid)
    consequence = _("Den maskade kopian registreras som en egen handling i ärendet. Originalet ändras inte.")
    return _act_page(request, found, form, _("Maska och lämna ut"), _("Lämna ut maskad kopia"), consequence)


def _answered_masked(request: ActingRequest, found: DisclosureRequest, form: MaskForm) -> bool:
    """Whether the copy was let in and the request answered; if not, the form says why."""
    sent = form.cleaned_data["file"]
    try:
        taken = let_in(sent.file, sent.name or "") if sent else None
        answered = doors.answer_request(
            request_id=found.pk,
            status=DisclosureStatus.MASKED,
            reason=form.cleaned_data["reason"],
            masked=taken.file if taken else None,
            actor=request.actor,
            at=timezone.now(),
        )
    except Refusal as refusal:
        if refusal.status not in (413, 422) and not isinstance(refusal, doors.NoMatter):
            raise
        form.add_error("file", str(refusal.sentence))
        return False
    told = _("Begäran {referens} är besvarad: lämnad med maskning.").format(referens=found.reference)
    if copy := disclosure.copy_of(answered):
        told += " " + _("Den maskade kopian är sparad som handling {n}.").format(n=copy)
    messages.success(request, told)
    for sentence in taken.warnings if taken else ():
        messages.warning(request, str(sentence))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("handle_request")
def refuse(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Avslå."""
    found = _to_handle(request, uuid)
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        doors.answer_request(
            request_id=found.pk,
            status=DisclosureStatus.REFUSED,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            at=timezone.now(),
        )
        messages.success(request, _("Begäran {referens} är avslagen.").format(referens=found.reference))
        return redirect("disclosure_request", uuid)
    consequence = _("Den som begär kan få ett skriftligt beslut som går att överklaga.")
    return _act_page(request, found, form, _("Avslå begäran"), _("Avslå begäran"), consequence, danger=True)


@require_safe
@policy.mark("handle_request")
def refusal(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Beslutet på papper, with how to appeal; in Swedish whatever language its reader has."""
    decision = disclosure.refusal_of(disclosure.visible_request(request.actor, uuid))
    if decision is None:
        raise Http404
    with override("sv"):
        return render(request, "diarium/request_refusal.html", {"decision": decision})


def _to_handle(request: ActingRequest, uuid: UUID) -> DisclosureRequest:
    found = disclosure.visible_request(request.actor, uuid)
    policy.require(request.actor, "handle_request", found)
    return found


def _act_page(
    request: ActingRequest,
    found: DisclosureRequest,
    form: forms.Form,
    here: str,
    button: str,
    consequence: str = "",
    *,
    danger: bool = False,
) -> HttpResponse:
    context = {
        "page": disclosure.request_page(request.actor, found, now=timezone.now()),
        "form": form,
        "here": here,
        "button": button,
        "consequence": consequence,
        "danger": danger,
    }
    return render(request, "diarium/request_act.html", context, status=422 if request.method == "POST" else 200)
