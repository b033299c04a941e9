"""Undertecknandets steg: start, send, sign, decline, paper and its confirmation, finish."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.history import attribute_change
from audit.rules import Refusal
from cases.models import Agreement, AgreementVersion, Case, PaperOriginal, Signature, SignatureSlot
from cases.rules.decision import latest_decision
from cases.rules.staff_report import latest_version
from cases.services.case import Stale, fire, open_hash, record_on_case
from cases.services.steps.case import reason_of
from cases.services.steps.registry import Move, step
from cases.states import AgreementState, SigningMethod, SlotState
from diarium import services as register
from diarium.engine.storage import Blob
from diarium.engine.text import clean_tree
from diarium.models import Document


class AgreementIncomplete(Refusal):
    """Something is missing before the agreement can be sent for signing."""

    status = 422


class SlotTaken(Refusal):
    """The place is signed, declined or not open."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Underskriftsplatsen väntar inte på någon underskrift."))


class SamePersonConfirms(Refusal):
    """A signature on paper is confirmed by another person than who recorded it (G12)."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Du har registrerat underskriften. En annan person måste bekräfta den."))


def round_agreement(case: Case) -> Agreement:
    """The agreement of the case's round, locked with the case."""
    return case.agreements.get(round=case.round)


@step("start_signing", fires="start_signing")
def start_signing(case: Case, move: Move) -> None:
    """Gå vidare till undertecknande: an agreement is opened on the decision that gives the mandate."""
    before = fire(case, "start_signing", at=move.at)
    decision = latest_decision(case)
    version = latest_version(case)
    if decision is None or version is None:
        raise ValueError("the rules of the transition want a decision on a proposal")
    agreement = Agreement(
        case=case,
        round=case.round,
        decision=decision,
        title=version.content["title"],
        mandate=str(_("Enligt {namnd} {datum} § {n}")).format(
            namnd=decision.body.name.lower(), datum=decision.meeting_date.isoformat(), n=decision.paragraph
        ),
    )
    _save(agreement, move, "signing_started")
    record_on_case(case, "signing_started", actor=move.actor, at=move.at, before=before)


def _save(agreement: Agreement, move: Move, reason: str) -> None:
    attribute_change(agreement, actor=move.actor, at=move.at, reason=reason)
    agreement.save()


def _lines(case: Case, payload: dict[str, Any]) -> list[dict[str, Any]]:
    parties = {party.pk: party for party in case.parties.all()}
    lines = [{**line, "party": parties[int(line["party"])]} for line in payload.get("slots", [])]
    without = [party.name for pk, party in parties.items() if not any(line["party"].pk == pk for line in lines)]
    without += [line["party"].name for line in lines if not str(line["name"]).strip()]
    if without:
        raise AgreementIncomplete(_("Undertecknare saknas för {part}.").format(part=without[0]))
    named = [line["party"].name for line in lines]
    twice = [name for name in named if named.count(name) > 1]
    if twice:
        raise AgreementIncomplete(_("{part} har två underskriftsplatser.").format(part=twice[0]))
    if not lines:
        raise AgreementIncomplete(_("Lägg till minst en part."))
    return lines


@step("send_for_signing")
def send_for_signing(case: Case, move: Move) -> None:
    """Skicka för undertecknande: a version of the text is written and the places are laid out.

    Signatures on an earlier version no longer count. The document is rendered by the job that follows.

    Raises:
        AgreementIncomplete: signatory, period or text is missing.
    """
    payload = dict(move.payload)
    agreement = round_agreement(case)
    lines = _lines(case, payload)
    valid_from, valid_to = date.fromisoformat(payload["valid_from"]), date.fromisoformat(payload["valid_to"])
    if valid_to < valid_from:
        raise AgreementIncomplete(_("Överenskommelsen slutar gälla innan den börjar. Ändra något av datumen."))
    if not any(section["blocks"] for section in payload["sections"]):
        raise AgreementIncomplete(_("Skriv överenskommelsens text."))
    agreement.title, agreement.valid_from, agreement.valid_to = payload["title"], valid_from, valid_to
    content = clean_tree(_content(case, agreement, payload, lines))
    agreement.latest += 1
    agreement.state = AgreementState.FOR_SIGNATURE
    _save(agreement, move, "sent_for_signing")
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=agreement.latest,
        content=content,
        content_hash=hash_of(content),
        saved_at=move.at,
        author_id=move.actor.person_id,
    )
    _lay_out(agreement, lines)
    record_on_case(
        case,
        "sent_for_signing",
        actor=move.actor,
        at=move.at,
        data={"version": version.number, "slots": len(lines), **open_hash(case, version.content_hash)},
    )


def _content(case: Case, agreement: Agreement, payload: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    analysis = case.analyses.order_by("-number").first()
    return {
        "title": agreement.title,
        "dnr": case.entry.printed_number,
        "valid_from": payload["valid_from"],
        "valid_to": payload["valid_to"],
        "mandate": agreement.mandate,
        "areas": [area.name for area in analysis.areas.all()] if analysis else [],
        "sections": payload["sections"],
        "parties": [
            {"name": line["party"].name, "signatory": line["name"], "title": line.get("title", "")} for line in lines
        ],
    }


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 over the text's canonical JSON, hexadecimal."""
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def _lay_out(agreement: Agreement, lines: list[dict[str, Any]]) -> None:
    kept = {slot.party_id: slot for slot in agreement.slots.all()}
    for position, line in enumerate(lines, 1):
        slot = kept.get(line["party"].pk) or SignatureSlot(agreement=agreement, party=line["party"], version=0)
        slot.position = position
        slot.method = SigningMethod(line["method"])
        slot.signatory_name, slot.signatory_title = str(line["name"]).strip(), str(line.get("title", "")).strip()
        slot.signatory_id = line.get("signatory") if slot.method == SigningMethod.LOGGED_IN else None
        slot.state, slot.decline_reason = SlotState.WAITING, ""
        slot.version += 1
        slot.save()


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
        _save(agreement, move, "signed")
    elif SlotState.SIGNED in states and agreement.state != AgreementState.PARTLY_SIGNED:
        agreement.state = AgreementState.PARTLY_SIGNED
        _save(agreement, move, "signed")


def _said(case: Case, slot: SignatureSlot, version: AgreementVersion) -> dict[str, Any]:
    return {"party": slot.party.name, "version": version.number, **open_hash(case, version.content_hash)}


@step("sign", watches="slot")
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
    record_on_case(case, "agreement_signed", actor=move.actor, at=move.at, data=_said(case, slot, version))


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
    record_on_case(
        case,
        "signing_declined",
        actor=move.actor,
        at=move.at,
        data=_said(case, slot, version),
        values={"reason": slot.decline_reason},
    )


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
    record_on_case(
        case,
        "paper_signature_recorded",
        actor=move.actor,
        at=move.at,
        data={**_said(case, slot, version), "document": scan.document_no},
    )


def _register_scan(case: Case, slot: SignatureSlot, signed_on: date, move: Move) -> Document:
    """The scan as a received document; its bytes were stored before the door was opened."""
    scan = move.payload["scan"]
    return register.register_document(
        entry_id=case.entry_id,
        title=str(_("Undertecknat original från {part}")).format(part=slot.party.name),
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
    if original.recorded_by_id == move.actor.user_id:
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
    record_on_case(case, "agreement_signed_on_paper", actor=move.actor, at=move.at, data=_said(case, slot, version))


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
    record_on_case(
        case,
        "paper_signature_refused",
        actor=move.actor,
        at=move.at,
        data=_said(case, slot, version),
        values={"reason": reason},
    )


@step("finish_signing", fires="finish_signing")
def finish_signing(case: Case, move: Move) -> None:
    """Avsluta undertecknandet: by itself on the last signature."""
    before = fire(case, "finish_signing", at=move.at)
    record_on_case(case, "signing_finished", actor=move.actor, at=move.at, before=before)


@step("not_concluded", fires="finish_signing")
def not_concluded(case: Case, move: Move) -> None:
    """Överenskommelsen ingås inte: the reason is kept and the decision is distributed."""
    agreement = round_agreement(case)
    agreement.state = AgreementState.NOT_CONCLUDED
    agreement.not_concluded_reason = reason_of(move)
    _save(agreement, move, "not_concluded")
    before = fire(case, "finish_signing", at=move.at)
    record_on_case(
        case,
        "agreement_not_concluded",
        actor=move.actor,
        at=move.at,
        before=before,
        values={"reason": agreement.not_concluded_reason},
    )


@step("draw_up_again")
def draw_up_again(case: Case, move: Move) -> None:
    """Skriv om överenskommelsen inom beslutets mandat: the text is sent anew and everybody signs anew."""
    agreement = round_agreement(case)
    agreement.state = AgreementState.DRAFTING
    _save(agreement, move, "draw_up_again")
    record_on_case(case, "agreement_redrawn", actor=move.actor, at=move.at, values={"reason": reason_of(move)})


def register_agreement(case: Case, move: Move, pdf: bytes) -> None:
    """Registrera överenskommelsen som handling: the rendered text that is sent for signing."""
    agreement = round_agreement(case)
    version = agreement.versions.get(number=agreement.latest)
    if version.document_id is not None:
        return
    document = register.register_document(
        entry_id=case.entry_id,
        title=str(_("{rubrik}, version {n}")).format(rubrik=agreement.title, n=version.number),
        direction="established",
        kind="agreement",
        dated=timezone.localdate(version.saved_at),
        content=pdf,
        file_name=f"overenskommelse-version-{version.number}.pdf",
        media_type="application/pdf",
        actor=move.actor,
        at=move.at,
    )
    version.document = document
    version.document_sha256 = hashlib.sha256(pdf).hexdigest()
    version.save()
    record_on_case(case, "agreement_registered", actor=move.actor, at=move.at, data={"document": document.document_no})
