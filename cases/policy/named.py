"""Behörighet som raden själv ger: whose place or delivery it is, whatever the matter around it lets a person see."""

from __future__ import annotations

from accounts.capacity import Actor
from accounts.models import Role
from cases.models import Dispatch, SignatureSlot


def signs(actor: Actor, slot: SignatureSlot | None) -> bool:
    """Den egna platsen, whoever one is: the decision and the agreement named the person."""
    if slot is None:
        return actor.kind == "person"
    return slot.signatory_id is not None and slot.signatory_id == actor.user_id


def acknowledges(actor: Actor, dispatch: Dispatch | None) -> bool:
    """Mottagandet: the registry of the board that the delivery went to."""
    if dispatch is None:
        return actor.holds(Role.REGISTRAR)
    return dispatch.board_id is not None and actor.holds(Role.REGISTRAR, board_id=dispatch.board_id)
