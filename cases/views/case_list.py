"""Lista över ärenden (screens.md §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import policy
from cases.selectors import case_list as listed
from cases.selectors.bulk import OFFICER, WATCH, acts_of
from cases.selectors.export import export_address
from cases.states import CaseState

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def case_list(request: ActingRequest) -> HttpResponse:
    """Ärenden som den inloggade får se."""
    asked = request.GET
    start = asked.get("fran", "")
    wanted = listed.Wanted(
        tab=asked.get("visa", ""),
        words=" ".join(asked.get("q", "").split())[:200],
        state=asked.get("steg", ""),
        after=asked.get("efter", ""),
        before=asked.get("fore", ""),
        start=int(start) if start.isdecimal() and len(start) < 7 else 0,
    )
    page = listed.case_list(request.actor, wanted)
    acts = (OFFICER, WATCH) if policy.can(request.actor, "assign_officer") else (WATCH,)
    context = {
        "page": page,
        "wanted": wanted,
        "states": CaseState.choices,
        "acts": acts_of(acts),
        "back": request.get_full_path(),
        "export": export_address("arenden", {"visa": page.tab, "q": wanted.words, "steg": wanted.state}),
        "now": timezone.now(),
    }
    return render(request, "cases/list.html", context)
