"""Helgdagar (S14): the calendar of a year, and the municipality's own free days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from diarium.forms.free_day import FreeDayForm
from diarium.models import FreeDay
from diarium.selectors.free_day import holiday_page
from diarium.services import free_day as services
from diarium.views.administration import form_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("read_register_tables")
def holidays(request: ActingRequest) -> HttpResponse:
    """Helgdagarna ett år."""
    context = {
        "page": holiday_page(request.actor, request.GET.get("ar", ""), today=timezone.localdate()),
        "may_keep": policy.can(request.actor, "keep_register_tables"),
    }
    return render(request, "diarium/administration/holidays.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def add_free_day(request: ActingRequest) -> HttpResponse:
    """Lägg till en ledig dag."""
    form = FreeDayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = services.add_free_day(**form.cleaned_data, actor=request.actor, at=timezone.now())
        except services.FreeDayRefused as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(request, _("{datum} är en ledig dag.").format(datum=row.day.isoformat()))
            return redirect(_year_of(row))
    return form_page(
        request,
        form,
        heading=_("Ny ledig dag"),
        button=_("Lägg till dagen"),
        trail=[(_("Helgdagar"), reverse("holidays"))],
        consequence=_("Datum som redan är givna flyttas inte. Lagens frister räknas inte efter kommunens egna dagar."),
    )


@require_POST
@policy.mark("keep_register_tables")
def end_free_day(request: ActingRequest, free_day_id: int) -> HttpResponse:
    """Ta bort en ledig dag."""
    row = services.end_free_day(free_day_id=free_day_id, actor=request.actor, at=timezone.now())
    told = _("{datum} är en vanlig dag igen. Datum som redan är givna flyttas inte.")
    messages.success(request, told.format(datum=row.day.isoformat()))
    return redirect(_year_of(row))


def _year_of(row: FreeDay) -> str:
    return f"{reverse('holidays')}?ar={row.day.year}"
