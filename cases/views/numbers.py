"""Nummerkontroll (S10): the numbers of a year, the check run now, and next year's diaries opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from cases.policy import registry_of
from cases.selectors.number_control import number_control as control
from diarium import services as register
from diarium.selectors.numbers import OLD_MONTHS, boards_without_diary
from diarium.services.numbers import check_numbers as check

if TYPE_CHECKING:
    from config.middleware import ActingRequest

YEAR_DIGITS = 4
MONTHS = (6, OLD_MONTHS, 24, 36)
"""How long a matter has been open when the report counts it: what the page lets one choose between."""


@require_safe
@policy.mark("control_register")
def number_control(request: ActingRequest) -> HttpResponse:
    """Nummerkontrollen."""
    today, asked = timezone.localdate(), request.GET.get("ar", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == YEAR_DIGITS else today.year
    months = next((one for one in MONTHS if str(one) == request.GET.get("manader", "")), OLD_MONTHS)
    page = control(request.actor, year=year, today=today, months=months)
    context = {"page": page, "months": MONTHS, "next_year": today.year + 1, "now": timezone.now()}
    return render(request, "cases/number_control.html", context)


@require_POST
@policy.mark("control_register")
def check_numbers(request: ActingRequest) -> HttpResponse:
    """Kontrollera nu."""
    run = check(actor=request.actor, clock=timezone.now)
    if run.found:
        said = ngettext("Kontrollen hittade {n} fel.", "Kontrollen hittade {n} fel.", run.found).format(n=run.found)
        messages.error(request, f"{said} {_('Kontakta systemförvaltningen.')}")
    else:
        messages.success(request, _("Alla nummer är kontrollerade. Det finns inga luckor och inga dubbletter."))
    return redirect("number_control")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_diary")
def open_diaries(request: ActingRequest) -> HttpResponse:
    """Öppna nästa års diarier, also before New Year."""
    year = timezone.localdate().year + 1
    boards = registry_of(request.actor)
    if request.method == "POST":
        opened = register.open_diaries(year=year, board_ids=boards, actor=request.actor, at=timezone.now())
        said = ngettext("{n} diarium för {år} är öppnat.", "{n} diarier för {år} är öppnade.", len(opened)).format(
            n=len(opened), år=year
        )
        messages.success(request, said)
        return redirect("number_control")
    context = {"year": year, "boards": boards_without_diary(year, board_ids=boards)}
    return render(request, "cases/open_diaries.html", context)
