"""Tillbaka till beredningen efter beslutet: the text has to leave its mandate, or a court has annulled it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal
from cases.models import Case
from cases.services.case import fire, record_on_case
from cases.services.steps.agreement import save_agreement
from cases.services.steps.case import reason_of, release_report
from cases.services.steps.registry import Move, step
from cases.states import AgreementState, SlotState
from cases.states import CaseState as S
from diarium import services as register


class JudgmentMissing(Refusal):
    """A decision is rectified after a judgment, which is cited by its number."""

    sentence = _("Skriv domens målnummer.")
    status = 422


@step("renegotiate", fires="renegotiate")
def renegotiate(case: Case, move: Move) -> None:
    """Förhandla om texten: what was signed no longer counts, its text and signatures are kept as they were given."""
    reason = reason_of(move)
    before = fire(case, "renegotiate", at=move.at)
    stop_signing(case, move)
    release_report(case, move)
    record_on_case(case, "renegotiated", actor=move.actor, at=move.at, before=before, values={"reason": reason})


@step("rectify", fires="rectify")
def rectify(case: Case, move: Move) -> None:
    """Rätta efter upphävt beslut (R21); the payload's `judgment` is the court's number of its case.

    Raises:
        JudgmentMissing: it is not cited.
    """
    reason, judgment = reason_of(move), " ".join(str(move.payload.get("judgment", "")).split())
    if not judgment:
        raise JudgmentMissing
    before = fire(case, "rectify", at=move.at)
    if before == S.CLOSED:
        register.reopen_entry(entry_id=case.entry_id, actor=move.actor, at=move.at)
    if not case.entry.aliases.filter(text__iexact=judgment).exists():
        register.add_foreign_reference(
            entry_id=case.entry_id, text=judgment, actor=move.actor, at=move.at, reason=reason
        )
    if before == S.SIGNING:
        stop_signing(case, move)
    release_report(case, move)
    record_on_case(
        case,
        "rectified",
        actor=move.actor,
        at=move.at,
        before=before,
        values={"reason": reason, "judgment": judgment},
    )


def stop_signing(case: Case, move: Move) -> None:
    """Avbryt undertecknandet: no place waits any more. Versions and signatures stay, and count for nobody's text."""
    agreement = case.agreements.get(round=case.round)
    agreement.state = AgreementState.DRAFTING
    save_agreement(agreement, move, "signing_stopped")
    for slot in agreement.slots.all():
        slot.state, slot.decline_reason = SlotState.NOT_SENT, ""
        slot.version += 1
        slot.save()
