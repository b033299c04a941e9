"""Personer."""

from __future__ import annotations

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


def stood_in_for(stream: str, *verbs: str, since: datetime | None = None, **about: object) -> frozenset[int]:
    """För vilka det gjordes: who was stood in for in the acts of a chain, by its events (two queries).

    `about` narrows to the events whose data say the same.
    """
    events = Event.objects.filter(stream=stream, verb__in=verbs).order_by("-seq")
    if since is not None:
        events = events.filter(at__gte=since)
    acted_under: set[int] = set()
    for event in events.only("body"):
        facts = event.facts
        mandate = facts["actor"].get("mandate")
        if mandate is not None and all(facts["data"].get(name) == value for name, value in about.items()):
            acted_under.add(mandate)
    found = Mandate.objects.filter(pk__in=acted_under, on_behalf_of__isnull=False)
    return (
        frozenset(found.order_by("on_behalf_of").values_list("on_behalf_of", flat=True)) if acted_under else frozenset()
    )
