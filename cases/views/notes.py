"""Ny tjänsteanteckning och ny part: two short pages under the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from accounts.selectors import municipality
from cases.forms.notes import NoteForm, PartyForm
from cases.selectors.page import case_head, visible_case
from cases.services.agreement import PartyTwice, add_party
from cases.services.case import write_note
from diarium.models import Correspondent
from diarium.selectors import match_recipient

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("write_note")
def note(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ny tjänsteanteckning."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "write_note", case)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_note(
            case_id=case.pk,
            text=form.cleaned_data["text"],
            actor=request.actor,
            at=timezone.now(),
            key=form.cleaned_data["key"],
        )
        messages.success(request, _("Anteckningen är sparad."))
        return redirect("case", case.uuid)
    context = {
        "head": case_head(request.actor, case, "case"),
        "form": form,
        "here": _("Ny tjänsteanteckning"),
        "button": _("Spara anteckning"),
    }
    return render(request, "cases/short_form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("edit_parties")
def party(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Lägg till part."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "edit_parties", case)
    form = PartyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        known, ours = match_recipient(name), municipality()
        try:
            added = add_party(
                case_id=case.pk,
                name=known.name if isinstance(known, Correspondent) else name,
                correspondent_id=known.pk if isinstance(known, Correspondent) else None,
                is_municipality=ours is not None and ours.name.casefold() == name.casefold(),
                actor=request.actor,
                at=timezone.now(),
            )
        except PartyTwice as refusal:
            form.add_error("name", str(refusal.sentence))
        else:
            messages.success(request, _("{part} är tillagd som part.").format(part=added.name))
            return redirect("case", case.uuid)
    context = {
        "head": case_head(request.actor, case, "case"),
        "form": form,
        "here": _("Lägg till part"),
        "button": _("Lägg till part"),
        "names": Correspondent.objects.order_by("name", "pk").values_list("name", flat=True)[:500],
    }
    return render(request, "cases/short_form.html", context, status=422 if request.method == "POST" else 200)
