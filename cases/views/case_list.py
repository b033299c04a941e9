"""Lista över ärenden (screens.md §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import policy

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def case_list(request: ActingRequest) -> HttpResponse:
    """Ärenden som den inloggade får se."""
    return render(request, "cases/list.html", {})
