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
from cases.models import Agreement, AgreementVersion, Case, SignatureSlot
from cases.rules.decision import latest_decision
from cases.rules.staff_report import latest_version
from cases.services.case import fire, open_hash, record_on_case
from cases.services.steps.case import reason_of
from cases.services.steps.registry import Move, step
from cases.states import AgreementState, SigningMethod, SlotState
from diarium import services as register
from diarium.engine.text import clean_tree
from diarium.states import VersionRole


class AgreementIncomplete(Refusal):
    """Something is missing before the agreement can be sent for signing."""

    status = 422


def round_agreement(case: Case) -> Agreement:
    """The agreement of the case's round, locked with the case."""
    return case.agreements.get(round=case.round)


@step("start_signing", fires="start_signing")
def start_signing(case: Case, move: Move) -> None:
    """Gå vidare till undertecknande: an agreement is opened on the decision that gives the mandate.

    The round's own agreement, where its text was renegotiated or its decision rectified: its versions go on.
    """
    before = fire(case, "start_signing", at=move.at)
    decision = latest_decision(case)
    version = latest_version(case)
    if decision is None or version is None:
        raise ValueError("the rules of the transition want a decision on a proposal")
    agreement = case.agreements.filter(round=case.round).first() or Agreement(case=case, round=case.round)
    agreement.decision = decision
    agreement.state, agreement.in_force_from = AgreementState.DRAFTING, None
    agreement.title = version.content["title"]
    agreement.mandate = (
        f"Enligt {decision.body.name.lower()} {decision.meeting_date.isoformat()} {decision.designation}"
    )
    save_agreement(agreement, move, "signing_started")
    record_on_case(case, "signing_started", actor=move.actor, at=move.at, before=before)


def save_agreement(agreement: Agreement, move: Move, reason: str) -> None:
    """Write the agreement with its field history."""
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
    save_agreement(agreement, move, "sent_for_signing")
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
    save_agreement(agreement, move, "not_concluded")
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
    save_agreement(agreement, move, "draw_up_again")
    record_on_case(case, "agreement_redrawn", actor=move.actor, at=move.at, values={"reason": reason_of(move)})


def register_agreement(case: Case, move: Move, pdf: bytes) -> None:
    """Registrera överenskommelsen som handling: the rendered text that is sent for signing."""
    agreement = round_agreement(case)
    version = agreement.versions.get(number=agreement.latest)
    if version.document_id is not None:
        return
    document = register.register_document(
        entry_id=case.entry_id,
        title=f"{agreement.title}, version {version.number}",
        direction="established",
        kind="agreement",
        dated=timezone.localdate(version.saved_at),
        content=pdf,
        file_name=f"overenskommelse-version-{version.number}.pdf",
        media_type="application/pdf",
        role=VersionRole.FINAL,
        actor=move.actor,
        at=move.at,
    )
    version.document = document
    version.document_sha256 = hashlib.sha256(pdf).hexdigest()
    version.save()
    record_on_case(case, "agreement_registered", actor=move.actor, at=move.at, data={"document": document.document_no})
