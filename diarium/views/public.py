"""Publika sidor utan inloggning: search in the diary, a matter, the daily list, and the pages about the site (S12)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import policy
from accounts.selectors import municipality
from diarium.forms.publicity import PublicSearchForm
from diarium.selectors import publicity
from diarium.selectors.keyset import Place
from diarium.views.freshness import asked_about_every_time

if TYPE_CHECKING:
    from config.middleware import ActingRequest

STATEMENT_MADE = date(2026, 11, 22)
"""When the accessibility of the pages was last examined."""


@require_safe
@policy.mark(public=True)
@asked_about_every_time
def public_diary(request: ActingRequest) -> HttpResponse:
    """Sök i diariet. A number that means one matter goes straight there."""
    form = PublicSearchForm(request.GET)
    valid = form.is_valid()
    wanted = form.wanted()
    page = publicity.public_diary(wanted, Place.of(request.GET))
    if page.go and valid:
        return redirect(page.go)
    context = {"form": form, "wanted": wanted, "page": page, "query": form["q"].value() or ""}
    return render(request, "diarium/public/diary.html", context, status=200 if valid else 422)


@require_safe
@policy.mark(public=True)
@asked_about_every_time
def public_matter(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ett ärende i det publika diariet."""
    page = publicity.public_matter(uuid, Place.of(request.GET))
    return render(request, "diarium/public/matter.html", {"page": page})


@require_safe
@policy.mark(public=True)
@asked_about_every_time
def public_daily_list(request: ActingRequest, day: str = "") -> HttpResponse:
    """Postlistan för en dag; without a day the latest that has documents."""
    shown = day_of(day) if day else publicity.last_public_day() or timezone.localdate()
    page = publicity.daily_list(shown, Place.of(request.GET), address="public_daily_list_of")
    return render(request, "diarium/public/daily_list.html", {"page": page})


def day_of(text: str) -> date:
    """The day that an address names.

    Raises:
        Http404: it names none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


@require_safe
@policy.mark(public=True)
@asked_about_every_time
def accessibility(request: ActingRequest) -> HttpResponse:
    """Tillgänglighetsredogörelse (lagen om tillgänglighet till digital offentlig service)."""
    context = {"municipality": municipality(), "made": STATEMENT_MADE}
    response = render(request, "diarium/public/accessibility.html", context)
    response.headers["X-Robots-Tag"] = "all"
    return response


@require_safe
@policy.mark(public=True)
@asked_about_every_time
def personal_data(request: ActingRequest) -> HttpResponse:
    """Så behandlar vi personuppgifter."""
    response = render(request, "diarium/public/personal_data.html", {"municipality": municipality()})
    response.headers["X-Robots-Tag"] = "all"
    return response


@require_safe
@policy.mark(public=True)
def robots(request: ActingRequest) -> HttpResponse:
    """robots.txt: the public pages may be read; what they show is not to be kept (`X-Robots-Tag`)."""
    lines = ("User-agent: *", "Allow: /publikt/", "Allow: /tillganglighet/", "Allow: /personuppgifter/", "Disallow: /")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
