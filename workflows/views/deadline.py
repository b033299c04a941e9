"""Frister: the list of what is late and what is coming, and the acts on one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from audit.rules import Refusal
from cases.selectors.keyset import Place
from cases.selectors.page import case_head, visible_case
from workflows import services
from workflows.forms.deadline import DeadlineListFilter, DropDeadlineForm, MoveDeadlineForm
from workflows.selectors import deadline as listed

if TYPE_CHECKING:
    from django.forms import Form

    from cases.models import Case
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_safe
@policy.mark("see_tasks")
def deadlines(request: ActingRequest) -> HttpResponse:
    """Frister: late first of all, by board and unit."""
    boards, units = listed.boards_and_units(request.actor)
    form = DeadlineListFilter(request.GET, boards=boards, units=units)
    wanted = listed.DeadlineFilter()
    if form.is_valid():
        chosen = form.cleaned_data
        wanted = listed.DeadlineFilter(chosen["visa"] or listed.LATE, chosen["namnd"], chosen["enhet"])
    today = timezone.localdate()
    page, lines = listed.deadline_page(request.actor, wanted, Place.of(request.GET), today=today)
    context = {
        "page": page,
        "lines": lines,
        "form": form,
        "wanted": wanted,
        "filtered": bool(wanted.board or wanted.unit),
        "today": today,
        "now": timezone.now(),
    }
    return render(request, "workflows/deadlines.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_deadlines")
def move_deadline(request: ActingRequest, uuid: UUID, deadline_id: int) -> HttpResponse:
    """Flytta en frist som kommunen själv har satt.

    Raises:
        NotVisible: the matter has no such open deadline.
    """
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "keep_deadlines", case)
    row = listed.open_deadline(case, deadline_id)
    form = MoveDeadlineForm(request.POST if request.method == "POST" else None, initial={"due": row.due})
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.move_deadline(
                deadline_id=row.pk,
                due=told["due"],
                reason=told["reason"],
                actor=request.actor,
                at=timezone.now(),
                key=told["key"],
            )
        except Refusal as refusal:
            if refusal.status != ASKED_FOR_FORM:
                raise
            form.add_error(None, str(refusal))
        else:
            day = listed.long_day(told["due"])
            messages.success(request, _("Fristen är flyttad till {datum}.").format(datum=day))
            return redirect("case_tasks", uuid=case.uuid)
    consequence = _("{frist} flyttas, och påminnelserna med den.").format(frist=listed.title_of_deadline(row))
    return _act(request, case, form, here=_("Flytta fristen"), button=_("Flytta fristen"), consequence=consequence)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_deadlines")
def drop_deadline(request: ActingRequest, uuid: UUID, deadline_id: int) -> HttpResponse:
    """Lägg undan en frist som inte är aktuell.

    Raises:
        NotVisible: the matter has no such open deadline.
    """
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "keep_deadlines", case)
    row = listed.open_deadline(case, deadline_id)
    form = DropDeadlineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        services.drop_deadline(
            deadline_id=row.pk, reason=told["reason"], actor=request.actor, at=timezone.now(), key=told["key"]
        )
        messages.success(request, _("Fristen är inte längre aktuell."))
        return redirect("case_tasks", uuid=case.uuid)
    consequence = _("{mening}. Fristen påminner inte mer. Den och skälet finns kvar i historiken.").format(
        mening=listed.sentence_of(row)
    )
    here = _("Fristen är inte aktuell")
    return _act(request, case, form, here=here, button=_("Lägg undan fristen"), consequence=consequence)


def _act(request: ActingRequest, case: Case, form: Form, *, here: str, button: str, consequence: str) -> HttpResponse:
    context = {
        "head": case_head(request.actor, case, "case_tasks"),
        "here": here,
        "form": form,
        "consequence": consequence,
        "button": button,
        "danger": False,
        "cancel_url": reverse("case_tasks", args=[case.uuid]),
    }
    return render(request, "workflows/act.html", context, status=ASKED_FOR_FORM if form.is_bound else 200)
