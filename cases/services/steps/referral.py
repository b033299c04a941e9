"""Remissens steg: answer, abstain, contribute; and what the officer closes without an answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal
from cases import rules
from cases.models import Case, Referral
from cases.services.case import Stale
from cases.services.referral import ReferralEnded, tell
from cases.services.steps.case import reason_of
from cases.services.steps.registry import Move, step
from cases.states import ReferralKind, ReferralState, Stance
from diarium import services as register
from diarium.engine.storage import Blob
from diarium.models import Document
from diarium.states import Direction, DocumentKind, DocumentStatus

ANSWERS = (Stance.SUPPORTS, Stance.OPPOSES, Stance.REMARKS)


class StatementMissing(Refusal):
    """An answer says something."""

    sentence = _("Skriv svaret, välj en fil eller välj en registrerad handling.")
    status = 422


class StanceMissing(Refusal):
    """A statement is for, against or something between."""

    sentence = _("Välj ställningstagande.")
    status = 422


class WrongDocument(Refusal):
    """The chosen document is none of the matter's, or answers something else."""

    sentence = _("Handlingen kan inte väljas som svar. Välj en annan.")
    status = 422


def _waiting(case: Case, move: Move) -> Referral:
    referral = Referral.objects.select_related("case").get(pk=move.item or 0, case=case)
    if referral.state != ReferralState.SENT:
        raise ReferralEnded(referral)
    if referral.version != move.expected_version:
        raise Stale(expected=move.expected_version or 0, found=referral.version)
    return referral


def _end(referral: Referral, state: ReferralState, move: Move) -> None:
    referral.state = state
    referral.version += 1
    referral.ended_at = move.at
    referral.ended_label = move.actor.label
    referral.save()


def _answer(case: Case, move: Move, referral: Referral, stance: Stance, verb: str) -> None:
    document = _document(case, referral, move)
    referral.stance, referral.document = stance, document
    referral.statement = str(move.payload.get("statement", "")).strip()
    _end(referral, ReferralState.ANSWERED, move)
    number: dict[str, Any] = {"document_no": document.document_no, "document": str(document.uuid)}
    tell(case, verb, referral, actor=move.actor, at=move.at, stance=str(stance), **number)


def _decline(case: Case, move: Move, stance: Stance, verb: str) -> None:
    referral = _waiting(case, move)
    referral.stance = stance
    referral.statement = str(move.payload.get("comment", "")).strip()
    _end(referral, ReferralState.ANSWERED, move)
    tell(case, verb, referral, actor=move.actor, at=move.at, stance=str(stance))


def _document(case: Case, referral: Referral, move: Move) -> Document:
    """Svaret som handling: one that the registry has registered already, the file that came, or what was written."""
    chosen = str(move.payload.get("document", "") or "")
    if chosen:
        taken = Referral.objects.filter(case=case, document__isnull=False).values("document")
        rows = Document.objects.filter(entry=case.entry_id, uuid=chosen).exclude(status=DocumentStatus.CANCELLED)
        found = rows.exclude(pk__in=taken).first()
        if found is None:
            raise WrongDocument
        return found
    file, text = move.payload.get("file"), str(move.payload.get("statement", "")).strip()
    if not file and not text:
        raise StatementMissing
    content: Blob | bytes = Blob(file["sha256"], file["size"]) if file else text.encode()
    opinion = referral.kind == ReferralKind.REFERRAL
    written = f"Yttrande från {referral.name}" if opinion else f"Underlag från {referral.name}"
    received = referral.respondent_id is None or referral.board_id not in (None, case.board_id)
    on = move.payload.get("received_on")
    return register.register_document(
        entry_id=case.entry_id,
        title=written,
        direction=Direction.RECEIVED if received else Direction.ESTABLISHED,
        kind=DocumentKind.STATEMENT if opinion else DocumentKind.CONTRIBUTION,
        dated=date.fromisoformat(on) if on else timezone.localdate(move.at),
        content=content,
        file_name=file["file_name"] if file else "svar.txt",
        media_type=file["media_type"] if file else "text/plain",
        sender_or_recipient=referral.name,
        correspondent_id=referral.correspondent_id,
        actor=move.actor,
        at=move.at,
    )


@step("answer_referral", watches="referral", fulfils=[rules.REFERRAL_ANSWERED])
def answer_referral(case: Case, move: Move) -> None:
    """Lämna yttrandet: it becomes a document of the matter, with its stance in short (R6).

    Raises:
        ReferralEnded, Stale, StanceMissing, StatementMissing, WrongDocument.
    """
    referral = _waiting(case, move)
    stance = str(move.payload.get("stance", ""))
    if stance not in ANSWERS:
        raise StanceMissing
    _answer(case, move, referral, Stance(stance), "referral_answered")


@step("contribute", watches="referral")
def contribute(case: Case, move: Move) -> None:
    """Lämna underlag till lägesbilden: a document of the matter, and a source of the analysis (R5)."""
    _answer(case, move, _waiting(case, move), Stance.CONTRIBUTES, "contribution_given")


@step("abstain", watches="referral", fulfils=[rules.REFERRAL_ANSWERED])
def abstain(case: Case, move: Move) -> None:
    """Avstå från att yttra sig; that is an answer too."""
    _decline(case, move, Stance.ABSTAINS, "referral_abstained")


@step("nothing_to_add", watches="referral")
def nothing_to_add(case: Case, move: Move) -> None:
    """Inget att tillägga."""
    _decline(case, move, Stance.NOTHING_TO_ADD, "nothing_added")


@step("close_referral", watches="referral", withdraws=True)
def close_referral(case: Case, move: Move) -> None:
    """Avsluta utan svar, with the reason: who asked does not wait any longer.

    Raises:
        ReferralEnded: the answer came first. ReasonMissing.
    """
    referral = _waiting(case, move)
    referral.close_reason = reason_of(move)
    _end(referral, ReferralState.CLOSED_WITHOUT_ANSWER, move)
    tell(case, "referral_closed", referral, actor=move.actor, at=move.at, reason=referral.close_reason)
