"""Ärendets uppgifter: those that wait, and those that are done; and the process as a picture and a list."""

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
from workflows.selectors.case_tasks import ended_tasks
from workflows.selectors.process_map import process_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def case_tasks(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Uppgifter i ärendet."""
    case = visible_case(request.actor, uuid)
    head = case_head(request.actor, case, "case_tasks")
    context = {"head": head, "ended": ended_tasks(case), "today": timezone.localdate()}
    return render(request, "workflows/case_tasks.html", context)


@require_safe
@policy.mark("see_cases")
def case_process(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Visa processen."""
    case = visible_case(request.actor, uuid)
    page = process_page(request.actor, case)
    head = case_head(request.actor, case, "case")
    return render(request, "workflows/process.html", {"head": head, "page": page, "here": _("Processen")})
