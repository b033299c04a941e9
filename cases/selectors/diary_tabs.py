"""Diariets flikar (S10): what lies in each, and how much waits there. The tag `diary_tabs` draws them on any page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.selectors.control_numbers import numbers_of_tabs
from cases.selectors.keyset import COUNTED
from cases.selectors.page import Tab
from diarium.models import DisclosureRequest
from diarium.selectors.arrival import waiting
from diarium.selectors.disclosure import OPEN as OPEN_REQUESTS

DIARY, CONTROL = "/diarium/", "/diarium/kontroll/"


def _open_requests(actor: Actor) -> QuerySet[DisclosureRequest]:
    return policy.visible(actor, DisclosureRequest).filter(status__in=OPEN_REQUESTS)


@dataclass(frozen=True, slots=True)
class Place:
    """Flik: its address; `rows` is what waits there."""

    address: str
    label: Sentence
    rows: Callable[[Actor], QuerySet[Any]] | None = None


PLACES = (
    Place(DIARY, _("Handlingar")),
    Place("/diarium/arenden/", _("Ärenden")),
    Place("/diarium/att-registrera/", _("Att registrera"), waiting),
    Place("/diarium/begaran/", _("Begäran om handlingar"), _open_requests),
    Place(CONTROL, _("Kontroll")),
)


def diary_tabs(actor: Actor, path: str, known: Mapping[str, int] | None = None) -> list[Tab]:
    """Flikarna som personen får öppna (one query). `known` = numbers that the page has counted already."""
    counted = known or {}
    shown = [place for place in PLACES if admits(actor, place.address)]
    asked = {place.address: place.rows for place in shown if place.address not in counted}
    rows = {address: waiting for address, waiting in asked.items() if waiting is not None}
    control = CONTROL if CONTROL in asked else ""
    numbers = numbers_of_tabs(actor, rows, control=control, at=timezone.now()) if rows or control else {}
    current = max((place.address for place in PLACES if path.startswith(place.address)), key=len, default="")
    return [
        Tab(
            name=place.address,
            label=place.label,
            url=place.address,
            count=_number({**numbers, **counted}.get(place.address)),
            current=place.address == current,
        )
        for place in shown
    ]


def _number(counted: int | None) -> int | str | None:
    return "1\u00a0000+" if counted is not None and counted > COUNTED else counted


def admits(actor: Actor, address: str) -> bool:
    """Whether the address leads somewhere and the mark of its view lets the person in."""
    try:
        view: Any = resolve(address).func
    except Resolver404:
        return False
    action = getattr(view, "policy_action", None)
    return actor.kind == "person" and (action is None or policy.can(actor, action))
