"""Sök, and the look-up of a number in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import policy
from cases.selectors import search as found
from cases.selectors.export import export_address
from cases.selectors.keyset import Place
from diarium.selectors.saved_search import saved_searches

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def search(request: ActingRequest) -> HttpResponse:
    """Sökresultat; a number that means one thing goes straight there."""
    wanted = found.Wanted.of(request.GET)
    page = found.search(request.actor, wanted, Place.of(request.GET))
    if page.go:
        return redirect(page.go)
    tabs = [
        {"label": label, "url": _tab(wanted, kind), "count": None, "current": wanted.kind == kind}
        for kind, label in found.TABS.items()
    ]
    orders = [
        {"label": label, "url": wanted.address(ordning=order), "current": wanted.order == order}
        for order, label in ((found.NEWEST, _("Nyaste först")), (found.BEST, _("Bästa träff först")))
    ]
    context = {
        "page": page,
        "tabs": tabs,
        "orders": orders,
        "kept": [(name, value) for name, value in wanted.query().items() if name != "q"],
        "bare": wanted.address(**dict.fromkeys(wanted.chosen, "")),
        "proposed": wanted.address(q=page.suggestion),
        "saved": saved_searches(request.actor, request.path, urlencode(wanted.query())),
        "export": export_address("sokning", wanted.query()) if page.hits else "",
        "now": timezone.now(),
    }
    return render(request, "cases/search.html", context)


def _tab(wanted: found.Wanted, kind: str) -> str:
    """The other kind's hits; what only this kind is narrowed by is left behind."""
    return wanted.address(visa=kind, lage="", riktning="")


@require_safe
@policy.mark()
def number(request: ActingRequest, number: str) -> HttpResponse:
    """/dnr/KS-2018/91.103: to the matter, or the document, that the number names."""
    address = found.number_address(request.actor, number.strip("/"))
    return redirect(address or f"{reverse('search')}?{urlencode({'q': number})}")
