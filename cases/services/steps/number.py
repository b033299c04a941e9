"""Steg som slutar med numret: a wrong registration is cancelled, a double one is kept in the other matter.

The matter ends as a withdrawn one does (`domain.md` §4.1); what it was that happened stands on its diary entry.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import policy
from audit.rules import Refusal
from cases.models import Case
from cases.services.case import fire, record_on_case
from cases.services.steps.case import reason_of, settle_originals
from cases.services.steps.registry import Move, step
from diarium import services as register
from diarium.models import DiaryEntry


class OtherMatterMissing(Refusal):
    """The matter that this one goes on in was not named, or cannot be seen."""

    sentence = _("Välj ett annat ärende.")
    status = 422


@step("cancel_number", fires="withdraw")
def cancel_number(case: Case, move: Move) -> None:
    """Makulera numret; the payload's `other` is the entry that is used in its place, where there is one."""
    reason = reason_of(move)
    before = fire(case, "withdraw", at=move.at)
    register.cancel_entry(entry_id=case.entry_id, reason=reason, went_to_id=_other(move), actor=move.actor, at=move.at)
    settle_originals(case, move)
    record_on_case(case, "number_cancelled", actor=move.actor, at=move.at, before=before, values={"reason": reason})


@step("merge_case", fires="withdraw")
def merge_case(case: Case, move: Move) -> None:
    """Slå ihop med ett annat ärende, the payload's `other`; new documents go there, those that are here stay here.

    Raises:
        OtherMatterMissing: no matter that the person sees is named.
    """
    reason, other = reason_of(move), _other(move)
    if other is None:
        raise OtherMatterMissing
    before = fire(case, "withdraw", at=move.at)
    register.merge_entry(entry_id=case.entry_id, into_id=other, reason=reason, actor=move.actor, at=move.at)
    settle_originals(case, move)
    record_on_case(case, "case_merged", actor=move.actor, at=move.at, before=before, values={"reason": reason})


def _other(move: Move) -> int | None:
    wanted = move.payload.get("other")
    if wanted is None:
        return None
    found = policy.visible(move.actor, DiaryEntry).filter(pk=wanted).values_list("pk", flat=True).first()
    if found is None:
        raise OtherMatterMissing
    return found
