"""Takt: how often one address may send a form that anybody may send. No address is written down.

The count lies in the cache under a keyed hash that is another one each day, and is gone after the hour.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.rules import Refusal
from diarium.calendar import stockholm_date

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST = 20
HOUR = 60 * 60


class TooMany(Refusal):
    """The address has sent the form too many times within the hour."""

    heading = _("För många försök")
    status = 429

    def __init__(self, minutes: int) -> None:
        text = ngettext("Vänta {n} minut och försök igen.", "Vänta {n} minuter och försök igen.", minutes)
        phone = now_in("Du kan också ringa eller besöka kommunen.")
        super().__init__(f"{text.format(n=minutes)} {phone}")


def count_one(request: HttpRequest, *, form: str, at: datetime) -> None:
    """Räkna ett försök.

    Raises:
        TooMany: it was one too many.
    """
    address = _address(request)
    if not address:
        return
    told = f"{form}|{stockholm_date(at)}|{address}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()
    key = f"pace:{digest[:32]}:{at:%H}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > MOST:
        raise TooMany(60 - at.minute)


def _address(request: HttpRequest) -> str:
    """Where the request comes from, past the proxies of our own; empty where it cannot be known."""
    proxies: int = settings.TRUSTED_PROXIES
    if not proxies:
        return str(request.META.get("REMOTE_ADDR", ""))
    passed = [part.strip() for part in str(request.headers.get("X-Forwarded-For", "")).split(",") if part.strip()]
    return passed[-proxies] if len(passed) >= proxies else ""
