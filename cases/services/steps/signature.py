"""Underskrifternas steg: sign, decline, and the paper that another person confirms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal
from cases import rules
from cases.models import AgreementVersion, Case, PaperOriginal, Signature, SignatureSlot
from cases.selectors import four_eyes
from cases.services.case import Stale, open_hash, record_on_case
from cases.services.steps.agreement import AgreementIncomplete, save_agreement
from cases.services.steps.case import reason_of
from cases.services.steps.registry import Move, step
from cases.states import AgreementState, SigningMethod, SlotState
from diarium import services as register
from diarium.engine.storage import Blob
from diarium.models import Document


class SlotTaken(Refusal):
    """The place is signed, declined or not open."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Underskriftsplatsen väntar inte på någon underskrift."))


class SamePersonConfirms(Refusal):
    """A signature on paper is confirmed by another person than who recorded it, acting for nobody of them (G12)."""

    sentence = four_eyes.RECORDED_SIGNATURE
    status = 409


def _slot(case: Case, move: Move, *states: SlotState) -> tuple[SignatureSlot, AgreementVersion]:
    slot = SignatureSlot.objects.select_related("agreement", "party").get(pk=move.item or 0, agreement__case=case)
    if slot.state not in states:
        raise SlotTaken
    if slot.version != move.expected_version:
        raise Stale(expected=move.expected_version or 0, found=slot.version)
    return slot, slot.agreement.versions.get(number=slot.agreement.latest)


def _close_slot(case: Case, slot: SignatureSlot, state: SlotState, move: Move) -> None:
    slot.state = state
    slot.version += 1
    slot.save()
    agreement = slot.agreement
    states = set(agreement.slots.values_list("state", flat=True))
    if states == {SlotState.SIGNED}:
        agreement.state = AgreementState.SIGNED
        today = timezone.localdate(move.at)
        agreement.in_force_from = max(today, agreement.valid_from or today)
        save_agreement(agreement, move, "signed")
    elif SlotState.SIGNED in states and agreement.state != AgreementState.PARTLY_SIGNED:
        agreement.state = AgreementState.PARTLY_SIGNED
        save_agreement(agreement, move, "signed")


def _tell(
    case: Case, move: Move, verb: str, slot: SignatureSlot, version: AgreementVersion, *, reason: str = "", **more: Any
) -> None:
    """The event of a place. Whose place it is stands beside the event of a secret matter, never in it."""
    party = {"party": slot.party.name}
    secret = case.entry.is_secret
    data = {**({} if secret else party), "version": version.number, **open_hash(case, version.content_hash), **more}
    values = {**(party if secret else {}), **({"reason": reason} if reason else {})}
    record_on_case(case, verb, actor=move.actor, at=move.at, data=data, values=values or None)


@step("sign", watches="slot", rules=[rules.SIGNATORIES_NAMED])
def sign(case: Case, move: Move) -> None:
    """Underteckna som inloggad person: on the text that was seen.

    Raises:
        SlotTaken: the place does not wait. Stale: the text was changed.
    """
    slot, version = _slot(case, move, SlotState.WAITING)
    if slot.method != SigningMethod.LOGGED_IN or slot.signatory_id != move.actor.user_id:
        raise SlotTaken
    Signature.objects.create(
        slot=slot,
        version=version,
        content_hash=version.content_hash,
        method=SigningMethod.LOGGED_IN,
        signer_label=move.actor.label,
        capacity=slot.signatory_title or move.actor.capacity,
        signed_at=move.at,
        signed_on=timezone.localdate(move.at),
        recorded_by_id=move.actor.person_id,
    )
    _close_slot(case, slot, SlotState.SIGNED, move)
    _tell(case, move, "agreement_signed", slot, version)


@step("decline", watches="slot")
def decline(case: Case, move: Move) -> None:
    """Avböj, with the reason; who signs logged in declines in person.

    Raises:
        SlotTaken: the place does not wait, or is another person's. ReasonMissing.
    """
    slot, version = _slot(case, move, SlotState.WAITING)
    if slot.method == SigningMethod.LOGGED_IN and slot.signatory_id != move.actor.user_id:
        raise SlotTaken
    slot.decline_reason = reason_of(move)
    _close_slot(case, slot, SlotState.DECLINED, move)
    _tell(case, move, "signing_declined", slot, version, reason=slot.decline_reason)


@step("record_paper_signature", watches="slot")
def record_paper_signature(case: Case, move: Move) -> None:
    """Registrera underskrift på papper: the scan is a received document, and where the original lies is noted."""
    slot, version = _slot(case, move, SlotState.WAITING)
    if slot.method != SigningMethod.PAPER:
        raise SlotTaken
    signed_on = date.fromisoformat(move.payload["signed_on"])
    if signed_on > timezone.localdate(move.at):
        raise AgreementIncomplete(_("Datumet ligger i framtiden."))
    scan = _register_scan(case, slot, signed_on, move)
    PaperOriginal.objects.create(
        slot=slot,
        version=version,
        scan=scan,
        kept_at=str(move.payload["kept_at"]).strip(),
        signed_on=signed_on,
        recorded_at=move.at,
        recorded_by_id=move.actor.person_id,
    )
    slot.state = SlotState.PAPER_RECORDED
    slot.version += 1
    slot.save()
    _tell(case, move, "paper_signature_recorded", slot, version, document=scan.document_no)


def _register_scan(case: Case, slot: SignatureSlot, signed_on: date, move: Move) -> Document:
    """The scan as a received document; its bytes were stored before the door was opened."""
    scan = move.payload["scan"]
    return register.register_document(
        entry_id=case.entry_id,
        title=f"Undertecknat original från {slot.party.name}",
        direction="received",
        kind="signed_original",
        dated=signed_on,
        content=Blob(scan["sha256"], scan["size"]),
        file_name=scan["file_name"],
        media_type=scan["media_type"],
        sender_or_recipient=slot.party.name,
        actor=move.actor,
        at=move.at,
    )


def _original(slot: SignatureSlot, move: Move) -> PaperOriginal:
    original = slot.originals.order_by("-id").first()
    if original is None:
        raise SlotTaken
    if four_eyes.recorded_signature(move.actor, slot.agreement.case, original):
        raise SamePersonConfirms
    return original


@step("confirm_paper_signature", watches="slot")
def confirm_paper_signature(case: Case, move: Move) -> None:
    """Bekräfta underskriften på papper, another person than who recorded it."""
    slot, version = _slot(case, move, SlotState.PAPER_RECORDED)
    original = _original(slot, move)
    Signature.objects.create(
        slot=slot,
        version=version,
        content_hash=version.content_hash,
        method=SigningMethod.PAPER,
        signer_label=slot.signatory_name,
        capacity=slot.signatory_title,
        signed_at=move.at,
        signed_on=original.signed_on,
        original=original,
        recorded_by_id=original.recorded_by_id,
        confirmed_by_id=move.actor.person_id,
    )
    _close_slot(case, slot, SlotState.SIGNED, move)
    _tell(case, move, "agreement_signed_on_paper", slot, version)


@step("refuse_paper_signature", watches="slot")
def refuse_paper_signature(case: Case, move: Move) -> None:
    """Underskriften är fel registrerad: the place waits again."""
    slot, version = _slot(case, move, SlotState.PAPER_RECORDED)
    _original(slot, move)
    reason = str(move.payload.get("comment", "")).strip()
    if not reason:
        raise AgreementIncomplete(_("Skriv vad som är fel."))
    slot.state = SlotState.WAITING
    slot.version += 1
    slot.save()
    _tell(case, move, "paper_signature_refused", slot, version, reason=reason)
