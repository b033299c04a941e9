"""Nummerformer (S14): how each board's diary numbers are written."""

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
from diarium.forms.number_form import NumberFormForm
from diarium.numbers import FORMS
from diarium.selectors import form_of
from diarium.selectors.number_form import board_forms, form_choices, sample
from diarium.services.diary import set_number_form
from diarium.views.administration import form_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("read_register_tables")
def number_forms(request: ActingRequest) -> HttpResponse:
    """Nämnderna och hur deras nummer skrivs."""
    today = timezone.localdate()
    lines = [(line, policy.can(request.actor, "keep_diary", line.board)) for line in board_forms(today=today)]
    context = {"lines": lines, "year": today.year}
    return render(request, "diarium/administration/number_forms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_diary")
def number_form(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ändra hur en nämnds nummer skrivs."""
    line = next((one for one in board_forms(today=timezone.localdate()) if one.board.uuid == uuid), None)
    if line is None:
        raise policy.NotVisible
    policy.require(request.actor, "keep_diary", line.board)
    form = NumberFormForm(request.POST or None, initial={"form": line.chosen})
    form.offer(form_choices(line))
    if form.is_valid():
        template = FORMS[form.chosen] if form.chosen else None
        try:
            diary = set_number_form(board_id=line.board.pk, template=template, actor=request.actor, at=timezone.now())
        except Refusal as refusal:
            form.add_error("form", str(refusal.sentence))
        else:
            printed = sample(line.board, diary.year, form_of(diary))
            said = _("Från {år} skrivs numren som {dnr}.").format(år=diary.year, dnr=printed)
            messages.success(request, said)
            return redirect("number_forms")
    return form_page(
        request,
        form,
        heading=_("Nummerform: {nämnd}").format(nämnd=line.board.name),
        button=_("Spara formen"),
        trail=[(_("Nummerformer"), reverse("number_forms"))],
        consequence=_(
            "Formen gäller från och med {år}. Nummer som redan är givna ändras inte, och alla sätt att skriva ett "
            "nummer leder till ärendet."
        ).format(år=line.from_year),
    )
