"""Ärendets översikt (S2)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import policy
from cases.selectors.overview import overview
from cases.services.opened import remember_opened

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark()
def case(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Översikt: what is next, what is proposed, what has happened."""
    page = overview(request.actor, uuid, kind=request.GET.get("visa", ""), today=timezone.localdate())
    remember_opened(case_id=page.case_id, actor=request.actor, at=timezone.now(), before=page.opened_at)
    return render(request, "cases/case.html", {"page": page, "head": page.head})
