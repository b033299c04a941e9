"""Delegationsordningen i administrationen: its points, and the pages that add and end one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.models import BoardKind
from accounts.selectors import boards_active_on
from audit.rules import Refusal
from cases.forms.delegation import DelegationPointForm, EndPointForm
from cases.models import DelegationPoint
from cases.selectors.delegation import delegation_order
from cases.services.delegation import end_delegation_point, keep_delegation_point

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_safe
@policy.mark("read_register_tables")
def delegation_points(request: ActingRequest) -> HttpResponse:
    """Delegationsordningen."""
    context = {
        "rows": delegation_order(on=timezone.localdate()),
        "may_keep": policy.can(request.actor, "keep_register_tables"),
    }
    return render(request, "cases/delegation_points.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def add_delegation_point(request: ActingRequest) -> HttpResponse:
    """Lägg till eller ändra en punkt."""
    today = timezone.localdate()
    first = {"valid_from": today, "reported": True}
    form = DelegationPointForm(request.POST if request.method == "POST" else None, initial=first)
    form.offer([(board.pk, board.name) for board in boards_active_on(today) if board.kind != BoardKind.COUNCIL])
    if form.is_valid():
        told = form.cleaned_data
        try:
            point = keep_delegation_point(
                board_id=told["board"],
                number=told["number"],
                text=told["text"],
                roles=told["roles"],
                own_text=told["own_text"],
                urgent=told["urgent"],
                reported=told["reported"],
                valid_from=told["valid_from"],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("valid_from", str(refusal))
        else:
            messages.success(request, _("Punkt {nummer} är sparad.").format(nummer=point.number))
            return redirect("delegation_points")
    return _page(request, _("Ny eller ändrad punkt"), form)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def end_point(request: ActingRequest, point_id: int) -> HttpResponse:
    """Låt en punkt upphöra.

    Raises:
        NotVisible: there is no such point.
    """
    point = DelegationPoint.objects.filter(pk=point_id).first()
    if point is None:
        raise policy.NotVisible
    form = EndPointForm(request.POST if request.method == "POST" else None, initial={"valid_to": point.valid_to})
    if form.is_valid():
        try:
            end_delegation_point(
                point_id=point.pk, valid_to=form.cleaned_data["valid_to"], actor=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("valid_to", str(refusal))
        else:
            messages.success(request, _("Punkt {nummer} är sparad.").format(nummer=point.number))
            return redirect("delegation_points")
    return _page(request, _("Låt punkt {nummer} upphöra").format(nummer=point.number), form)


def _page(request: ActingRequest, heading: str, form: Any) -> HttpResponse:
    status = ASKED_FOR_FORM if form.errors else 200
    return render(request, "cases/delegation_point.html", {"heading": heading, "form": form}, status=status)
