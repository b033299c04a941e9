"""Att registrera: whose registry a person is, and what was chosen to be registered together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from accounts import policy
from accounts.capacity import Actor
from accounts.selectors import boards_active_on
from diarium.models import Arrival
from diarium.selectors.arrival import waiting
from workflows.selectors.opening import WITHOUT_DIARY

MOST_CHOSEN = 50


def handled_boards(actor: Actor, *, on: date) -> list[tuple[str, str]]:
    """The boards with a diary whose registry the person is: code and name."""
    return [
        (board.code, board.name)
        for board in boards_active_on(on)
        if board.kind not in WITHOUT_DIARY and policy.can(actor, "handle_arrivals", board)
    ]


def chosen_arrivals(actor: Actor, told: Iterable[str]) -> list[Arrival]:
    """What was ticked in the list and waits still, in the order of the list; ids that are none are left out."""
    uuids = []
    for text in [*told][:MOST_CHOSEN]:
        try:
            uuids.append(UUID(text))
        except ValueError:
            continue
    rows = waiting(actor).filter(uuid__in=uuids).select_related("board").prefetch_related("files")
    return list(rows.order_by("came_on", "pk"))
