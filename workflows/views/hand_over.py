"""Ta, lägg tillbaka och lämna över en uppgift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from audit.rules import Refusal
from workflows import services
from workflows.forms.acts import PersonForm
from workflows.selectors import people
from workflows.selectors import task as tasks
from workflows.services import AlreadyDone, TakenByOther
from workflows.views.task import show_ended, show_taken

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_POST
@policy.mark("see_tasks")
def claim(request: ActingRequest, task_id: int) -> HttpResponse:
    """Ta uppgiften."""
    page = tasks.page_of(request.actor, task_id)
    try:
        services.claim_task(task_id=page.task.pk, actor=request.actor, at=timezone.now())
    except TakenByOther:
        return show_taken(request, tasks.page_of(request.actor, task_id))
    except AlreadyDone:
        return show_ended(request, tasks.page_of(request.actor, task_id), status=409)
    messages.success(request, _("Du har tagit uppgiften."))
    return redirect("task", task_id=task_id)


@require_POST
@policy.mark("see_tasks")
def release(request: ActingRequest, task_id: int) -> HttpResponse:
    """Lägg tillbaka i gruppens lista."""
    page = tasks.page_of(request.actor, task_id)
    try:
        services.release_task(task_id=page.task.pk, actor=request.actor, at=timezone.now())
    except AlreadyDone:
        return show_ended(request, tasks.page_of(request.actor, task_id), status=409)
    messages.success(request, _("Uppgiften är tillbaka i gruppens lista."))
    return redirect("inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_tasks")
def hand_over(request: ActingRequest, task_id: int) -> HttpResponse:
    """Lämna över uppgiften till en person med rätt roll."""
    page = tasks.page_of(request.actor, task_id)
    if not page.open:
        return show_ended(request, page, status=409 if request.method == "POST" else 200)
    if page.taken_by_other:
        return show_taken(request, page)
    if not page.may_hand_over:
        raise policy.NotAllowed
    form = PersonForm(request.POST if request.method == "POST" else None)
    offered = people.takers(page.task, page.case, on=timezone.localdate())
    form.offer(offered)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["person"]
        try:
            services.hand_over_task(task_id=page.task.pk, to_id=chosen, actor=request.actor, at=timezone.now())
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            form.add_error("person", str(refusal.sentence))
        else:
            name = dict(offered)[chosen].partition(",")[0]
            messages.success(request, _("Uppgiften är överlämnad till {namn}.").format(namn=name))
            return redirect("inbox")
    context = {"page": page, "form": form, "nobody": not offered}
    return render(request, "workflows/hand_over.html", context, status=422 if form.is_bound else 200)
