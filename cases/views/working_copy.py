"""Arbetskopian (S5b): what autosave sends, letting the copy go, and how the text will look on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import policy
from cases.forms.written_report import WrittenReport, written_fields
from cases.reading.structure import Content
from cases.selectors.documents import draw_draft
from cases.selectors.lexicon import lexicon
from cases.selectors.page import case_head, visible_case
from cases.services.working_copy import drop_copy, keep_copy
from cases.views.edit_report import Desk, number_in, seen_in

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_POST
@policy.mark("write_staff_report")
def keep_report_copy(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Spara arbetskopian, as the page does by itself while somebody writes: 204 with when, and the copy's number.

    Raises:
        ReportStale, CopyStale: another text has come; the page says so and the form can still be sent.
    """
    case = visible_case(request.actor, uuid)
    copy = keep_copy(
        case_id=case.pk,
        fields=written_fields(request.POST),
        base_version=number_in(request.POST.get("base_version", "")),
        seen=seen_in(request.POST),
        actor=request.actor,
        at=timezone.now(),
    )
    said = _("Sparat kl. {tid}").format(tid=timezone.localtime(copy.kept_at).strftime("%H.%M"))
    return HttpResponse(status=204, headers={"X-Saved": quote(said), "X-Version": str(copy.number)})


@require_POST
@policy.mark("write_staff_report")
def drop_report_copy(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Behåll den sparade texten: what was written beside it is let go."""
    case = visible_case(request.actor, uuid)
    drop_copy(case_id=case.pk, seen=seen_in(request.POST), actor=request.actor)
    messages.success(request, _("Den sparade texten gäller."))
    return redirect("edit_report", case.uuid)


@require_safe
@policy.mark("see_cases")
def preview_report(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Förhandsgranska: the pages as they will be printed, of the working copy where there is one.

    A page by itself, and the column beside the editor, which asks for the pages alone.
    """
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "write_staff_report", case)
    desk = Desk(request, case)
    content = _content(desk)
    pages = draw_draft(case, content, number=desk.number, at=timezone.now()) if content else ()
    context = {"pages": pages, "card": desk.card}
    if request.fragment:
        return render(request, "cases/_preview.html", context)
    head = case_head(request.actor, case, "case_report")
    return render(request, "cases/preview.html", {**context, "head": head, "here": _("Förhandsgranska")})


def _content(desk: Desk) -> Content | None:
    """What is written, as far as it can be printed: a copy that lacks something is shown as the version before it."""
    if desk.copy is not None:
        written = WrittenReport.of_data(desk.copy.fields)
        form = desk.form(written, {**desk.copy.fields, "base_version": desk.copy.base_version})
        if form.is_valid():
            return form.content(desk.base, lexicon())
    return desk.base if desk.card else None
