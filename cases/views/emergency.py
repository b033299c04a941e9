"""Tillfällig åtkomst till ett sekretessärende: asking, granting, opening, and the notice to the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from accounts.forms import ask_capacity, in_chosen_capacity
from cases.forms.secrecy import GRANT, AskForm, GrantForm
from cases.models import Case
from cases.policy import by_emergency
from cases.selectors.secrecy import access_page
from cases.services.secrecy import ask_by_number
from cases.services.secrecy import open_by_emergency as open_now
from diarium import services as register

if TYPE_CHECKING:
    from datetime import datetime

    from config.middleware import ActingRequest

FORM_STATUS = 422


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("ask_emergency_access")
def ask_emergency(request: ActingRequest) -> HttpResponse:
    """Begär tillfällig åtkomst. The answer is the same whatever the number is of."""
    form = AskForm(request.POST if request.method == "POST" else None)
    grants = policy.choices(request.actor, ["ask_emergency_access"])
    only = ask_capacity(form, grants)
    if form.is_valid():
        ask_by_number(
            number=form.cleaned_data["number"],
            reason=form.cleaned_data["reason"],
            actor=in_chosen_capacity(request.actor, grants, form),
            at=timezone.now(),
        )
        messages.success(
            request,
            _(
                "Begäran är mottagen. Finns det ett sekretessmarkerat ärende med numret prövas den av en annan person, "
                "och beviljas den visas ärendet bland dina uppgifter."
            ),
        )
        return redirect("ask_emergency")
    hours = register.default_hours()
    rule = ngettext(
        "En annan person måste godkänna. Åtkomsten gäller i {n} timme, loggas och meddelas registratorn.",
        "En annan person måste godkänna. Åtkomsten gäller i {n} timmar, loggas och meddelas registratorn.",
        hours,
    ).format(n=hours)
    context = {"form": form, "capacity": only, "rule": rule}
    return render(request, "cases/ask_emergency.html", context, status=FORM_STATUS if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark()
def emergency(request: ActingRequest, access_id: int) -> HttpResponse:
    """Begäran för kommundirektören, meddelandet för registratorn.

    Raises:
        NotVisible: there is none, or it is not this person's to judge or to know of.
    """
    page = access_page(request.actor, access_id)
    sent = request.POST if request.method == "POST" else None
    form = GrantForm(sent, initial={"hours": register.default_hours()})
    if sent is not None:
        policy.require(request.actor, "grant_emergency_access", page.access)
    grants = policy.choices(request.actor, ["grant_emergency_access"], page.access)
    only = ask_capacity(form, grants)
    if form.is_valid():
        actor = in_chosen_capacity(request.actor, grants, form)
        told: dict[str, Any] = {"access_id": access_id, "actor": actor, "at": timezone.now()}
        if form.cleaned_data["answer"] == GRANT:
            access = register.grant_emergency_access(hours=form.cleaned_data["hours"], **told)
            text = _("{namn} har tillfällig åtkomst till {dnr} till {tid}. Registratorn har fått ett meddelande.")
            messages.success(request, text.format(namn=page.who, dnr=page.number, tid=_moment(access.until)))
        else:
            register.refuse_emergency_access(**told)
            messages.success(request, _("Begäran om åtkomst till {dnr} är avslagen.").format(dnr=page.number))
        return redirect("inbox")
    context = {"page": page, "access": page.access, "form": form, "capacity": only}
    return render(request, "cases/emergency.html", context, status=FORM_STATUS if sent is not None else 200)


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), r"j F Y \k\l. H.i") if at is not None else ""


@require_POST
@policy.mark("acknowledge_emergency")
def acknowledge_emergency(request: ActingRequest, access_id: int) -> HttpResponse:
    """Registratorn har tagit del av att åtkomst har beviljats."""
    page = access_page(request.actor, access_id)
    register.acknowledge_emergency(access_id=access_id, actor=request.actor, at=timezone.now())
    messages.success(request, _("Meddelandet om {dnr} är kvitterat.").format(dnr=page.number))
    return redirect("inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark()
def open_by_emergency(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Öppna ett ärende med tillfällig åtkomst, by a button that tells the log."""
    rows = policy.visible(request.actor, Case).filter(by_emergency(request.actor)).select_related("entry")
    case = get_object_or_404(rows, uuid=uuid)
    if request.method == "POST":
        open_now(case_id=case.pk, actor=request.actor, at=timezone.now())
        return redirect("case", case.uuid)
    return render(request, "cases/open_by_emergency.html", {"number": case.entry.printed_number})
