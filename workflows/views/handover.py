"""Allt arbete från en person till en annan (S14), and an account that is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.models import User
from cases.services.bulk import Outcome
from workflows import services
from workflows.forms.handover import HandOverForm, ReceiverForm
from workflows.selectors.handover import CASE, loads, taker_of, work_of
from workflows.selectors.people import to_choose_between, workers
from workflows.services.handover import SamePerson

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


def _person(request: ActingRequest, uuid: UUID) -> User:
    return policy.get_visible(request.actor, User, uuid=uuid)


def _back(request: ActingRequest, about: User) -> str:
    """The person's page; for who hands work over and may not read it, the list of those who have any."""
    if policy.can(request.actor, "read_mandates"):
        return reverse("person", args=[about.uuid])
    return reverse("people_with_work")


@require_safe
@policy.mark("hand_over_work")
def people_with_work(request: ActingRequest) -> HttpResponse:
    """Lämna över arbete: the people with open work whose work the reader may hand over."""
    return render(request, "workflows/people_with_work.html", {"lines": loads(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("hand_over_work")
def hand_over_all(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Lämna över allt arbete: first what goes where and what cannot, then row by row."""
    leaving = _person(request, uuid)
    policy.require(request.actor, "hand_over_work", leaving)
    today = timezone.localdate()
    offered = to_choose_between(workers(on=today).exclude(pk=leaving.pk))
    if request.method == "POST":
        form = HandOverForm(request.POST)
        form.offer(offered)
        if form.is_valid():
            try:
                outcome = services.hand_over_work(
                    person_id=leaving.pk, to_id=form.receiver, actor=request.actor, at=timezone.now()
                )
            except SamePerson as refusal:
                form.add_error("till", str(refusal.sentence))
            else:
                return _told(request, leaving, outcome, _sentence(outcome))
        context = {"person": leaving, "form": form, "back": _back(request, leaving)}
        return render(request, "workflows/handover.html", context, status=ASKED_FOR_FORM)
    form_of = ReceiverForm(request.GET if "till" in request.GET else None)
    form_of.offer(offered)
    context = {"person": leaving, "form": form_of, "back": _back(request, leaving)}
    if form_of.is_valid():
        receiver = form_of.receiver
        taker = taker_of(User.objects.get(pk=receiver), on=today) if receiver is not None else None
        items = work_of(leaving, taker)
        context |= {
            "shown": True,
            "moves": [item for item in items if not item.goal.refused],
            "stays": [item for item in items if item.goal.refused],
            "post": HandOverForm(),
            "till": form_of.cleaned_data["till"],
        }
    return render(request, "workflows/handover.html", context, status=ASKED_FOR_FORM if form_of.errors else 200)


def _sentence(outcome: Outcome) -> str:
    if not outcome.done and not outcome.failures:
        return _("Det finns inget att lämna över.")
    moved = ngettext("{n} sak är överlämnad.", "{n} saker är överlämnade.", outcome.done).format(n=outcome.done)
    left = len(outcome.failures)
    kept = ngettext("{c} kunde inte lämnas över:", "{c} kunde inte lämnas över:", left).format(c=left)
    return f"{moved} {kept}" if left else moved


def _told(request: ActingRequest, about: User, outcome: Outcome, told: str) -> HttpResponse:
    if not outcome.failures:
        messages.success(request, told)
        return redirect(_back(request, about))
    context = {
        "act": {"heading": _("Lämna över allt arbete")},
        "told": told,
        "failures": outcome.failures,
        "back": _back(request, about),
    }
    return render(request, "cases/bulk_result.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("manage_people")
def deactivate_person(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Inaktivera: what it leads to, and then it is done."""
    leaving = _person(request, uuid)
    policy.require(request.actor, "manage_people", leaving)
    if request.method == "POST":
        outcome = services.close_account(person_id=leaving.pk, actor=request.actor, at=timezone.now())
        closed = _("{namn} är inaktiverad.").format(namn=leaving.name)
        return _told(request, leaving, outcome, f"{closed} {_sentence(outcome)}")
    items = work_of(leaving, None)
    context = {
        "person": leaving,
        "tasks": sum(not item.goal.refused for item in items),
        "matters": sum(item.kind == CASE for item in items),
        "stays": [item for item in items if item.goal.refused and item.kind != CASE],
    }
    return render(request, "workflows/deactivate_person.html", context)
