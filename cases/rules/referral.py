"""Regler om remisser och underlag: nothing goes on while somebody who was asked has not answered or been let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule

if TYPE_CHECKING:
    from cases.models import Case


def _contributions_ended(case: Case) -> bool:
    return not case.referrals.filter(kind="contribution", state="sent").exists()


def _referrals_ended(case: Case) -> bool:
    known: bool | None = getattr(case, "awaits_referral", None)  # a page that has read it already
    if known is not None:
        return not known
    return not case.referrals.filter(kind="referral", state="sent").exists()


def _referral_answered(case: Case) -> bool:
    """In the round that goes on: what was said before an earlier decision was said of another proposal."""
    answered = case.referrals.filter(kind="referral", state="answered")
    if case.round > 1:
        decided = case.decisions.filter(round__lt=case.round).aggregate(last=Max("recorded_at"))["last"]
        answered = answered.filter(sent_at__gt=decided) if decided else answered
    return answered.exists()


CONTRIBUTIONS_ENDED = Rule(
    "contributions-ended",
    _("Underlag saknas. Vänta, påminn eller avsluta utan svar."),
    _contributions_ended,
    done=_("Inget underlag saknas"),
    place="case_referrals",
    mended_by="close_referral",
)
REFERRALS_ENDED = Rule(
    "referrals-ended",
    _("Remissvar saknas. Vänta, påminn eller avsluta utan svar."),
    _referrals_ended,
    done=_("Inget remissvar saknas"),
    law="KL 5:26",
    place="case_referrals",
    mended_by="close_referral",
)
REFERRAL_ANSWERED = Rule(
    "referral-answered",
    _("Ingen remiss är besvarad. Skicka förslaget på remiss eller vänta in ett svar."),
    _referral_answered,
    done=_("Minst en remiss är besvarad"),
    place="case_referrals",
    mended_by="send_referral",
)
