"""Klassificering och gallring: a matter's, and the check of the settings (S14)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import policy
from cases.selectors.page import case_head, visible_case
from cases.selectors.retention import retention_page
from cases.selectors.settings_check import settings_check

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_safe
@policy.mark("see_cases")
def case_retention(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ärendets klassificering och gallringsregel: what it follows, and where what is missing is mended."""
    case = visible_case(request.actor, uuid)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": _("Klassificering och gallring"),
        "page": retention_page(request.actor, case),
    }
    return render(request, "cases/retention.html", context)


@require_safe
@policy.mark("keep_register_tables")
def check_settings(request: ActingRequest) -> HttpResponse:
    """Kontroll av inställningar."""
    parts = settings_check(request.actor, timezone.localdate())
    return render(request, "cases/settings_check.html", {"parts": parts})
