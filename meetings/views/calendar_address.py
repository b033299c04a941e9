"""Kalender: the person's secret address, and what a calendar program fetches there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.models import Board, User
from accounts.services import actor_for
from audit.rules import Refusal
from meetings import services
from meetings.models import CalendarAddress
from meetings.selectors.feed import board_events, person_events
from meetings.selectors.ical import CalendarEvent, calendar_text
from meetings.selectors.meeting import boards_with_meetings

if TYPE_CHECKING:
    from config.middleware import ActingRequest

MOST_AN_HOUR = 60
HOUR = 60 * 60


class TooOften(Refusal):
    """A calendar program asks again and again."""

    sentence = _("Kalendern hämtas för ofta. Vänta en timme.")
    status = 429


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("change_own_settings")
def calendar_address(request: ActingRequest) -> HttpResponse:
    """Min kalenderadress: made, changed and closed."""
    if request.method == "POST":
        if request.POST.get("gor") == "stang":
            services.close_address(actor=request.actor, at=timezone.now())
            messages.success(request, _("Adressen är stängd. Kalendern hämtar inget mer."))
        else:
            services.new_address(actor=request.actor, at=timezone.now())
            messages.success(request, _("Adressen är ny. En tidigare adress fungerar inte längre."))
        return redirect("calendar_address")
    row = CalendarAddress.objects.select_related("user").filter(user=request.actor.user_id or 0, is_open=True).first()
    boards: list[tuple[str, str]] = []
    address = ""
    if row is not None:
        secret = services.secret_of(row)
        address = _whole(reverse("person_feed", args=[row.user.uuid, secret]))
        boards = [
            (board.name, _whole(reverse("board_feed", args=[row.user.uuid, secret, board.uuid])))
            for board in boards_with_meetings(request.actor)
        ]
    context = {"row": row, "address": address, "boards": boards}
    return render(request, "meetings/calendar_address.html", context)


def _whole(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"


@require_safe
@policy.mark(public=True)
def person_feed(request: ActingRequest, person: UUID, secret: str) -> HttpResponse:
    """Personens kalender."""
    user = _holder(person, secret)
    today = timezone.localdate()
    with translation.override(user.language):
        events = person_events(actor_for(user, on=today), today=today)
        return _answer(request, _("Beslutsgång: {namn}").format(namn=user.name), events)


@require_safe
@policy.mark(public=True)
def board_feed(request: ActingRequest, person: UUID, secret: str, board: UUID) -> HttpResponse:
    """Ett organs kalender, as the person sees it."""
    user = _holder(person, secret)
    today = timezone.localdate()
    actor = actor_for(user, on=today)
    body = policy.get_visible(actor, Board, uuid=board)
    with translation.override(user.language):
        return _answer(request, body.name, board_events(actor, body, today=today))


def _holder(person: UUID, secret: str) -> User:
    """Whose address it is.

    Raises:
        NotVisible: nobody's, or no longer. TooOften: more than once a minute for an hour.
    """
    user = services.person_of(person, secret)
    if user is None:
        raise policy.NotVisible
    key = f"calendar:{user.pk}:{timezone.now():%Y%m%d%H}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > MOST_AN_HOUR:
        raise TooOften
    return user


def _answer(request: ActingRequest, name: str, events: list[CalendarEvent]) -> HttpResponse:
    """The file, or 304 to a program that has it already."""
    body = calendar_text(name, events).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    unchanged = etag in [
        part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")
    ]
    response = (
        HttpResponse(status=304) if unchanged else HttpResponse(body, content_type="text/calendar; charset=utf-8")
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    if not unchanged:
        response["Content-Disposition"] = 'inline; filename="kalender.ics"'
    return response
