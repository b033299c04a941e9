"""Mottagna beslut: the registry of a board reads what other boards have sent to it, and acknowledges."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import policy
from cases.models import Dispatch
from cases.selectors.deliveries import deliveries_page
from cases.selectors.keyset import Place
from cases.services import distribution

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("acknowledge_delivery")
def deliveries(request: ActingRequest) -> HttpResponse:
    """Listan över interna leveranser."""
    page = deliveries_page(request.actor, request.GET.get("visa", ""), Place.of(request.GET))
    return render(request, "cases/deliveries.html", {"page": page})


@require_POST
@policy.mark("acknowledge_delivery")
def acknowledge_delivery(request: ActingRequest, dispatch: UUID) -> HttpResponse:
    """Kvittera att nämnden har fått beslutet."""
    row = policy.get_visible(request.actor, Dispatch, uuid=dispatch)
    distribution.acknowledge(dispatch_id=row.pk, actor=request.actor, at=timezone.now())
    messages.success(request, _("Beslutet är kvitterat för {namnd}.").format(namnd=row.name))
    return redirect("deliveries")
