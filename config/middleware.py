"""Det som gäller varje anrop: headers, the person acting, refusals as pages, the policy mark."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from accounts import policy, services
from accounts.capacity import ANONYMOUS, Actor
from audit.rules import Refusal
from config import errors
from config.shell import SEEN_EVERY_SECONDS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_htmx.middleware import HtmxDetails

    from accounts.models import User

    class ActingRequest(HttpRequest):
        """The request as every view gets it."""

        actor: Actor
        counted: dict[str, int]
        fragment: bool
        htmx: HtmxDetails
        user: User | AnonymousUser


Next = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger(__name__)

FEATURES_OFF = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment usb"
PERMISSIONS_OFF = ", ".join(f"{feature}=()" for feature in FEATURES_OFF.split())
SEEN = "seen"


def response_headers(get_response: Next) -> Next:
    """Huvuden: what browsers and proxies may keep. Nothing, when somebody is logged in."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        headers = request.headers
        wanted = headers.get("HX-Request") == "true"
        whole = headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
        cast("ActingRequest", request).fragment = wanted and not whole
        cast("ActingRequest", request).counted = {}
        response = get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        response.headers["Permissions-Policy"] = PERMISSIONS_OFF
        if getattr(request, "logged_in", False):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def readable(get_response: Next) -> Next:
    """Läsbara anrop: U+0000 in an address means nothing, and no text of the database can hold it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        texts = (text for name, values in request.GET.lists() for text in (name, *values))
        if "\x00" in request.path_info or any("\x00" in text for text in texts):
            return errors.bad_request(request)
        return get_response(request)

    return middleware


def acting_person(get_response: Next) -> Next:
    """Den som handlar: sets `request.actor` and speaks the person's language. Never Accept-Language."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            cast("ActingRequest", request).actor = ANONYMOUS
            with translation.override(settings.LANGUAGE_CODE):
                return get_response(request)
        request.logged_in = True  # type: ignore[attr-defined]
        actor = SimpleLazyObject(lambda: services.actor_for(user, on=timezone.localdate()))
        cast("ActingRequest", request).actor = cast(Actor, actor)
        _keep_alive(request)
        with translation.override(user.language):
            return get_response(request)

    return middleware


def _keep_alive(request: HttpRequest) -> None:
    """The login ends after idle time; to write at each click would make every page wait for the session's row."""
    now = int(timezone.now().timestamp())
    if now - request.session.get(SEEN, 0) > SEEN_EVERY_SECONDS:
        request.session[SEEN] = now


class Refusals:
    """Nej som sidor: a refusal raised in a view becomes the page that says what, why and what to do."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing on the way in."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of the refusal; None lets the error be an error."""
        if isinstance(exception, Refusal):
            return errors.refused(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            logger.warning("the database refused or was away", exc_info=exception)
            return errors.unavailable(request, error=exception)
        return None


def refusals(get_response: Next) -> Refusals:
    """The name that the settings use."""
    return Refusals(get_response)


class PolicyMark:
    """Behörighetsmärket: a view says who may open it, or nobody may."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing on the way in."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: tuple[Any, ...], _options: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None opens the view.

        Raises:
            ImproperlyConfigured: the view carries no mark.
        """
        public = getattr(view, "policy_public", None)
        if public is None:
            name = f"{view.__module__}.{getattr(view, '__qualname__', view)}"
            raise ImproperlyConfigured(f"{name} carries no policy mark")
        if public:
            return None
        if not request.user.is_authenticated:
            return login_first(request)
        action = getattr(view, "policy_action", None)
        try:
            if action is not None:
                policy.require(cast("ActingRequest", request).actor, action)
        except policy.NotAllowed as refusal:
            return errors.refused(request, refusal)
        return None


def login_first(request: HttpRequest) -> HttpResponseBase:
    """To the login page and back again; a part of a page sends the whole page there."""
    query = {"next": request.get_full_path()} if request.method in {"GET", "HEAD"} else {}
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        query["igen"] = "1"
    address = resolve_url(settings.LOGIN_URL) + (f"?{urlencode(query)}" if query else "")
    if cast("ActingRequest", request).fragment:
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
