"""Granskarens steg: read the proposal and say what one thinks of it, without approving."""

from __future__ import annotations

from audit.rules import Refusal
from cases import rules
from cases.models import Case, Opinion
from cases.selectors import four_eyes
from cases.services.case import open_hash, record_on_case
from cases.services.steps.approval import ProposalChanged
from cases.services.steps.registry import Move, require_rules, step
from cases.services.steps.staff_report import seen_version
from cases.states import OpinionStance


class RemarksMissing(Refusal):
    """Who has remarks says which."""

    sentence = four_eyes.NO_REMARKS_WRITTEN
    status = 422


class OwnProposal(Refusal):
    """Nobody is asked what they think of what they wrote themselves."""

    sentence = four_eyes.OWN_PROPOSAL
    status = 409


def _say(case: Case, move: Move, stance: OpinionStance) -> None:
    require_rules(case, "no_remarks")
    version = seen_version(case, move, changed=ProposalChanged)
    if four_eyes.own_text(move.actor, case, version):
        raise OwnProposal
    text = str(move.payload.get("comment", "")).strip()
    if stance == OpinionStance.REMARKS and not text:
        raise RemarksMissing
    Opinion.objects.create(
        version=version,
        content_hash=version.content_hash,
        asked_as=move.title,
        stance=stance,
        text=text,
        reader_id=move.actor.person_id,
        reader_label=move.actor.label,
        capacity=move.actor.capacity,
        on_behalf_of=move.actor.on_behalf_of or "",
        acted_for_id=move.actor.acts_for_id,
        given_at=move.at,
    )
    record_on_case(
        case,
        "opinion_given" if stance == OpinionStance.REMARKS else "proposal_read",
        actor=move.actor,
        at=move.at,
        data={"version": version.number, **open_hash(case, version.content_hash)},
        values={"comment": text} if text else None,
    )


@step("no_remarks", watches="staff_report", rules=[rules.HAS_STAFF_REPORT])
def no_remarks(case: Case, move: Move) -> None:
    """Inga synpunkter på förslaget.

    Raises:
        ProposalChanged: the text was changed after it was opened. OwnProposal: the person wrote in it or sent it.
        TransitionBlocked: there is no text to read.
    """
    _say(case, move, OpinionStance.NO_REMARKS)


@step("give_remarks", watches="staff_report", rules=[rules.HAS_STAFF_REPORT])
def give_remarks(case: Case, move: Move) -> None:
    """Lämna synpunkter på förslaget: the officer and those who approve read them.

    Raises:
        RemarksMissing. ProposalChanged, OwnProposal, TransitionBlocked: as for `no_remarks`.
    """
    _say(case, move, OpinionStance.REMARKS)
