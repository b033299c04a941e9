"""Massåtgärder: a page of its own with what will change, and afterwards what failed and why (screens.md §3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts import policy
from cases.forms.bulk import BulkClassForm, BulkForm, BulkWatchForm
from cases.selectors.bulk import ACTS, CLASS, REVIEWED, WATCH, BulkAct, chosen_rows, class_codes, sentence
from cases.services.bulk import row_by_row
from cases.services.watch import watch_case
from diarium import services as register

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


def bulk_page(
    request: ActingRequest, act: BulkAct, form: BulkForm, door: Callable[[int], object], back: str
) -> HttpResponse:
    """Sidan för en massåtgärd: the chosen rows and the form; when it is sent, row by row and the result."""
    asked = request.POST if request.method == "POST" else request.GET
    rows = chosen_rows(request.actor, act, asked.getlist("id"))
    back = _local(asked.get("tillbaka", "")) or back
    context = {"act": act, "rows": rows, "form": form, "back": back, "documents": act.of_documents}
    if not rows or not form.is_bound or not form.is_valid():
        status = ASKED_FOR_FORM if form.is_bound and form.errors else 200
        return render(request, "cases/bulk.html", context, status=status)
    outcome = row_by_row([(row.key, row.number) for row in rows], door)
    told = sentence(act, done=outcome.done, failed=len(outcome.failures))
    if outcome.failures:
        return render(request, "cases/bulk_result.html", {**context, "told": told, "failures": outcome.failures})
    messages.success(request, told)
    return HttpResponseRedirect(back)


def _local(address: str) -> str:
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_cases")
def bulk_watch(request: ActingRequest) -> HttpResponse:
    """Ändra bevakningsdatum."""
    form = BulkWatchForm(request.POST if request.method == "POST" else None)

    def door(case_id: int) -> object:
        return watch_case(case_id=case_id, on=form.cleaned_data["on"], actor=request.actor, at=timezone.now())

    return bulk_page(request, ACTS[WATCH], form, door, "/arenden/")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("control_register")
def bulk_class(request: ActingRequest) -> HttpResponse:
    """Ändra klassificering."""
    codes = class_codes(on=timezone.localdate())
    form = BulkClassForm(request.POST if request.method == "POST" else None, codes=codes)

    def door(entry_id: int) -> object:
        told = form.cleaned_data
        return register.change_class_code(
            entry_id=entry_id, class_code=told["code"], reason=told["reason"], actor=request.actor, at=timezone.now()
        )

    return bulk_page(request, ACTS[CLASS], form, door, "/diarium/kontroll/")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("control_register")
def bulk_reviewed(request: ActingRequest) -> HttpResponse:
    """Markera handlingars sekretess som prövad."""
    form = BulkForm(request.POST if request.method == "POST" else None)

    def door(document_id: int) -> object:
        return register.review_secrecy(document_id=document_id, actor=request.actor, at=timezone.now())

    return bulk_page(request, ACTS[REVIEWED], form, door, "/diarium/kontroll/")
