"""Massåtgärder som rör uppgifter och frister: a new officer takes the open tasks too, a report ends its deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import policy
from cases.forms.bulk import BulkPersonForm, BulkReportForm
from cases.models import Case
from cases.selectors.bulk import ACTS, OFFICER, REPORT
from cases.views.bulk import bulk_page
from workflows import services
from workflows.selectors.people import all_officers

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("assign_officer")
def bulk_officer(request: ActingRequest) -> HttpResponse:
    """Byt handläggare i flera ärenden."""
    people = all_officers(on=timezone.localdate())
    form = BulkPersonForm(request.POST if request.method == "POST" else None, people=people)

    def door(case_id: int) -> object:
        told = form.cleaned_data
        if Case.objects.filter(pk=case_id, case_officer=told["person"]).exists():
            return None  # has that officer already: the form was sent twice
        return services.change_officer(
            case_id=case_id,
            officer_id=told["person"],
            actor=request.actor,
            at=timezone.now(),
            reason=told["reason"].strip(),
        )

    return bulk_page(request, ACTS[OFFICER], form, door, "/arenden/")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("report_delegated")
def bulk_report(request: ActingRequest) -> HttpResponse:
    """Anmäl delegationsbeslut till ett sammanträde (R24); the day may be given in the address."""
    day = {"on": request.GET.get("on", "")}
    form = BulkReportForm(request.POST if request.method == "POST" else None, initial=day)

    def door(case_id: int) -> object:
        return services.report_delegated_decisions(
            case_id=case_id, meeting_date=form.cleaned_data["on"], actor=request.actor, at=timezone.now()
        )

    return bulk_page(request, ACTS[REPORT], form, door, "/beslut/?visa=ej-anmalda")
