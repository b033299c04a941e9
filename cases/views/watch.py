"""Bevaka och sluta bevaka ett ärende."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from cases.forms.watch import WatchForm
from cases.models import Case
from cases.selectors.page import case_head, visible_case
from cases.selectors.watch import watched
from cases.services import watch

if TYPE_CHECKING:
    from config.middleware import ActingRequest

FORM_STATUS = 422


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_cases")
def watch_case(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Bevaka, or change the day of a matter that is watched."""
    case = visible_case(request.actor, uuid)
    present = watched(request.actor).filter(case=case).first()
    form = WatchForm(request.POST if request.method == "POST" else None, initial={"on": present and present.on})
    if form.is_valid():
        day = form.cleaned_data["on"]
        watch.watch_case(case_id=case.pk, on=day, actor=request.actor, at=timezone.now())
        number = case.entry.printed_number
        if day is None:
            text = _("Du bevakar {dnr}.").format(dnr=number)
        else:
            text = _("Du bevakar {dnr} till {datum}.").format(dnr=number, datum=date_format(day, "j\u00a0F Y"))
        messages.success(request, text)
        return redirect("case", case.uuid)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": _("Ändra bevakningsdatum") if present else _("Bevaka ärendet"),
        "form": form,
        "button": _("Spara bevakningen") if present else _("Bevaka"),
    }
    return render(request, "cases/short_form.html", context, status=FORM_STATUS if form.is_bound else 200)


@require_POST
@policy.mark()
def stop_watching(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Sluta bevaka; a matter that is not seen any more is taken out of the list too, and nothing is told of it."""
    case = Case.objects.filter(uuid=uuid, watches__user=request.actor.person_id).first()
    if case is None:
        raise policy.NotVisible
    watch.stop_watching(case_id=case.pk, actor=request.actor)
    messages.success(request, _("Du bevakar inte längre ärendet."))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("case", uuid)
