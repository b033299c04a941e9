"""Lista över ärenden (screens.md §3.3), and the balance of the open ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import policy
from cases.forms.lists import CaseListForm
from cases.selectors import case_balance as balances
from cases.selectors import case_list as listed
from cases.selectors.bulk import OFFICER, WATCH, acts_of
from cases.selectors.export import export_address
from cases.selectors.keyset import Place
from diarium.selectors.saved_search import saved_searches

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def case_list(request: ActingRequest) -> HttpResponse:
    """Ärenden som den inloggade får se."""
    form = _filter(request)
    wanted = listed.Wanted.of(form.kept)
    page = listed.case_list(request.actor, wanted, Place.of(request.GET))
    acts = (OFFICER, WATCH) if policy.can(request.actor, "assign_officer") else (WATCH,)
    told = {"visa": page.tab, **wanted.kept}
    context = {
        **_around(request, form, told, "arenden"),
        "page": page,
        "views": balances.balance_tabs(wanted, "") if page.tab == listed.BACKLOG else (),
        "acts": acts_of(acts),
        "back": request.get_full_path(),
    }
    return render(request, "cases/list.html", context)


@require_safe
@policy.mark("see_cases")
def case_balance(request: ActingRequest) -> HttpResponse:
    """Ärendebalansen per nämnd, enhet eller handläggare."""
    form = _filter(request)
    wanted, per = listed.Wanted.of(form.kept), balances.per_of(request.GET.get("per", ""))
    context = {
        **_around(request, form, {"per": per, **wanted.kept}, "balans"),
        "page": balances.balance(request.actor, wanted, per, today=timezone.localdate()),
        "tabs": listed.tabs_of(request.actor, listed.BACKLOG),
        "views": balances.balance_tabs(wanted, per),
        "columns": balances.COLUMNS,
    }
    return render(request, "cases/balance.html", context)


def _filter(request: ActingRequest) -> CaseListForm:
    tabs = listed.tab_names(request.actor)
    return CaseListForm(request.GET, tabs=tabs, offered=listed.choices(request.actor))


def _around(request: ActingRequest, form: CaseListForm, told: dict[str, str], listing: str) -> dict[str, Any]:
    return {
        "form": form,
        "saved": saved_searches(request.actor, request.path, urlencode(told)),
        "export": export_address(listing, told),
        "now": timezone.now(),
    }
