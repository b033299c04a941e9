"""Personer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts import policy
from accounts.models import Mandate, User
from audit.models import Event


def holders(role: str, *, on: date, board_id: int | None = None, unit_id: int | None = None) -> QuerySet[User]:
    """The active people who hold the role on the day, stand-ins included, by name; a scope asks for those it covers."""
    mandates = Mandate.objects.filter(policy.stands(on), role=role)
    if board_id is not None:
        mandates = mandates.filter(Q(board__isnull=True) | Q(board=board_id))
    if unit_id is not None:
        mandates = mandates.filter(Q(unit__isnull=True) | Q(unit=unit_id))
    return User.objects.filter(is_active=True, pk__in=mandates.values("user")).order_by("name", "pk")


def holder_of_function(role: str, *, on: date, **place: int) -> User | None:
    """Den som har funktionen: the one person who holds the role itself on the day, in the `board_id` or `unit_id`.

    Who holds it there goes before who holds it everywhere; a stand-in does it for that person. None = nobody, or
    several who share it.
    """
    mandates = Mandate.objects.filter(policy.stands(on), role=role, on_behalf_of=None, user__is_active=True)
    for scope in (place, dict.fromkeys(place)):
        people = list(User.objects.filter(pk__in=mandates.filter(**scope).values("user")).order_by("pk")[:2])
        if people:
            return people[0] if len(people) == 1 else None
    return None


def stood_in_for(stream: str, *verbs: str, since: datetime | None = None, **about: object) -> frozenset[int]:
    """För vilka det gjordes: who was stood in for in the acts of a chain, by its events.

    `about` narrows to the events whose data say the same. One query, and one more where somebody was stood in for.
    """
    events = Event.objects.filter(stream=stream, verb__in=verbs).order_by("-seq")
    if since is not None:
        events = events.filter(at__gte=since)
    return whom_for(events.only("body"), **about)


def whom_for(events: Iterable[Event], **about: object) -> frozenset[int]:
    """För vilka de händelser som lästs gjordes: the event names that somebody was, the mandate whom."""
    acted_under: set[int] = set()
    for event in events:
        facts = event.facts
        by = facts["actor"]
        if by.get("for") and all(facts["data"].get(name) == value for name, value in about.items()):
            acted_under.add(by["mandate"])
    if not acted_under:
        return frozenset()
    found = Mandate.objects.filter(pk__in=acted_under, on_behalf_of__isnull=False)
    return frozenset(found.order_by("on_behalf_of").values_list("on_behalf_of", flat=True))
