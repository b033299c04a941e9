"""Anmälan av delegationsbeslut till ett sammanträde (R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import policy
from meetings.selectors import meeting as listed
from meetings.selectors import reports

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def meeting_reports(request: ActingRequest, meeting: UUID) -> HttpResponse:
    """Delegationsbesluten som anmäls vid sammanträdet."""
    row = listed.visible_meeting(request.actor, meeting)
    page = reports.meeting_reports(request.actor, row, today=timezone.localdate())
    return render(request, "meetings/reports.html", {"page": page, "now": timezone.now()})
