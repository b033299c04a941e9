"""Nytt ärende: registered by hand, with the next number or one from an older system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from audit.rules import Refusal
from workflows import services
from workflows.forms.opening import OpeningForm, lines, parsed_number
from workflows.selectors.opening import OpeningChoices, known_parties, opening_choices
from workflows.services import CaseOpening
from workflows.services.starting import PartyLine

if TYPE_CHECKING:
    from config.middleware import ActingRequest

SAID_IN_FORM = (409, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("open_case")
def new_case(request: ActingRequest) -> HttpResponse:
    """Nytt ärende."""
    choices = opening_choices(request.actor, on=timezone.localdate())
    form = OpeningForm(request.POST if request.method == "POST" else None)
    form.offer(choices)
    if form.is_bound and form.is_valid():
        try:
            answer = services.start_case(
                opening=opening_of(form.cleaned_data),
                actor=request.actor,
                at=timezone.now(),
                key=form.cleaned_data["key"],
            )
        except Refusal as refusal:
            if refusal.status not in SAID_IN_FORM:
                raise
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, registered(answer.number, choices, form.cleaned_data["officer"]))
            return redirect("case", uuid=answer.case)
    return render(request, "workflows/new_case.html", {"form": form}, status=422 if form.is_bound else 200)


def opening_of(cleaned: Mapping[str, Any]) -> CaseOpening:
    """What the door needs to open a matter, from the cleaned form."""
    today = timezone.localdate()
    return CaseOpening(
        case_type=cleaned["case_type"],
        board_id=int(cleaned["board"]),
        subject=" ".join(cleaned["subject"].split()),
        opened_on=cleaned["opened_on"] if cleaned["old_number"] and cleaned["opened_on"] else today,
        class_code=cleaned["class_code"],
        officer_id=int(cleaned["officer"]) if cleaned["officer"] else None,
        unit_id=int(cleaned["unit"]) if cleaned["unit"] else None,
        parties=[
            PartyLine(party.name, party.correspondent_id, party.is_municipality)
            for party in known_parties(lines(cleaned["parties"]))
        ],
        imported_number=parsed_number(cleaned["old_number"]) if cleaned["old_number"] else None,
        protected_subject=cleaned["protected_subject"],
        secrecy_provision=cleaned["secrecy_provision"],
    )


def registered(number: str, choices: OpeningChoices, officer: str) -> str:
    """“Ärende KS-2026/118.103 är registrerat och tilldelat Catarina Klockerud.”"""
    name = dict(choices.officers).get(officer, "")
    if not name:
        return _("Ärende {dnr} är registrerat.").format(dnr=number)
    return _("Ärende {dnr} är registrerat och tilldelat {namn}.").format(dnr=number, namn=name)
