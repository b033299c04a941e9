"""Lägg ärendet vilande och återuppta det."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from accounts.forms import ask_capacity, in_chosen_capacity
from cases.forms.on_hold import PauseForm
from cases.selectors.page import case_head, visible_case
from cases.services import on_hold
from cases.services.case import WrongState, is_open
from cases.services.on_hold import DayPassed, NotOnHold

if TYPE_CHECKING:
    from config.middleware import ActingRequest

FORM_STATUS = 422


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("pause_case")
def pause_case(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Lägg ärendet vilande, or change the day.

    Raises:
        WrongState: it is closed or withdrawn.
    """
    case = visible_case(request.actor, uuid)
    if not is_open(case):
        raise WrongState(case)
    policy.require(request.actor, "pause_case", case)
    kept = {"until": case.on_hold_until, "reason": case.on_hold_reason}
    form = PauseForm(request.POST if request.method == "POST" else None, initial=kept)
    grants = policy.choices(request.actor, ["pause_case"], case)
    only = ask_capacity(form, grants)
    if form.is_valid():
        day = form.cleaned_data["until"]
        try:
            on_hold.pause_case(
                case_id=case.pk,
                until=day,
                reason=form.cleaned_data["reason"],
                actor=in_chosen_capacity(request.actor, grants, form),
                at=timezone.now(),
                key=form.cleaned_data["key"],
            )
        except DayPassed as refusal:
            form.add_error("until", str(refusal.sentence))
        else:
            said = _("{dnr} är vilande till {datum}.")
            messages.success(request, said.format(dnr=case.entry.printed_number, datum=date_format(day, "j\u00a0F Y")))
            return redirect("case", uuid)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": _("Lägg ärendet vilande"),
        "form": form,
        "capacity": only,
        "consequence": _("Påminnelser pausas till det datum du väljer. Lagstadgade frister löper vidare."),
        "button": _("Lägg ärendet vilande"),
        "danger": False,
        "cancel_url": reverse("case", args=[uuid]),
    }
    return render(request, "cases/reason.html", context, status=FORM_STATUS if form.is_bound else 200)


@require_POST
@policy.mark("pause_case")
def resume_case(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Återuppta ärendet; one that is taken up already stays so."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "pause_case", case)
    try:
        on_hold.resume_case(case_id=case.pk, actor=request.actor, at=timezone.now())
    except NotOnHold as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("{dnr} är återupptaget.").format(dnr=case.entry.printed_number))
    return redirect("case", uuid)
