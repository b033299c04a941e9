"""Sök, and the look-up of a number in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import policy
from cases.selectors import search as found

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def search(request: ActingRequest) -> HttpResponse:
    """Sökresultat; a number that means one thing goes straight there."""
    page = found.search(request.actor, request.GET.get("q", ""), kind=request.GET.get("visa", ""))
    if page.go:
        return redirect(page.go)
    address = reverse("search")
    tabs = [
        {"label": label, "url": f"{address}?{urlencode(query)}", "count": None, "current": page.kind == kind}
        for kind, label, query in (
            ("", found.CASES, {"q": page.query}),
            ("handlingar", found.DOCUMENTS, {"q": page.query, "visa": "handlingar"}),
        )
    ]
    return render(request, "cases/search.html", {"page": page, "tabs": tabs})


@require_safe
@policy.mark()
def number(request: ActingRequest, number: str) -> HttpResponse:
    """/dnr/KS-2018/91.103: to the matter, or the document, that the number names."""
    address = found.number_address(request.actor, number.strip("/"))
    return redirect(address or f"{reverse('search')}?{urlencode({'q': number})}")
