"""Kontroll (S10): the registry's cockpit, and the list behind each of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import policy
from cases.selectors.bulk import acts_of
from cases.selectors.control_list import checked
from cases.selectors.control_list import control_list as listed
from cases.selectors.control_numbers import check_lines, run_line, run_lines
from cases.selectors.diary_tabs import CONTROL, admits
from cases.selectors.export import export_address
from cases.selectors.keyset import Place

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("control_register")
def control(request: ActingRequest) -> HttpResponse:
    """Kontrollerna, en rad var."""
    now = timezone.now()
    lines = check_lines(request.actor, at=now)
    runs = run_lines()
    faults = sum(line.number > 0 for line in lines) + sum(line.has_faults for line in runs)
    context = {
        "lines": lines,
        "runs": [(line, admits(request.actor, line.url)) for line in runs],
        "tab_counts": {CONTROL: faults},
        "now": now,
    }
    return render(request, "cases/control.html", context)


@require_safe
@policy.mark("control_register")
def control_list(request: ActingRequest, check: str) -> HttpResponse:
    """Det som en kontroll har hittat."""
    now = timezone.now()
    page = listed(request.actor, checked(check), Place.of(request.GET), at=now)
    context = {
        "page": page,
        "acts": acts_of(page.check.bulk),
        "back": request.get_full_path(),
        "export": export_address("kontroll", {"kontroll": page.check.slug}),
        "now": now,
    }
    return render(request, "cases/control_list.html", context)


@require_safe
@policy.mark("control_register")
def control_run(request: ActingRequest, run: str) -> HttpResponse:
    """Det som den senaste körningen av en kontroll hittade."""
    return render(request, "cases/control_run.html", {"line": run_line(run), "now": timezone.now()})
