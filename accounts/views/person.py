"""Användare och roller (S14): who can log in, and as what from when to when. Nobody is ever taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy, services
from accounts.forms.mandate import MandateForm, PersonForm
from accounts.models import User
from accounts.selectors import mandates as selectors
from accounts.services import MandateRefused
from accounts.services.people import AddressTaken
from accounts.views.mandate import form_page, saved_sentence

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("read_mandates")
def people(request: ActingRequest) -> HttpResponse:
    """Användare och roller: those who can log in, or everybody."""
    words, every = request.GET.get("q", "").strip()[:100], request.GET.get("visa") == "alla"
    context = {
        "lines": selectors.people(request.actor, today=timezone.localdate(), words=words, every=every),
        "words": words,
        "every": every,
        "may_add": policy.can(request.actor, "manage_people"),
    }
    return render(request, "accounts/people.html", context)


@require_safe
@policy.mark("read_mandates")
def person(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """En person: the roles with their days, and absence."""
    row = policy.get_visible(request.actor, User, uuid=uuid)
    today = timezone.localdate()
    context = {
        "person": row,
        "lines": selectors.mandates_of(request.actor, row, today=today),
        "absences": selectors.absences(request.actor, today=today, person_id=row.pk),
        "may_hand_over": policy.can(request.actor, "hand_over_work", row),
        "may_give": row.is_active and policy.can(request.actor, "manage_people", row),
    }
    return render(request, "accounts/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("manage_people")
def add_person(request: ActingRequest) -> HttpResponse:
    """Ny person; what the person may do follows from the roles that are given afterwards."""
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            row = services.create_user(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"].strip(),
                title=form.cleaned_data["title"].strip(),
                actor=request.actor,
                at=timezone.now(),
            )
        except AddressTaken as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("{namn} är tillagd. Ge nu en roll.").format(namn=row.name))
            return redirect("person", row.uuid)
    trail = [(_("Användare och roller"), reverse("people"))]
    return form_page(request, form, heading=_("Ny person"), button=_("Lägg till personen"), trail=trail)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("manage_people")
def give_role(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ge en roll, from and perhaps to a day."""
    row = policy.get_visible(request.actor, User, uuid=uuid)
    policy.require(request.actor, "manage_people", row)
    today = timezone.localdate()
    boards, units = selectors.scopes(on=today)
    form = MandateForm(request.POST or None, initial={"valid_from": today}, boards=boards, units=units)
    if form.is_valid():
        try:
            given = services.give_mandate(user_id=row.pk, actor=request.actor, at=timezone.now(), **form.facts())
        except MandateRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, saved_sentence(given))
            return redirect("person", row.uuid)
    trail = [(_("Användare och roller"), reverse("people")), (row.name, reverse("person", args=[row.uuid]))]
    return form_page(request, form, heading=_("Ge en roll"), button=_("Ge rollen"), trail=trail)
