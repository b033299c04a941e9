"""Parterna på ärendets sida: who signs for each, and how far that has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.selectors.page import address
from cases.states import SlotState

SLOT_COLORS = {SlotState.SIGNED: "success", SlotState.DECLINED: "danger"}


@dataclass(frozen=True, slots=True)
class PartyLine:
    """Part och dess undertecknare; `url` is where one is named, for those who may."""

    name: str
    signatory: str
    state: str = ""
    color: str = "neutral"
    url: str = ""


def party_lines(actor: Actor, case: Case) -> Iterator[PartyLine]:
    """Parterna i ordning, as they and their places to sign were read with the matter."""
    draw_up = address("case_decision", case.uuid) if policy.can(actor, "draw_up_agreement", case) else ""
    read = vars(case)
    slots = {row["party"]: row for row in read["slots_"]}
    for row in read["parties_"]:
        slot = slots.get(row["id"])
        if slot is not None:
            signatory = ", ".join(part for part in (slot["name"], slot["title"]) if part)
            state = SlotState(slot["state"])
            yield PartyLine(row["name"], signatory, str(state.label), SLOT_COLORS.get(state, "neutral"))
        elif row["title"]:
            yield PartyLine(row["name"], _("{titel} undertecknar").format(titel=row["title"]))
        else:
            yield PartyLine(row["name"], _("Undertecknare saknas."), url=draw_up)
