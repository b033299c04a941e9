"""Sökvillkor: what a visitor narrows the public diary to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import Board
from diarium.models import PublicMatter


@dataclass(frozen=True, slots=True)
class Wanted:
    """Det som besökaren söker efter."""

    words: str = ""
    board: str = ""
    status: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def narrowed(self) -> bool:
        """Whether something under more choices is used."""
        return bool(self.board or self.status or self.since or self.until)


def boards() -> list[Board]:
    """Nämnderna, by name: every one that there is or was."""
    return list(Board.objects.order_by("name", "pk"))


def narrowed(rows: QuerySet[PublicMatter], wanted: Wanted) -> QuerySet[PublicMatter]:
    """The matters that are left by the choices; the words are not among them."""
    if wanted.board:
        rows = rows.filter(board__code=wanted.board)
    if wanted.status:  # the status of a hidden matter is not shown, so it is not found by it
        rows = rows.filter(status=wanted.status, masked=False)
    if wanted.since:
        rows = rows.filter(opened_on__gte=wanted.since)
    return rows.filter(opened_on__lte=wanted.until) if wanted.until else rows
