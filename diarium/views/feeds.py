"""Flöden: the newest documents of the public diary as RSS and Atom, for those who follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from accounts import policy
from accounts.selectors import municipality
from diarium.selectors import publicity
from diarium.views.freshness import asked_about_every_time

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark(public=True)
@asked_about_every_time
def rss(request: ActingRequest) -> HttpResponse:
    """RSS."""
    return _feed(request, Rss201rev2Feed)


@require_safe
@policy.mark(public=True)
@asked_about_every_time
def atom(request: ActingRequest) -> HttpResponse:
    """Atom."""
    return _feed(request, Atom1Feed)


def _feed(request: ActingRequest, kind: type[Rss201rev2Feed | Atom1Feed]) -> HttpResponse:
    board = request.GET.get("namnd", "")[:20]
    with override("sv"):
        ours = municipality()
        name = ours.name if ours else ""
        title = _("{kommun}: nytt i diariet").format(kommun=name) if name else _("Nytt i diariet")
        feed = kind(
            title=title,
            link=request.build_absolute_uri(reverse("public_diary")),
            description=_("Handlingar som har registrerats, de senaste först. Skyddade uppgifter är utelämnade."),
            language="sv",
            feed_url=request.build_absolute_uri(),
        )
        for line in publicity.newest_documents(board=board):
            feed.add_item(
                title=f"{line.number}: {line.title}",
                link=request.build_absolute_uri(line.url),
                description=_about(line),
                unique_id=f"urn:uuid:{line.uuid}",
                unique_id_is_permalink=False,
                pubdate=line.registered_at,
                updateddate=line.registered_at,
            )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _about(line: publicity.DocumentLine) -> str:
    parts = [str(part) for part in (line.matter_subject, line.board, line.direction, line.other_party) if part]
    return ". ".join(part.rstrip(".") for part in parts) + "."
