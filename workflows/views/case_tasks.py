"""Ärendets uppgifter: those that wait, and those that are done; and the process as a picture and a list."""

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
from accounts.forms import KeyedForm
from cases.selectors.page import case_head, visible_case
from workflows import services
from workflows.selectors.case_tasks import ended_tasks
from workflows.selectors.deadline import deadlines_of
from workflows.selectors.frame import failed_job
from workflows.selectors.process_map import process_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("see_cases")
def case_tasks(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Uppgifter i ärendet."""
    case = visible_case(request.actor, uuid)
    head = case_head(request.actor, case, "case_tasks")
    may_give = policy.can(request.actor, "give_task", case)
    context = {
        "head": head,
        "ended": ended_tasks(case),
        "deadlines": deadlines_of(request.actor, case),
        "today": timezone.localdate(),
        "give_url": reverse("give_task", args=[case.uuid]) if may_give else "",
    }
    return render(request, "workflows/case_tasks.html", context)


@require_safe
@policy.mark("see_cases")
def case_process(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Visa processen."""
    case = visible_case(request.actor, uuid)
    page = process_page(request.actor, case)
    head = case_head(request.actor, case, "case")
    kind = case.case_type if policy.can(request.actor, "keep_register_tables") else None
    context = {"head": head, "page": page, "kind": kind, "here": _("Processen")}
    return render(request, "workflows/process.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("retry_job")
def retry_job(request: ActingRequest, uuid: UUID, task_id: int) -> HttpResponse:
    """Försök igen med ett jobb som har misslyckats.

    Raises:
        NotVisible: the matter has no such failed job.
    """
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "retry_job", case)
    failed = failed_job(case)
    if failed is None or failed.pk != task_id:
        raise policy.NotVisible
    if request.method == "POST":
        services.retry_job_task(task_id=failed.pk, actor=request.actor, at=timezone.now())
        messages.success(request, _("Jobbet körs igen."))
        return redirect("case", uuid=case.uuid)
    context = {
        "head": case_head(request.actor, case, "case_tasks"),
        "here": _("Försök igen"),
        "form": KeyedForm(),
        "consequence": _("Beslutsgång gör om handlingen från början."),
        "button": _("Försök igen"),
        "danger": False,
        "cancel_url": reverse("case", args=[case.uuid]),
    }
    return render(request, "workflows/act.html", context)
