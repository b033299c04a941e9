"""Sammanträden: the calendar of the year, days added from a list, one moved or called off."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.models import Board
from audit.rules import Refusal
from diarium.views.administration import ASKED_FOR_FORM, form_page
from meetings import services
from meetings.forms.meeting import AddMeetingsForm, CancelMeetingForm, MoveMeetingForm
from meetings.models import Meeting
from meetings.selectors import meeting as listed

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_meetings")
def meetings(request: ActingRequest) -> HttpResponse:
    """Årets sammanträden."""
    today = timezone.localdate()
    asked = request.GET.get("ar", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in listed.YEARS else today.year
    boards = listed.boards_with_meetings(request.actor)
    chosen = next((board for board in boards if str(board.uuid) == request.GET.get("namnd", "")), None)
    context = {
        "page": listed.calendar_year(request.actor, year, board=chosen.uuid if chosen else None, today=today),
        "boards": boards,
        "chosen": chosen,
        "may_keep": policy.can(request.actor, "keep_meetings"),
        "today": today,
        "now": timezone.now(),
    }
    return render(request, "meetings/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_meetings")
def add_meetings(request: ActingRequest, board: UUID) -> HttpResponse:
    """Lägg in ett års sammanträden."""
    body = policy.get_visible(request.actor, Board, uuid=board)
    policy.require(request.actor, "keep_meetings", body)
    form = AddMeetingsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        new, known = services.add_meetings(
            board_id=body.pk,
            lines=form.cleaned_data["lines"],
            actor=request.actor,
            at=timezone.now(),
            key=form.cleaned_data["key"],
        )
        told = ngettext("{n} sammanträde är inlagt.", "{n} sammanträden är inlagda.", new).format(n=new)
        if known:
            told += " " + ngettext("{n} fanns redan.", "{n} fanns redan.", known).format(n=known)
        messages.success(request, told)
        return redirect("board_meetings", body.uuid)
    return form_page(
        request, form, heading=_("Lägg in sammanträden"), button=_("Lägg in sammanträdena"), trail=trail_of(body)
    )


def trail_of(board: Board) -> list[tuple[str, str]]:
    """The way to the page of the body."""
    return [
        (_("Sammanträden"), reverse("meeting_boards")),
        (board.name, reverse("board_meetings", args=[board.uuid])),
    ]


def _kept(request: ActingRequest, uuid: UUID) -> Meeting:
    row = listed.visible_meeting(request.actor, uuid)
    policy.require(request.actor, "keep_meetings", row.board)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_meetings")
def move_meeting(request: ActingRequest, meeting: UUID) -> HttpResponse:
    """Flytta ett sammanträde, or change its hour and place."""
    row = _kept(request, meeting)
    initial = {"on": row.on, "starts_at": row.starts_at, "place": row.place}
    form = MoveMeetingForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        told = form.cleaned_data
        try:
            moved = services.move_meeting(
                meeting_id=row.pk,
                line=services.MeetingLine(told["on"], told["starts_at"], told["place"]),
                reason=told["reason"],
                actor=request.actor,
                at=timezone.now(),
                key=told["key"],
            )
        except Refusal as refusal:
            _into(form, refusal)
        else:
            text = _("Sammanträdet är ändrat.")
            if moved:
                more = ngettext("{n} ärende följde med.", "{n} ärenden följde med.", moved)
                text += " " + more.format(n=moved)
            messages.success(request, text)
            return redirect("board_meetings", row.board.uuid)
    return form_page(
        request,
        form,
        heading=_("Ändra sammanträdet {datum}").format(datum=_day(row)),
        button=_("Spara sammanträdet"),
        trail=trail_of(row.board),
        consequence=_("Ärenden som är planerade till sammanträdet följer med till det nya datumet."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_meetings")
def cancel_meeting(request: ActingRequest, meeting: UUID) -> HttpResponse:
    """Ställ in ett sammanträde."""
    row = _kept(request, meeting)
    form = CancelMeetingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        left = services.cancel_meeting(
            meeting_id=row.pk, reason=told["reason"], actor=request.actor, at=timezone.now(), key=told["key"]
        )
        text = _("Sammanträdet är inställt.")
        if left:
            more = ngettext("{n} ärende har inget sammanträde.", "{n} ärenden har inget sammanträde.", left)
            text += " " + more.format(n=left)
        messages.success(request, text)
        return redirect("board_meetings", row.board.uuid)
    return form_page(
        request,
        form,
        heading=_("Ställ in sammanträdet {datum}").format(datum=_day(row)),
        button=_("Ställ in sammanträdet"),
        trail=trail_of(row.board),
        consequence=_("Ärenden som är planerade till sammanträdet får inget sammanträde förrän någon väljer ett nytt."),
        danger=True,
    )


def _into(form: Form, refusal: Refusal) -> None:
    if refusal.status != ASKED_FOR_FORM:
        raise refusal
    form.add_error(None, str(refusal))


def _day(row: Meeting) -> str:
    return date_format(row.on, "j\u00a0F Y")
