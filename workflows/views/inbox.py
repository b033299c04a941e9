"""Mina uppgifter: what waits for the person, what the person waits for, and what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import policy

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_tasks")
def inbox(request: ActingRequest) -> HttpResponse:
    """Mina uppgifter."""
    return render(request, "workflows/inbox.html", {})
