"""Framförhållning: a body's lead times, kept by its secretary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from accounts.models.board import BoardKind
from audit.rules import Refusal
from audit.services import record
from diarium.calendar import COUNCIL_SUMMONS_DAYS
from meetings.models import LeadTimes

NAMES = ("summons_days", "review_days", "stop_days", "approval_days", "writing_days", "referral_days")


class CouncilNeedsAWeek(Refusal):
    """The law's own lead time of the council."""

    sentence = _("Kommunfullmäktige ska kallas minst 7 dagar före sammanträdet (kommunallagen 5 kap. 13 och 15 §§).")
    status = 422


class OutOfOrder(Refusal):
    """The matters are reported, then reviewed, then summoned to."""

    sentence = _("Sista dag att anmäla kommer före ordförandeberedningen, som kommer före kallelsen.")
    status = 422


@transaction.atomic
def set_lead_times(*, board_id: int, days: Mapping[str, int], actor: Actor, at: datetime) -> LeadTimes:
    """Ange organets framförhållning.

    Raises:
        NotAllowed: the board's secretary and the registry. CouncilNeedsAWeek, OutOfOrder.
    """
    board = Board.objects.select_for_update(no_key=True).get(pk=board_id)
    policy.require(actor, "keep_meetings", board)
    if board.kind == BoardKind.COUNCIL and days["summons_days"] < COUNCIL_SUMMONS_DAYS:
        raise CouncilNeedsAWeek
    if not days["summons_days"] <= days["review_days"] <= days["stop_days"]:
        raise OutOfOrder
    row = LeadTimes.objects.filter(board=board).first() or LeadTimes(board=board)
    for name in NAMES:
        setattr(row, name, days[name])
    row.save()
    record(row, "lead_times_set", actor=actor, at=at, data={"board": board.code, **{n: days[n] for n in NAMES}})
    return row
