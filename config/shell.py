"""Ramen: what every page shows around its content – municipality, menu, person, substitute, demonstration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.translation import gettext_lazy as _

from accounts import policy, selectors
from accounts.capacity import ANONYMOUS, Actor, Grant

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

Counter = Callable[[Actor], int]


@dataclass(frozen=True)
class Place:
    """Menyval: an address of the product with its label and icon.

    Shown when the address leads somewhere and the mark of its view admits the person; so a right is stated once, at
    the view.
    """

    address: str
    label: _StrPromise
    icon: str

    def shown_to(self, actor: Actor) -> bool:
        """Whether the address exists and the person may open it."""
        return admits(self.address, actor)


@dataclass(frozen=True)
class Item:
    """Rad i menyn: a place as one person sees it on one page."""

    place: Place
    current: bool
    count: int | None


MENU = (
    Place("/uppgifter/", _("Mina uppgifter"), "inbox"),
    Place("/arenden/", _("Ärenden"), "folder-open"),
    Place("/diarium/", _("Diarium"), "book-open"),
    Place("/sammantraden/", _("Sammanträden"), "calendar"),
    Place("/beslut/", _("Beslut"), "gavel"),
    Place("/expediering/", _("Expediering"), "send"),
    Place("/mottaget/", _("Mottagna beslut"), "mail"),
    Place("/statistik/", _("Statistik"), "chart-column"),
    Place("/granskning/", _("Granska historik"), "history"),
)
FOOT = (
    Place("/administration/", _("Administration"), "wrench"),
    Place("/installningar/", _("Inställningar"), "settings"),
)
SUBSTITUTES = Place("/installningar/ersattare/", _("Ersättare"), "users")
NEW_CASE = Place("/arenden/nytt/", _("Nytt ärende"), "plus")
SEARCH = Place("/sok/", _("Sök"), "search")
PUBLIC_MENU = (
    Place("/publikt/diarium/", _("Sök i diariet"), "search"),
    Place("/anslagstavla/", _("Anslagstavla"), "file-text"),
    Place("/publikt/sammantraden/", _("Sammanträden"), "calendar"),
)
PUBLIC_FOOT = (
    Place("/tillganglighet/", _("Tillgänglighetsredogörelse"), "info"),
    Place("/personuppgifter/", _("Så behandlar vi personuppgifter"), "info"),
    Place("/publikt/diarium/rss/", _("Prenumerera (RSS)"), "info"),
    Place("/begar-ut/", _("Begär ut en handling"), "info"),
)

# The session's row is written at most this often, so the login may be this much older than the last page.
SEEN_EVERY_SECONDS = 300
WARNING_SECONDS = 120

_counters: dict[str, Counter] = {}


def count_at(address: str, counter: Counter) -> None:
    """Show a number beside a menu item; the counter answers for one person and costs at most one query."""
    _counters[address] = counter


@lru_cache(maxsize=256)
def _view_at(address: str, urlconf: str | None) -> Any:
    try:
        return resolve(address, urlconf).func
    except Resolver404:
        return None


def admits(address: str, actor: Actor) -> bool:
    """Whether the view at the address exists and its mark lets the person in."""
    view = _view_at(address, get_urlconf())
    if view is None:
        return False
    if getattr(view, "policy_public", False):
        return True
    action = getattr(view, "policy_action", None)
    return actor.kind != "anonymous" and (action is None or policy.can(actor, action))


class Shell:
    """Ramen för en sida. Each part is worked out when a template asks for it, so a fragment costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def actor(self) -> Actor:
        """The person acting; anonymous where no middleware has run (error pages)."""
        found: Actor = getattr(self._request, "actor", ANONYMOUS)
        return found

    @property
    def person(self) -> Any:
        """The logged-in user or None."""
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def municipality(self) -> str:
        """The municipality's name; empty before the register has been filled."""
        return self._words[0]

    @property
    def terms(self) -> dict[str, str]:
        """The municipality's own words by code."""
        return self._words[1]

    @cached_property
    def _words(self) -> tuple[str, dict[str, str]]:
        return selectors.name_and_terms()

    @property
    def demo(self) -> bool:
        """Whether the demonstration line is shown."""
        return bool(settings.DEMO)

    @property
    def color_scheme(self) -> str:
        """light, dark or auto: the person's choice, drawn by the server so that nothing flashes."""
        return getattr(self.person, "color_scheme", "auto")

    @property
    def shortcuts(self) -> bool:
        """Whether shortcuts with a single key are on."""
        return getattr(self.person, "use_shortcuts", False)

    @property
    def idle_seconds(self) -> int:
        """How long a page may lie before the person is told that the login is about to end."""
        return max(settings.SESSION_COOKIE_AGE - SEEN_EVERY_SECONDS - WARNING_SECONDS, 0)

    @cached_property
    def menu(self) -> list[Item]:
        """The left column."""
        return self._items(MENU)

    @cached_property
    def foot(self) -> list[Item]:
        """The bottom of the left column."""
        return self._items(FOOT)

    @cached_property
    def public_menu(self) -> list[Item]:
        """The head of the pages without login."""
        return self._items(PUBLIC_MENU)

    @cached_property
    def public_foot(self) -> list[Item]:
        """The foot of the pages without login."""
        return self._items(PUBLIC_FOOT)

    @cached_property
    def new_case(self) -> str:
        """The address of a new case; empty for those who may not register."""
        return NEW_CASE.address if NEW_CASE.shown_to(self.actor) else ""

    @cached_property
    def search(self) -> str:
        """The address of the search page; empty where there is none."""
        return SEARCH.address if SEARCH.shown_to(self.actor) else ""

    @cached_property
    def substitutes(self) -> str:
        """The address where a person names substitutes; empty where there is none."""
        return SUBSTITUTES.address if SUBSTITUTES.shown_to(self.actor) else ""

    @cached_property
    def substituting(self) -> list[Grant]:
        """One mandate for each person stood in for today, the one that lasts longest."""
        found: dict[int | None, Grant] = {}
        for grant in self.actor.grants:
            known = found.get(grant.for_user_id)
            if grant.for_label and (known is None or _lasts(grant) > _lasts(known)):
                found[grant.for_user_id] = grant
        return list(found.values())

    def _items(self, places: tuple[Place, ...]) -> list[Item]:
        path = self._request.path
        shown = [place for place in places if place.shown_to(self.actor)]
        return [Item(place, path.startswith(place.address), self._number(place.address)) for place in shown]

    def _number(self, address: str) -> int | None:
        """The number beside a menu item: what the page itself has counted is not counted again."""
        counter = _counters.get(address) if self.person else None
        if counter is None:
            return None
        counted: dict[str, int] = getattr(self._request, "counted", {})
        return counted[address] if address in counted else counter(self.actor)


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: the frame under the name `shell`."""
    return {"shell": Shell(request)}


def _lasts(grant: Grant) -> date:
    return grant.until or date.max


class BareShell:
    """Ramen utan databas: for the pages that are shown when something is broken."""

    person = None
    municipality = ""
    terms: Mapping[str, str] = MappingProxyType({})
    color_scheme = "auto"
    shortcuts = False
    public_menu: tuple[Item, ...] = ()
    public_foot: tuple[Item, ...] = ()

    @property
    def demo(self) -> bool:
        """Whether the demonstration line is shown."""
        return bool(settings.DEMO)
