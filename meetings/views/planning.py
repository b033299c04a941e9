"""Planera bakåt: choose a meeting, see every latest date before it, and plan the matter for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from cases.selectors.page import case_head, visible_case
from diarium.selectors.free_day import free_days
from meetings.forms.planning import PlanForm
from meetings.selectors.meeting import coming_meetings, lead_times_of
from meetings.selectors.planning import plan_backwards as planned_from
from workflows import services
from workflows.selectors.deadline import planned_for

if TYPE_CHECKING:
    from cases.models import Case
    from config.middleware import ActingRequest
    from meetings.models import Meeting
    from workflows.models import PlannedMeeting


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_cases")
def plan_backwards(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Alla senaste datum inför ett sammanträde."""
    case = visible_case(request.actor, uuid)
    today = timezone.localdate()
    meetings = list(coming_meetings(request.actor, today=today)[:500])
    planned = planned_for(case)
    if request.method == "POST":
        return _save(request, case, meetings)
    asked = request.GET.get("sammantrade", "")
    chosen = next((row for row in meetings if str(row.uuid) == asked), None)
    if chosen is None and not asked:
        chosen = next((row for row in meetings if _is_for(planned, row)), None)
    plan = None
    if chosen is not None:
        times = lead_times_of([chosen.board_id])[chosen.board_id]
        plan = planned_from(case, chosen, times, today=today, free=free_days())
    context = {
        "head": case_head(request.actor, case, "case"),
        "groups": _grouped(case, meetings),
        "chosen": chosen,
        "plan": plan,
        "saved": planned is not None
        and chosen is not None
        and (planned.body_id, planned.on) == (chosen.board_id, chosen.on),
        "may_plan": policy.can(request.actor, "plan_case", case),
        "form": PlanForm(initial={"version": case.version}),
        "today": today,
    }
    return render(request, "meetings/plan.html", context)


def _is_for(planned: PlannedMeeting | None, meeting: Meeting) -> bool:
    return planned is not None and (planned.body_id, planned.on) == (meeting.board_id, meeting.on)


def _grouped(case: Case, meetings: list[Meeting]) -> list[tuple[str, list[Meeting]]]:
    """By body, the matter's own first."""
    names: dict[int, list[Meeting]] = {}
    for row in meetings:
        names.setdefault(row.board_id, []).append(row)
    order = sorted(names, key=lambda pk: (pk != case.board_id, names[pk][0].board.name))
    return [(names[pk][0].board.name, names[pk]) for pk in order]


def _save(request: ActingRequest, case: Case, meetings: list[Meeting]) -> HttpResponse:
    policy.require(request.actor, "plan_case", case)
    form = PlanForm(request.POST)
    chosen = next((row for row in meetings if str(row.uuid) == request.POST.get("sammantrade", "")), None)
    if not form.is_valid() or chosen is None:
        messages.error(request, _("Välj ett sammanträde som är planerat."))
        return redirect("plan_backwards", case.uuid)
    services.plan_for_meeting(
        case_id=case.pk,
        meeting=services.MeetingDay(chosen.board_id, chosen.on),
        expected_version=form.cleaned_data["version"],
        actor=request.actor,
        at=timezone.now(),
        key=form.cleaned_data["key"],
    )
    day = date_format(chosen.on, "j\u00a0F Y")
    told = _("Ärendet är planerat till {instans} {datum}.").format(instans=chosen.board.name, datum=day)
    messages.success(request, told)
    return redirect("case", case.uuid)
