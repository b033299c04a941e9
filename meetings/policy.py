"""Behörighet för sammanträden: their days are nobody's secret; the board's secretary and the registry keep them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, Role
from meetings.models import LeadTimes, Meeting


def _everybody(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if actor.kind in ("person", "system") else rows.none()


def _keeps_meetings(actor: Actor, board: Board | None) -> bool:
    return actor.kind == "system" or actor.holds(
        Role.BOARD_SECRETARY, Role.REGISTRAR, board_id=board.pk if board else None
    )


def register() -> None:
    """State the actions and row filters of the room."""
    policy.register_action("see_meetings", lambda actor, _obj: actor.kind == "person")
    policy.register_action("keep_meetings", _keeps_meetings, sentence_role=_("nämndsekreteraren"))
    policy.register_rows(Meeting, _everybody)
    policy.register_rows(LeadTimes, _everybody)
