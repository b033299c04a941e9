"""Postlistan inne i huset: the public list of a day, as the registrar checks and prints it (S10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import policy
from diarium.selectors import publicity
from diarium.selectors.keyset import Place
from diarium.views.public import day_of

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def daily_list(request: ActingRequest, day: str = "") -> HttpResponse:
    """Postlistan för en dag; without a day the latest that has documents."""
    shown = day_of(day) if day else publicity.last_public_day() or timezone.localdate()
    page = publicity.daily_list(shown, Place.of(request.GET), address="daily_list_of")
    return render(request, "diarium/daily_list.html", {"page": page, "now": timezone.now()})
