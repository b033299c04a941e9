"""Remiss och underlag i ärendet (S5): who was asked and what came; remind, and sum up."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import policy
from cases.models import Case, Referral
from cases.selectors.page import case_head, visible_case
from cases.selectors.referral import asking
from cases.services.nudge import nudge
from cases.services.referral import ASKING
from cases.services.referral_summary import insert_summary
from cases.states import ReferralKind

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def case_referrals(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Remisser och underlag: every one that was asked."""
    case = visible_case(request.actor, uuid)
    today = timezone.localdate()
    context = {
        "head": case_head(request.actor, case, "case_report"),
        "here": _("Remisser och underlag"),
        "referrals": asking(request.actor, case, ReferralKind.REFERRAL, today=today),
        "contributions": asking(request.actor, case, ReferralKind.CONTRIBUTION, today=today)
        if case.case_type.has_analysis
        else None,
        "may_sum_up": policy.can(request.actor, "write_staff_report", case),
    }
    return render(request, "cases/referrals.html", context)


def _referral(request: ActingRequest, uuid: UUID, referral_id: int) -> tuple[Case, Referral]:
    case = visible_case(request.actor, uuid)
    row = case.referrals.filter(pk=referral_id).first()
    if row is None:
        raise policy.NotVisible
    policy.require(request.actor, ASKING[ReferralKind(row.kind)], case)
    return case, row


@require_POST
@policy.mark("send_referral")
def nudge_referral(request: ActingRequest, uuid: UUID, referral_id: int) -> HttpResponse:
    """Påminn den som inte har svarat."""
    case, row = _referral(request, uuid, referral_id)
    nudge(referral_id=row.pk, actor=request.actor, at=timezone.now())
    messages.success(request, _("{namn} är påmind.").format(namn=row.name))
    return redirect("case_referrals", case.uuid)


@require_POST
@policy.mark("write_staff_report")
def sum_up_referrals(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Infoga remissammanställningen i tjänsteutlåtandet."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "write_staff_report", case)
    version = insert_summary(case_id=case.pk, actor=request.actor, at=timezone.now())
    messages.success(request, _("Remissammanställningen finns i version {n} av förslaget.").format(n=version.number))
    return redirect("case_report", case.uuid)
