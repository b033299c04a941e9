"""Fliken Sändlista (S9): recipients before the act of sending, and what became of each row after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.forms import KeyedForm
from audit.rules import Refusal
from cases.forms.distribution import AddressForm, BindForm, RecipientForm
from cases.models import Case, Dispatch, Recipient
from cases.selectors.page import case_head, visible_case
from cases.selectors.recipients_tab import recipients_page
from cases.services import distribution
from diarium.services import change_correspondent_email

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_safe
@policy.mark("see_cases")
def recipients(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Sändlistan."""
    case = visible_case(request.actor, uuid)
    return _list(request, case, RecipientForm())


@require_POST
@policy.mark("edit_recipients")
def add_recipient(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Lägg till mottagare."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "edit_recipients", case)
    form = RecipientForm(request.POST)
    if form.is_valid():
        try:
            distribution.add_recipient(
                case_id=case.pk,
                text=form.cleaned_data["text"].strip(),
                purpose=form.cleaned_data["purpose"],
                actor=request.actor,
                at=timezone.now(),
            )
        except distribution.RecipientTwice as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Mottagaren är tillagd i sändlistan."))
            return redirect("case_recipients", case.uuid)
    return _list(request, case, form, status=ASKED_FOR_FORM)


@require_POST
@policy.mark("edit_recipients")
def remove_recipient(request: ActingRequest, uuid: UUID, recipient_id: int) -> HttpResponse:
    """Ta bort en mottagare ur sändlistan."""
    case = visible_case(request.actor, uuid)
    row = _recipient(case, recipient_id)
    distribution.remove_recipient(case_id=case.pk, recipient_id=row.pk, actor=request.actor, at=timezone.now())
    messages.success(request, _("{mottagare} är borttagen ur sändlistan.").format(mottagare=row.text))
    return redirect("case_recipients", case.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("edit_recipients")
def bind_recipient(request: ActingRequest, uuid: UUID, recipient_id: int) -> HttpResponse:
    """Koppla en mottagare till någon i registret."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "edit_recipients", case)
    row = _recipient(case, recipient_id)
    form = BindForm(request.POST or None, actor=request.actor, initial={"name": row.text})
    if form.is_valid() and form.meant is not None:
        distribution.bind_recipient(
            case_id=case.pk,
            recipient_id=row.pk,
            correspondent_id=form.meant.pk,
            actor=request.actor,
            at=timezone.now(),
        )
        messages.success(request, _("{mottagare} är kopplad till registret.").format(mottagare=row.text))
        return redirect("case_recipients", case.uuid)
    return _own_page(request, case, form, _("Koppla {mottagare}").format(mottagare=row.text), _("Koppla mottagaren"))


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def recipient_address(request: ActingRequest, uuid: UUID, recipient_id: int) -> HttpResponse:
    """Lägg till eller ändra e-postadressen till en mottagare i registret."""
    case = visible_case(request.actor, uuid)
    row = _recipient(case, recipient_id)
    if row.correspondent is None:
        raise policy.NotVisible
    form = AddressForm(request.POST or None, initial={"address": row.correspondent.email})
    if form.is_valid():
        try:
            change_correspondent_email(
                correspondent_id=row.correspondent.pk,
                email=form.cleaned_data["address"],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(request, _("Adressen till {mottagare} är sparad.").format(mottagare=row.text))
            return redirect("case_recipients", case.uuid)
    heading = _("Adress till {mottagare}").format(mottagare=row.text)
    return _own_page(request, case, form, heading, _("Spara adressen"))


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_cases")
def resend(request: ActingRequest, uuid: UUID, dispatch_id: int) -> HttpResponse:
    """Skicka igen, till en annan adress om det behövs."""
    case = visible_case(request.actor, uuid)
    row = _dispatch(request, case, dispatch_id)
    policy.require(request.actor, distribution.mending(row), case)
    form = AddressForm(request.POST or None, initial={"address": row.address})
    if form.is_valid():
        try:
            distribution.resend(
                dispatch_id=row.pk, address=form.cleaned_data["address"], actor=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            if refusal.status != ASKED_FOR_FORM:
                raise
            form.add_error("address", str(refusal))
        else:
            sentence = _("Beslutet skickas igen till {mottagare}.")
            if row.distribution.decision_id is None:
                sentence = _("Brevet skickas igen till {mottagare}.")
            messages.success(request, sentence.format(mottagare=row.name))
            return redirect(_back_of(row), case.uuid)
    return _own_page(
        request, case, form, _("Skicka igen till {mottagare}").format(mottagare=row.name), _("Skicka igen")
    )


@require_POST
@policy.mark("see_cases")
def sent_by_letter(request: ActingRequest, uuid: UUID, dispatch_id: int) -> HttpResponse:
    """Markera som skickat med brev."""
    case = visible_case(request.actor, uuid)
    row = _dispatch(request, case, dispatch_id)
    policy.require(request.actor, distribution.mending(row), case)
    distribution.mark_sent_by_letter(dispatch_id=row.pk, actor=request.actor, at=timezone.now())
    sentence = _("Beslutet till {mottagare} är skickat med brev.")
    if row.distribution.decision_id is None:
        sentence = _("Brevet till {mottagare} är skickat med vanlig post.")
    messages.success(request, sentence.format(mottagare=row.name))
    return redirect(_back_of(row), case.uuid)


def _back_of(row: Dispatch) -> str:
    return "case_recipients" if row.distribution.decision_id else "case_referrals"


def _recipient(case: Case, recipient_id: int) -> Recipient:
    row = case.recipients.filter(pk=recipient_id, listed=True).select_related("correspondent").first()
    if row is None:
        raise policy.NotVisible
    return row


def _dispatch(request: ActingRequest, case: Case, dispatch_id: int) -> Dispatch:
    return policy.get_visible(request.actor, Dispatch, pk=dispatch_id, distribution__case=case)


def _list(request: ActingRequest, case: Case, form: RecipientForm, *, status: int = 200) -> HttpResponse:
    page = recipients_page(request.actor, case, on=timezone.localdate())
    context: dict[str, Any] = {"head": case_head(request.actor, case, "case_recipients"), "page": page, "form": form}
    return render(request, "cases/recipients.html", context, status=status)


def _own_page(request: ActingRequest, case: Case, form: KeyedForm, heading: str, button: str) -> HttpResponse:
    context = {
        "head": case_head(request.actor, case, "case_recipients"),
        "here": heading,
        "form": form,
        "button": button,
    }
    return render(request, "cases/recipient_form.html", context, status=ASKED_FOR_FORM if form.errors else 200)
