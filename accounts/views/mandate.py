"""Uppdrag och ersättare (S14): who stands in for whom, as what, from and to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy, services
from accounts.forms.mandate import EndForm, StandInForm
from accounts.models import Mandate, Role
from accounts.selectors import mandates as selectors
from accounts.services import MandateEnded, MandateRefused

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_safe
@policy.mark("read_mandates")
def mandates(request: ActingRequest) -> HttpResponse:
    """Uppdrag och ersättare: those in force and to come, or all."""
    today = timezone.localdate()
    words, every = request.GET.get("q", "").strip()[:100], request.GET.get("visa") == "alla"
    context = {
        "lines": selectors.stand_ins(request.actor, today=today, words=words, every=every),
        "absences": selectors.absences(request.actor, today=today),
        "words": words,
        "every": every,
        "may_add": policy.can(request.actor, "give_mandate"),
    }
    return render(request, "accounts/mandates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("give_mandate")
def add_stand_in(request: ActingRequest) -> HttpResponse:
    """Nytt uppdrag som ersättare."""
    today = timezone.localdate()
    others = selectors.may_be_stood_in_for(on=today)
    if not request.actor.holds(Role.IT_ADMIN):
        others = [one for one in others if one[0] == request.actor.user_id]
    boards, units = selectors.scopes(on=today)
    options: dict[str, Any] = {"boards": boards, "units": units, "people": selectors.active_people(), "others": others}
    initial = {"valid_from": today, "other": others[0][0] if len(others) == 1 else None}
    form = StandInForm(request.POST or None, initial=initial, **options)
    if form.is_valid():
        try:
            given = services.give_mandate(actor=request.actor, at=timezone.now(), **form.facts())
        except MandateRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, saved_sentence(given))
            return redirect("mandates")
    return form_page(
        request,
        form,
        heading=_("Nytt uppdrag"),
        button=_("Spara uppdraget"),
        trail=[(_("Uppdrag och ersättare"), reverse("mandates"))],
        consequence=_(
            "Ersättaren får det som personen själv har, högst så länge och högst så brett. Det kan inte lämnas vidare."
        ),
    )


def saved_sentence(given: Mandate) -> str:
    """The sentence after a mandate was given."""
    day = given.valid_from.isoformat()
    if given.on_behalf_of is None:
        told = _("Uppdraget är sparat. {namn} är {roll} från {datum}.")
        return told.format(namn=given.user.name, roll=str(Role(given.role).label).lower(), datum=day)
    told = _("Uppdraget är sparat. {namn} kan utföra uppgifter för {annan} från {datum}.")
    return told.format(namn=given.user.name, annan=given.on_behalf_of.name, datum=day)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("give_mandate")
def end_mandate(request: ActingRequest, mandate_id: int) -> HttpResponse:
    """Avsluta ett uppdrag: its last day."""
    mandate = policy.get_visible(request.actor, Mandate, pk=mandate_id)
    policy.require(request.actor, "give_mandate", mandate)
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    back = reverse("mandates") if mandate.on_behalf_of_id else reverse("person", args=[mandate.user.uuid])
    if form.is_valid():
        try:
            ended = services.end_mandate(
                mandate_id=mandate.pk,
                valid_to=form.cleaned_data["valid_to"],
                actor=request.actor,
                at=timezone.now(),
            )
        except MandateEnded as refusal:
            form.add_error("valid_to", str(refusal))
        else:
            messages.success(request, _ended_sentence(ended))
            return redirect(back)
    role = str(Role(mandate.role).label)
    return form_page(
        request,
        form,
        heading=_("Avsluta uppdraget"),
        button=_("Avsluta uppdraget"),
        trail=[(mandate.user.name, back)],
        consequence=_("{namn} är inte längre {roll} efter den dagen. Raden finns kvar.").format(
            namn=mandate.user.name, roll=role.lower()
        ),
        danger=True,
    )


def _ended_sentence(ended: Mandate) -> str:
    if ended.revoked:
        return _("Uppdraget är återkallat. Det började aldrig.")
    day = ended.valid_to.isoformat() if ended.valid_to else ""
    return _("Uppdraget upphör {datum}.").format(datum=day)


def form_page(
    request: ActingRequest,
    form: Form,
    *,
    heading: str,
    button: str,
    trail: list[tuple[str, str]],
    consequence: str = "",
    danger: bool = False,
) -> HttpResponse:
    """A form on a page of its own under Administration; the last of the trail is where one goes back to."""
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "crumbs": [(_("Administration"), reverse("administration")), *trail, (heading, "")],
        "back": trail[-1][1],
        "consequence": consequence,
        "danger": danger,
    }
    return render(request, "accounts/form.html", context, status=ASKED_FOR_FORM if form.errors else 200)
