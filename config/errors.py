"""Sidorna när något inte går: the same look and words whatever room said no."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.capacity import ANONYMOUS
from accounts.policy import NotAllowed
from audit.rules import Refusal, Sentence
from config.shell import BareShell, admits

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
LOCK_NOT_AVAILABLE = "55P03"
REGISTERS = ("/diarium/", "/publikt/diarium/")
EMERGENCY = "/arenden/tillfallig-atkomst/"


@dataclass(frozen=True)
class Reason:
    """Skäl: one sentence and the page where it is mended."""

    sentence: Sentence
    url: str = ""


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A room's refusal, with all reasons at once."""
    if refusal.status == 404:
        return not_found(request)
    if refusal.status == 503:
        return unavailable(request, sentence=refusal.sentence)
    reasons = list(_reasons(refusal))
    only = len(reasons) == 1 and not reasons[0].url
    default = _("Du har inte behörighet") if isinstance(refusal, NotAllowed) else _("Det går inte att göra det nu")
    return _page(
        request,
        "errors/refusal.html",
        refusal.status,
        heading=refusal.heading or default,
        sentence=refusal.sentence if only or not reasons else "",
        reasons=[] if only else reasons,
        links=getattr(refusal, "links", ()) or _way_back(request, refusal),
        ask_operations=refusal.status == 403,
    )


def _reasons(refusal: Refusal) -> Iterable[Reason]:
    for reason in getattr(refusal, "unmet", refusal.reasons):
        yield Reason(getattr(reason, "sentence", reason), getattr(reason, "url", "") or _place(reason, refusal))


def _place(reason: object, refusal: Refusal) -> str:
    place, uuid = getattr(reason, "place", None), getattr(refusal, "case_uuid", None)
    if not place or uuid is None:
        return ""
    try:
        return reverse(place, args=[uuid])
    except NoReverseMatch:
        return ""


def _way_back(request: HttpRequest, refusal: Refusal) -> list[tuple[str, str]]:
    """To the matter that the refusal is about, where it is known and there is a page."""
    address = f"/arenden/{getattr(refusal, 'case_uuid', '')}/"
    return [(_("Öppna ärendet"), address)] if admits(address, getattr(request, "actor", ANONYMOUS)) else []


def unavailable(request: HttpRequest, *, sentence: Sentence = "", error: BaseException | None = None) -> HttpResponse:
    """503: somebody holds the row, or the database is away. What was sent can be sent again."""
    locked = getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE if error else False
    if locked:
        sentence = _("Ärendet ändras just nu av någon annan. Vänta några sekunder och försök igen.")
    again = request.method == "POST" and not request.FILES and "password" not in request.POST
    fields = [(name, value) for name, values in request.POST.lists() for value in values] if again else []
    text = render_to_string(
        "errors/503.html",
        {
            "shell": BareShell(),
            "sentence": sentence,
            "fields": [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"],
            "again": again,
            "address": request.get_full_path(),
            "token": get_token(request),
        },
    )
    return HttpResponse(text, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def not_found(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """404: hidden and absent are the same."""
    actor = getattr(request, "actor", ANONYMOUS)
    register = next((address for address in REGISTERS if admits(address, actor)), "")
    ask = EMERGENCY if admits(EMERGENCY, actor) else ""
    return _page(request, "errors/404.html", 404, register=register, ask=ask)


def forbidden(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """403 raised by the framework."""
    return refused(request, NotAllowed())


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """400: a request no page of ours makes."""
    return HttpResponse(render_to_string("errors/400.html", {"shell": BareShell()}), status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is too old or from elsewhere."""
    return HttpResponse(render_to_string("errors/csrf.html", {"shell": BareShell()}), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a code that is found in the log; a database that is away is a 503."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(request, error=error)
    code = uuid4().hex[:8]
    logger.error("error code %s at %s", code, request.path)
    return HttpResponse(render_to_string("errors/500.html", {"shell": BareShell(), "code": code}), status=500)


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    user = getattr(request, "user", None)
    base = "base.html" if user is not None and user.is_authenticated else "public_base.html"
    return render(request, template, {"base": base, **context}, status=status)
