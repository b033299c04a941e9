"""Färskhet: what a browser or a search engine may keep of a public page.

A marking made now must show at the next look, so a copy is always asked about; the mark that it is compared by is made
from what the page shows and from nothing else. A search engine keeps no copy of registered text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

if TYPE_CHECKING:
    from config.middleware import ActingRequest

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
NOT_KEPT = "noindex, noarchive"


def asked_about_every_time(view: View) -> View:
    """The page may be kept, but is asked about before it is shown again: 304 when it shows the same as before."""

    @wraps(view)
    def answered(request: ActingRequest, *args: Any, **options: Any) -> HttpResponseBase:
        response = view(request, *args, **options)
        if not isinstance(response, HttpResponse) or response.status_code != 200:
            return response
        return checked(request, response, mark_of([response.content]))

    return cast("View", answered)


def mark_of(shown: Iterable[bytes]) -> str:
    """The mark of what is shown, as the header has it."""
    digest = hashlib.sha256()
    for part in shown:
        digest.update(part)
    return quote_etag(digest.hexdigest()[:32])


def checked(request: ActingRequest, response: HttpResponseBase, mark: str) -> HttpResponseBase:
    """The answer with its headers, or "not changed"."""
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = "no-cache"
    response.headers.setdefault("X-Robots-Tag", NOT_KEPT)
    answer = get_conditional_response(request, etag=mark, response=cast("HttpResponse", response))
    return response if answer is None else answer
