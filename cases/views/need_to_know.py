"""Behörighetslistan på ett ärende: who may see what is secret in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from audit.rules import Refusal
from cases.forms.secrecy import EndForm, ListForm
from cases.selectors.page import case_head, visible_case
from cases.selectors.secrecy import may_be_listed, need_to_know_list
from diarium import services as register
from diarium.models import NeedToKnow

if TYPE_CHECKING:
    from config.middleware import ActingRequest

FORM_STATUS = 422


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_need_to_know")
def need_to_know(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Listan, and the form that adds a person."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "keep_need_to_know", case.entry)
    today = timezone.localdate()
    form = ListForm(request.POST if request.method == "POST" else None, initial={"valid_from": today})
    people = may_be_listed(case, on=today)
    form.offer(people)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            register.grant_need_to_know(
                entry_id=case.entry_id,
                user_id=chosen["person"],
                valid_from=chosen["valid_from"],
                valid_to=chosen["valid_to"],
                actor=request.actor,
                at=timezone.now(),
            )
        except (register.AlreadyListed, register.DatesInDisorder) as refusal:
            form.add_error("valid_to" if refusal.status == FORM_STATUS else "person", str(refusal.sentence))
        else:
            name = dict(people)[chosen["person"]].partition(",")[0]
            messages.success(request, _("{namn} står på behörighetslistan.").format(namn=name))
            return redirect("need_to_know", case.uuid)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": _("Behörighetslista"),
        "form": form,
        "lines": need_to_know_list(request.actor, case, today=today),
    }
    return render(request, "cases/need_to_know.html", context, status=FORM_STATUS if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_need_to_know")
def end_need_to_know(request: ActingRequest, uuid: UUID, row_id: int) -> HttpResponse:
    """Ta bort en person från listan, at once.

    Raises:
        LastOfTheList: with the way back to the list.
    """
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "keep_need_to_know", case.entry)
    row = get_object_or_404(
        policy.visible(request.actor, NeedToKnow).select_related("user"), pk=row_id, entry=case.entry_id
    )
    form = EndForm(request.POST if request.method == "POST" else None)
    back = reverse("need_to_know", args=[case.uuid])
    if form.is_valid():
        try:
            register.end_need_to_know(row_id=row.pk, actor=request.actor, at=timezone.now())
        except Refusal as refusal:
            refusal.links = [(_("Behörighetslista"), back)]  # type: ignore[attr-defined]
            raise
        messages.success(request, _("{namn} står inte längre på behörighetslistan.").format(namn=row.user.name))
        gone = row.user_id == request.actor.user_id and case.entry.is_secret
        return redirect("inbox") if gone and case.case_officer_id != request.actor.user_id else redirect(back)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": _("Ta bort från behörighetslistan"),
        "form": form,
        "consequence": _("{namn} ser inte längre det som är sekretessmarkerat i ärendet.").format(namn=row.user.name),
        "button": _("Ta bort från listan"),
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "cases/reason.html", context, status=FORM_STATUS if form.is_bound else 200)
