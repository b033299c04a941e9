"""Ändra sekretessmarkering: the matter's, a document's, and the answer of the second person when one is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from accounts.forms import ask_capacity, in_chosen_capacity
from cases.forms.secrecy import AGREE, FIELDS, MARK, AnswerForm, DocumentSecrecyForm, LiftForm, MarkForm
from cases.models import Case
from cases.selectors.documents_tab import visible_document
from cases.selectors.page import case_head, visible_case
from cases.selectors.secrecy import LIFTING, lift_page, marking_of_case, marking_of_document, second_person
from diarium import services as register
from diarium.models import Document

if TYPE_CHECKING:
    from django import forms

    from config.middleware import ActingRequest

FORM_STATUS = 422


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_need_to_know")
def case_secrecy(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ärendets sekretessmarkering. Who marks a matter stands on its list, else the registry would lose it."""
    case = visible_case(request.actor, uuid)
    marking = marking_of_case(request.actor, case)
    initial = {"provision": marking.provision}
    form = MarkForm(request.POST if request.method == "POST" else None, initial=initial) if marking.may_mark else None
    if request.method == "POST":
        policy.require(request.actor, "mark_secrecy", case.entry)
    if form is not None and form.is_valid():
        register.mark_entry_secret(
            entry_id=case.entry_id,
            provision=form.cleaned_data["provision"],
            actor=request.actor,
            at=timezone.now(),
            entitled=_marker(request, case),
        )
        messages.success(request, _("{dnr} är sekretessmarkerat.").format(dnr=case.entry.printed_number))
        return redirect("case", case.uuid)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": _("Ändra sekretessmarkering"),
        "marking": marking,
        "form": form,
        "board": case.board.name,
        "back": reverse("case", args=[case.uuid]),
    }
    return _page(request, "cases/secrecy.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_need_to_know")
def document_secrecy(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Handlingens sekretess: tried and not needed, all of it marked, or single facts kept apart."""
    document = visible_document(request.actor, uuid)
    case = visible_case(request.actor, document.entry.case.uuid)
    marking = marking_of_document(request.actor, case, document)
    sent = request.POST if request.method == "POST" else None
    form = DocumentSecrecyForm(sent, initial=_as_it_is(document)) if marking.may_mark else None
    if request.method == "POST":
        policy.require(request.actor, "mark_secrecy", document)
    if form is not None and form.is_valid():
        _keep(request, case, document, form.cleaned_data)
        messages.success(request, _("Sekretessen för handling {n} är sparad.").format(n=document.document_no))
        return redirect("document", document.uuid)
    context = {
        "head": case_head(request.actor, case, "case_documents"),
        "here": _("Handling {n}: sekretess").format(n=document.document_no),
        "marking": marking,
        "form": form,
        "document": document,
        "board": case.board.name,
        "back": reverse("document", args=[document.uuid]),
    }
    return _page(request, "cases/secrecy.html", context, form)


def _as_it_is(document: Document) -> dict[str, Any]:
    return {
        "provision": document.secrecy_provision or document.protection_provision,
        "title": document.title,
        "protected_title": document.protected_title,
        "sender": document.sender_or_recipient,
        "protected_sender": document.protected_sender_or_recipient,
    }


def _keep(request: ActingRequest, case: Case, document: Document, data: dict[str, Any]) -> None:
    told: dict[str, Any] = {"document_id": document.pk, "actor": request.actor, "at": timezone.now()}
    if data["what"] == MARK:
        register.mark_document_secret(
            provision=data["provision"],
            protected_title=data["protected_title"],
            entitled=_marker(request, case),
            **told,
        )
    elif data["what"] == FIELDS:
        register.protect_fields(
            provision=data["provision"],
            title=data["title"],
            protected_title=data["protected_title"],
            sender_or_recipient=data["sender"],
            protected_sender_or_recipient=data["protected_sender"],
            **told,
        )
    else:
        register.review_secrecy(**told)


def _marker(request: ActingRequest, case: Case) -> list[int]:
    """Who marks goes on the list, unless the matter is the person's own."""
    person = request.actor.user_id
    return [person] if person is not None and person != case.case_officer_id else []


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_need_to_know")
def propose_lift(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ta bort ärendets sekretessmarkering: the first of two persons."""
    case = visible_case(request.actor, uuid)
    marking_of_case(request.actor, case)
    return _propose(request, case, None)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_need_to_know")
def propose_document_lift(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ta bort handlingens sekretessmarkering: the first of two persons."""
    document = visible_document(request.actor, uuid)
    case = visible_case(request.actor, document.entry.case.uuid)
    marking_of_document(request.actor, case, document)
    return _propose(request, case, document)


def _propose(request: ActingRequest, case: Case, document: Document | None) -> HttpResponse:
    form = LiftForm(request.POST if request.method == "POST" else None)
    back = reverse("document", args=[document.uuid]) if document else reverse("case", args=[case.uuid])
    who = second_person(case, request.actor.person_id)
    grants = policy.choices(request.actor, LIFTING, document or case.entry)
    only = ask_capacity(form, grants)
    if form.is_valid():
        register.propose_lift(
            entry_id=case.entry_id,
            document_id=document.pk if document else None,
            reason=form.cleaned_data["reason"],
            actor=in_chosen_capacity(request.actor, grants, form),
            at=timezone.now(),
        )
        done = _("Två personer behövs för att ta bort en sekretessmarkering. {namn} har fått en uppgift.")
        messages.success(request, done.format(namn=who))
        return redirect(back)
    context = {
        "head": case_head(request.actor, case, "case_documents" if document else "case"),
        "here": _("Ta bort sekretessmarkering"),
        "form": form,
        "capacity": only,
        "consequence": _("Två personer behövs: registratorn och handläggaren. Inget ändras innan den andra bekräftar."),
        "button": _("Föreslå att markeringen tas bort"),
        "danger": False,
        "cancel_url": back,
    }
    return _page(request, "cases/reason.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_need_to_know")
def answer_lift(request: ActingRequest, lift_id: int) -> HttpResponse:
    """Svara på ett förslag att ta bort en markering: the second person, or the proposer taking it back."""
    page = lift_page(request.actor, lift_id)
    case = visible_case(request.actor, page.case.uuid)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    form.offer(may_confirm=page.may_confirm, own=page.lift.own)
    grants = policy.choices(request.actor, page.sides, page.about)
    only = ask_capacity(form, grants)
    if form.is_valid():
        actor = in_chosen_capacity(request.actor, grants, form)
        told: dict[str, Any] = {"lift_id": lift_id, "actor": actor, "at": timezone.now()}
        if form.cleaned_data["answer"] == AGREE:
            register.confirm_lift(**told)
            messages.success(request, _("Sekretessmarkeringen på {nummer} är borttagen.").format(nummer=page.number))
        else:
            register.refuse_lift(reason=form.cleaned_data["reason"], **told)
            messages.success(request, _("Sekretessmarkeringen på {nummer} står kvar.").format(nummer=page.number))
        return redirect(page.back)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": _("Bekräfta att sekretessmarkeringen tas bort"),
        "page": page,
        "form": form,
        "capacity": only,
    }
    return _page(request, "cases/answer_lift.html", context, form)


def _page(request: ActingRequest, template: str, context: dict[str, Any], form: forms.BaseForm | None) -> HttpResponse:
    status = FORM_STATUS if form is not None and form.is_bound else 200
    return render(request, template, context, status=status)
