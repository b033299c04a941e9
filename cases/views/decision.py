"""Fliken Beslut och avtal (S8): every treatment of the matter, the agreement and who has signed it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import policy
from cases.selectors.agreement import agreement_card
from cases.selectors.decision import decision_cards
from cases.selectors.page import case_head, visible_case

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def case_decision(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Besluten, det senaste först, och överenskommelsen."""
    case = visible_case(request.actor, uuid)
    decisions = decision_cards(case)
    context = {
        "head": case_head(request.actor, case, "case_decision"),
        "decisions": decisions,
        "agreement": agreement_card(case),
    }
    return render(request, "cases/decision.html", context)
