"""Det man gör i inkorgen: assign several tasks, watch their matters, mark them as read, and remind somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from cases.services.bulk import row_by_row
from workflows import services
from workflows.forms.acts import PersonForm
from workflows.models import Nudge
from workflows.selectors.inbox.chosen import chosen_lines, matters_of
from workflows.selectors.inbox.lines import AD_HOC, TASK, TaskLine
from workflows.selectors.people import to_choose_between, workers
from workflows.services.inbox import mark_as_read, remind

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422
ASSIGN, WATCH, READ, APPROVE = "tilldela", "bevaka", "last", "godkann"
PAGES = {WATCH: "bulk_watch", APPROVE: "approve_proposals"}


@require_POST
@policy.mark("see_tasks")
def chosen_tasks(request: ActingRequest) -> HttpResponse:
    """Vad som ska göras med de valda: the page of the act, or at once what needs no page."""
    lines = chosen_lines(request.actor, request.POST.getlist("id"))
    back = local_address(request.POST.get("tillbaka", ""))
    act = request.POST.get("gor", ASSIGN)
    if act == READ:
        mark_as_read(
            actor=request.actor,
            task_ids=[line.pk for line in lines if line.key[0] == TASK],
            ad_hoc_ids=[line.pk for line in lines if line.key[0] == AD_HOC],
        )
        told = ngettext("{n} uppgift är markerad som läst.", "{n} uppgifter är markerade som lästa.", len(lines))
        messages.success(request, told.format(n=len(lines)) if lines else _("Ingen uppgift är vald."))
        return redirect(back)
    ids = [str(uuid) for uuid in matters_of(lines)] if act == WATCH else [line.key for line in lines]
    query = urlencode({"id": ids, "tillbaka": back}, doseq=True)
    return redirect(f"{reverse(PAGES.get(act, 'assign_tasks'))}?{query}")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_tasks")
def assign_tasks(request: ActingRequest) -> HttpResponse:
    """Tilldela uppgifter: what will change, then row by row, and what could not be done and why."""
    asked = request.POST if request.method == "POST" else request.GET
    lines = chosen_lines(request.actor, asked.getlist("id"))
    back = local_address(asked.get("tillbaka", ""))
    people = to_choose_between(workers(on=timezone.localdate()))  # who fits which task is for the door to say
    form = PersonForm(request.POST if request.method == "POST" else None)
    form.offer(people)
    context = {"lines": lines, "form": form, "back": back, "act": {"heading": _("Tilldela uppgifter")}}
    if form.is_valid() and not lines:
        return redirect(back)  # they were assigned already: the form was sent twice
    if not form.is_valid():
        status = ASKED_FOR_FORM if form.is_bound and form.errors else 200
        return render(request, "workflows/assign_tasks.html", context, status=status)
    chosen = form.cleaned_data["person"]
    by_place = dict(enumerate(lines))

    def door(place: int) -> None:
        _assign(request, by_place[place], chosen)

    outcome = row_by_row([(place, f"{line.number}, {line.title}") for place, line in by_place.items()], door)
    told = _told(outcome.done, len(outcome.failures), dict(people)[chosen].partition(",")[0])
    if outcome.failures:
        return render(request, "cases/bulk_result.html", {**context, "told": told, "failures": outcome.failures})
    messages.success(request, told)
    return redirect(back)


def _assign(request: ActingRequest, line: TaskLine, person_id: int) -> None:
    at = timezone.now()
    if line.key[0] == TASK:
        services.hand_over_task(task_id=line.pk, to_id=person_id, actor=request.actor, at=at)
    else:
        services.hand_over_ad_hoc_task(ad_hoc_id=line.pk, to_id=person_id, actor=request.actor, at=at)


def _told(done: int, failed: int, name: str) -> str:
    """“3 uppgifter är tilldelade Siv Ek.”, or how many of them were, and how many could not be."""
    if not failed:
        whole = ngettext("{n} uppgift är tilldelad {namn}.", "{n} uppgifter är tilldelade {namn}.", done)
        return whole.format(n=done, namn=name)
    of = done + failed
    part = ngettext("{a} av {b} uppgift är tilldelad {namn}.", "{a} av {b} uppgifter är tilldelade {namn}.", of)
    refused = ngettext("{c} kunde inte ändras:", "{c} kunde inte ändras:", failed)
    return f"{part.format(a=done, b=of, namn=name)} {refused.format(c=failed)}"


def local_address(address: str) -> str:
    """An address of the program itself, or the list's."""
    safe = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if safe else reverse("inbox")


@require_POST
@policy.mark("see_tasks")
def remind_of_task(request: ActingRequest, task_id: int) -> HttpResponse:
    """Påminn den som har uppgiften."""
    return _reminded(request, remind(actor=request.actor, at=timezone.now(), task_id=task_id))


@require_POST
@policy.mark("see_tasks")
def remind_of_ad_hoc(request: ActingRequest, ad_hoc_id: int) -> HttpResponse:
    """Påminn den som har den fristående uppgiften."""
    return _reminded(request, remind(actor=request.actor, at=timezone.now(), ad_hoc_id=ad_hoc_id))


def _reminded(request: ActingRequest, nudge: Nudge) -> HttpResponse:
    messages.success(request, _("{namn} har fått en påminnelse.").format(namn=nudge.sent_to.name))
    back = request.POST.get("tillbaka", "")
    return redirect(local_address(back) if back else reverse("inbox_waiting"))
