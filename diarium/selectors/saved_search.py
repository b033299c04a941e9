"""Sparade sökningar på en sida."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts import policy
from accounts.capacity import Actor
from diarium.models import SavedSearch


@dataclass(frozen=True, slots=True)
class SavedLine:
    """Sparad sökning: its name and its address."""

    uuid: UUID
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Saved:
    """Det som `ui/_saved_searches.html` visar: the person's searches on the page, and what can be saved now."""

    lines: Sequence[SavedLine]
    path: str
    query: str


def saved_search(actor: Actor, uuid: UUID) -> SavedLine:
    """En egen sparad sökning.

    Raises:
        NotVisible: somebody else's and absent are the same.
    """
    row = policy.get_visible(actor, SavedSearch, uuid=uuid)
    return SavedLine(row.uuid, row.name, f"{row.path}?{row.query}")


def saved_searches(actor: Actor, path: str, query: str = "") -> Saved:
    """Den egna listan för sidan `path`, by name (one query); `query` = what the address asks for now."""
    rows = policy.visible(actor, SavedSearch).filter(path=path).order_by("name", "pk")
    lines = [SavedLine(row.uuid, row.name, f"{row.path}?{row.query}") for row in rows]
    return Saved(lines, path, query)
