"""Diariets flikar (S10): what lies in each, and how much waits there. The tag `diary_tabs` draws them on any page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.selectors.page import Tab

DIARY = "/diarium/"


@dataclass(frozen=True, slots=True)
class Place:
    """Flik: its address; `count` says how many wait there."""

    address: str
    label: Sentence
    count: Callable[[Actor], int] | None = None


def _optional(module: str, name: str) -> Callable[[Actor], int] | None:
    try:
        found: Callable[[Actor], int] | None = getattr(import_module(module), name, None)
    except ModuleNotFoundError:
        return None
    return found


PLACES = (
    Place(DIARY, _("Handlingar")),
    Place("/diarium/arenden/", _("Ärenden")),
    Place("/diarium/att-registrera/", _("Att registrera"), _optional("diarium.selectors.arrival", "waiting_count")),
    Place(
        "/diarium/begaran/",
        _("Begäran om handlingar"),
        _optional("diarium.selectors.disclosure", "open_requests_count"),
    ),
    Place("/diarium/kontroll/", _("Kontroll")),
)


def diary_tabs(actor: Actor, path: str, known: Mapping[str, int] | None = None) -> list[Tab]:
    """Flikarna som personen får öppna. `known` = numbers by address that the page has counted already."""
    counted = known or {}
    current = max((place.address for place in PLACES if path.startswith(place.address)), key=len, default="")
    return [
        Tab(
            name=place.address,
            label=place.label,
            url=place.address,
            count=counted.get(place.address, place.count(actor) if place.count else None),
            current=place.address == current,
        )
        for place in PLACES
        if admits(actor, place.address)
    ]


def admits(actor: Actor, address: str) -> bool:
    """Whether the address leads somewhere and the mark of its view lets the person in."""
    try:
        view: Any = resolve(address).func
    except Resolver404:
        return False
    action = getattr(view, "policy_action", None)
    return actor.kind == "person" and (action is None or policy.can(actor, action))
