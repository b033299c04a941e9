"""Ersättare (S14): one's own absence, and IT's word for somebody who cannot give it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy, services
from accounts.forms.mandate import AbsenceForm, EndForm
from accounts.models import Absence, User
from accounts.selectors import mandates as selectors
from accounts.services import AbsenceEnded, MandateRefused
from accounts.views.mandate import ASKED_FOR_FORM, form_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("tell_absence")
def substitutes(request: ActingRequest) -> HttpResponse:
    """Inställningar › Ersättare: who stands in for the person, and whom the person stands in for."""
    person, today = cast("User", request.user), timezone.localdate()
    form = _form(request, person)
    absence = _registered(request, form, person)
    if absence is not None:
        told = _("Frånvaron är sparad. {namn} kan utföra dina uppgifter från {datum} till och med {slut}.")
        messages.success(
            request,
            told.format(
                namn=absence.substitute.name, datum=absence.valid_from.isoformat(), slut=absence.valid_to.isoformat()
            ),
        )
        return redirect("substitutes")
    follows, stays = selectors.kept_by_the_absent(person, on=today)
    rows = selectors.absences(request.actor, today=today, person_id=person.pk)
    context = {
        "form": form,
        "follows": follows,
        "stays": stays,
        "own": [row for row in rows if row.person_id == person.pk],
        "others": [row for row in rows if row.person_id != person.pk],
    }
    return render(request, "accounts/substitutes.html", context, status=ASKED_FOR_FORM if form.errors else 200)


def _form(request: ActingRequest, person: User) -> AbsenceForm:
    today = timezone.localdate()
    people = selectors.may_substitute(on=today, besides=person.pk)
    return AbsenceForm(request.POST or None, initial={"valid_from": today}, people=people)


def _registered(request: ActingRequest, form: AbsenceForm, person: User) -> Absence | None:
    """The absence that the form tells of; None = nothing was sent, or it says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return services.register_absence(
            user_id=person.pk,
            substitute_id=form.cleaned_data["substitute"],
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.cleaned_data["valid_to"],
            actor=request.actor,
            at=timezone.now(),
        )
    except MandateRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("manage_people")
def absence_of(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Frånvaro för en person som inte själv kan säga till."""
    person = policy.get_visible(request.actor, User, uuid=uuid)
    policy.require(request.actor, "manage_people", person)
    form = _form(request, person)
    absence = _registered(request, form, person)
    if absence is not None:
        told = _("Uppdraget är sparat. {namn} kan utföra uppgifter för {annan} från {datum}.")
        day = absence.valid_from.isoformat()
        messages.success(request, told.format(namn=absence.substitute.name, annan=person.name, datum=day))
        return redirect("person", person.uuid)
    trail = [(_("Användare och roller"), reverse("people")), (person.name, reverse("person", args=[person.uuid]))]
    return form_page(
        request,
        form,
        heading=_("Registrera frånvaro"),
        button=_("Spara frånvaron"),
        trail=trail,
        consequence=_(
            "Det {namn} själv har lämnas till ersättaren de dagarna, och kommer tillbaka av sig självt."
        ).format(namn=person.name),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("tell_absence")
def end_absence(request: ActingRequest, absence_id: int) -> HttpResponse:
    """Avsluta frånvaron: the last day, or none of it where it has not begun.

    Raises:
        NotVisible, NotAllowed: it is another's.
    """
    absence = policy.get_visible(request.actor, Absence, pk=absence_id)
    policy.require(request.actor, "tell_absence", absence)
    own = absence.user_id == request.actor.user_id
    today = timezone.localdate()
    last = today - timedelta(days=1) if absence.valid_from < today else today
    form = EndForm(request.POST or None, initial={"valid_to": last})
    back = reverse("substitutes") if own else reverse("person", args=[absence.user.uuid])
    if form.is_valid():
        try:
            ended = services.end_absence(
                absence_id=absence.pk,
                valid_to=form.cleaned_data["valid_to"],
                actor=request.actor,
                at=timezone.now(),
            )
        except AbsenceEnded as refusal:
            form.add_error("valid_to", str(refusal))
        else:
            messages.success(request, _ended_sentence(ended))
            return redirect(back)
    heading = _("Avsluta frånvaron")
    context = {
        "form": form,
        "heading": heading,
        "button": heading,
        "crumbs": [(_("Ersättare") if own else absence.user.name, back), (heading, "")],
        "back": back,
        "consequence": _("Uppgifterna är tillbaka hos {namn} dagen efter.").format(namn=absence.user.name),
    }
    return render(request, "accounts/form.html", context, status=ASKED_FOR_FORM if form.errors else 200)


def _ended_sentence(ended: Absence) -> str:
    if ended.revoked:
        return _("Frånvaron är återkallad. Den började aldrig.")
    return _("Frånvaron upphör {datum}.").format(datum=ended.valid_to.isoformat())
