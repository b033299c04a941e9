"""Listorna Beslut och Expediering (screens.md §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import policy
from cases.forms.lists import DecisionListForm, ListForm
from cases.selectors import decision_list as decisions
from cases.selectors import registers
from cases.selectors.bulk import REPORT, acts_of
from cases.selectors.export import export_address
from cases.selectors.keyset import Place
from diarium.selectors.saved_search import saved_searches

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def decision_list(request: ActingRequest) -> HttpResponse:
    """Besluten."""
    form = DecisionListForm(request.GET, tabs=decisions.LABELS)
    wanted = decisions.DecisionFilter.of(form.kept)
    page = decisions.decision_list(request.actor, wanted, Place.of(request.GET))
    reports = page.tab == decisions.UNREPORTED and policy.can(request.actor, "report_delegated")
    context: dict[str, Any] = {"page": page, "form": form, "now": timezone.now()}
    context["acts"] = acts_of([REPORT]) if reports else []
    context["back"] = request.get_full_path()
    context["export"] = export_address("beslut", wanted.kept)
    context["saved"] = saved_searches(request.actor, request.path, urlencode(form.kept))
    return render(request, "cases/decisions.html", context)


@require_safe
@policy.mark("see_cases")
def distribution_list(request: ActingRequest) -> HttpResponse:
    """Expedieringen: what waits, what must be mended, what has been sent."""
    form = ListForm(request.GET, tabs=registers.LABELS)
    wanted = registers.SendingFilter.of(form.kept)
    context = {
        "page": registers.distribution_list(request.actor, wanted, Place.of(request.GET)),
        "form": form,
        "now": timezone.now(),
        "export": export_address("expediering", wanted.kept),
        "saved": saved_searches(request.actor, request.path, urlencode(form.kept)),
    }
    return render(request, "cases/distributions.html", context)
