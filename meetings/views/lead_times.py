"""Administration › Sammanträden: the bodies, the coming meetings of one, and its lead times."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.models import Board
from audit.rules import Refusal
from diarium.views.administration import ASKED_FOR_FORM, form_page
from meetings import services
from meetings.forms.meeting import LeadTimesForm
from meetings.selectors import meeting as listed
from meetings.views.meeting import trail_of

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("keep_meetings")
def meeting_boards(request: ActingRequest) -> HttpResponse:
    """Organen och deras framförhållning."""
    lines = listed.board_lines(request.actor, today=timezone.localdate())
    return render(request, "meetings/boards.html", {"lines": lines})


@require_safe
@policy.mark("keep_meetings")
def board_meetings(request: ActingRequest, board: UUID) -> HttpResponse:
    """Ett organs kommande sammanträden."""
    body = _kept(request, board)
    context = {
        "board": body,
        "rows": listed.board_rows(request.actor, body, today=timezone.localdate()),
        "times": listed.lead_times_of([body.pk])[body.pk],
        "today": timezone.localdate(),
    }
    return render(request, "meetings/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_meetings")
def set_lead_times(request: ActingRequest, board: UUID) -> HttpResponse:
    """Ändra framförhållningen."""
    body = _kept(request, board)
    times = listed.lead_times_of([body.pk])[body.pk]
    form = LeadTimesForm(request.POST if request.method == "POST" else None, times=times)
    if form.is_valid():
        try:
            services.set_lead_times(board_id=body.pk, days=form.cleaned_data, actor=request.actor, at=timezone.now())
        except Refusal as refusal:
            if refusal.status != ASKED_FOR_FORM:
                raise
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Framförhållningen är sparad."))
            return redirect("board_meetings", body.uuid)
    return form_page(
        request,
        form,
        heading=_("Framförhållning"),
        button=_("Spara framförhållningen"),
        trail=trail_of(body),
        consequence=_(
            "Dagarna räknas bakåt från sammanträdet. En dag som inte är en arbetsdag blir arbetsdagen före. "
            "Godkännande, förslag och remiss gäller bara steg som ärendets process inte har någon frist för."
        ),
    )


def _kept(request: ActingRequest, uuid: UUID) -> Board:
    body = policy.get_visible(request.actor, Board, uuid=uuid)
    policy.require(request.actor, "keep_meetings", body)
    return body
