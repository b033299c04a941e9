"""Handlingarna efter beslutet: the parties sign, the decision goes out, the matter is closed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.capacity import Actor
from accounts.models import Board, User
from cases.models import Dispatch, Party, SignatureSlot
from cases.services import distribution
from cases.states import SigningMethod
from config.walk.matter import Matter
from config.walk.way import Act, Walk
from diarium.engine.storage import store
from workflows import services


def signing_acts(way: Walk, matter: Matter) -> Iterator[Act]:
    """Undertecknandet: the director logged in, the outside parties on paper that another person confirms."""
    who = "Catarina Klockerud"
    yield Act(
        "send_for_signing",
        who,
        lambda: way.perform(who, "draw_up_agreement", "send_for_signing", payload=_agreement(way, matter)),
    )
    for slot in (
        SignatureSlot.objects.filter(agreement__case_id=way.case_id).select_related("party").order_by("position")
    ):
        if slot.party.is_municipality:
            yield Act("sign", "Camilla Broo", partial(_sign, way, slot))
        else:
            yield Act("record_paper_signature", who, partial(_paper, way, slot))
            yield Act("confirm_paper_signature", "Rut Sandin", partial(_confirm_paper, way, slot))


def _agreement(way: Walk, matter: Matter) -> dict[str, Any]:
    camilla = User.objects.get(name="Camilla Broo")
    slots: list[dict[str, Any]] = []
    for party in Party.objects.filter(case_id=way.case_id).select_related("correspondent"):
        name, title = (
            matter.signers[party.correspondent.code] if party.correspondent else (camilla.name, "Kommundirektör")
        )
        slots.append(
            {
                "party": party.pk,
                "name": name,
                "title": title,
                "method": SigningMethod.LOGGED_IN if party.is_municipality else SigningMethod.PAPER,
                "signatory": camilla.pk if party.is_municipality else None,
            }
        )
    purpose = "Parterna samverkar för att minska brottsligheten och öka tryggheten i Huddinge kommun."
    work = "Parterna möts minst fyra gånger om året och följer upp de prioriterade områdena tillsammans."
    return {
        "title": matter.agreement,
        "valid_from": "2021-01-01",
        "valid_to": "2022-12-31",
        "sections": [
            {"heading": "Syfte", "blocks": [{"p": purpose}]},
            {"heading": "Arbetsformer", "blocks": [{"p": work}]},
        ],
        "slots": slots,
    }


def _slot_task(way: Walk, person: str, node: str, outcome: str, slot: SignatureSlot, **payload: Any) -> None:
    slot.refresh_from_db()
    services.perform(
        task_id=way.task(node, slot.pk),
        outcome=outcome,
        actor=way.actor(person),
        at=timezone.now(),
        key=uuid4().hex,
        expected_version=slot.version,
        payload=payload,
    )


def _sign(way: Walk, slot: SignatureSlot) -> None:
    _slot_task(way, "Camilla Broo", "sign_agreement", "sign", slot)


def _paper(way: Walk, slot: SignatureSlot) -> None:
    blob = store(f"Inskannat original, {slot.party.name}\n".encode())
    _slot_task(
        way,
        "Catarina Klockerud",
        "sign_agreement",
        "record_paper",
        slot,
        scan={"sha256": blob.sha256, "size": blob.size, "file_name": "original.txt", "media_type": "text/plain"},
        kept_at="Närarkivet, kommunstyrelsens förvaltning",
        signed_on="2020-11-12",
    )


def _confirm_paper(way: Walk, slot: SignatureSlot) -> None:
    _slot_task(way, "Rut Sandin", "confirm_signature", "confirm", slot)


def distribution_acts(way: Walk) -> Iterator[Act]:
    """Expedieringen till alla nämnder och parter, their receipts, and the end of the matter."""
    rut = way.actor("Rut Sandin")
    joint = Board.objects.get(code="SÖFN").pk
    yield Act(
        "distribute",
        "Rut Sandin",
        lambda: way.perform("Rut Sandin", "distribute", "distribute", payload={"left_out": [joint]}),
    )
    for dispatch in Dispatch.objects.filter(distribution__case_id=way.case_id, channel="internal").order_by("position"):
        yield Act(
            "acknowledge",
            "Rut Sandin",
            partial(_read, dispatch.pk, rut),
        )
    yield Act("close", "Rut Sandin", lambda: way.perform("Rut Sandin", "close_case", "close"))


def _read(dispatch_id: int, actor: Actor) -> None:
    distribution.acknowledge(dispatch_id=dispatch_id, actor=actor, at=timezone.now())
