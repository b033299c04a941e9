"""Uppgiftens sida: the only door for a step. The person judges on the left and answers on the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from accounts.capacity import Actor
from accounts.forms import CAPACITY, KeyedForm, capacity_label, in_chosen_capacity
from audit.rules import Refusal
from cases.selectors.four_eyes import OPINIONS
from cases.selectors.opinion import own_opinions
from cases.services.case import Stale, TransitionBlocked
from workflows import services
from workflows.forms.task import COMMENT, decision_form, missing_comment
from workflows.selectors import capacity
from workflows.selectors import task as tasks
from workflows.selectors.approving import changed_since
from workflows.selectors.events_since import events_since
from workflows.selectors.task import TaskPage
from workflows.services import AlreadyDone, Answer, ProposalChanged, TakenByOther
from workflows.services.inbox import mark_as_read
from workflows.states import words_of
from workflows.views.panels import TaskPanel, panel_for

if TYPE_CHECKING:
    from config.middleware import ActingRequest

CONTINUE = "fortsatt"
ASKED_FOR_FORM = 422


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_tasks")
def task(request: ActingRequest, task_id: int) -> HttpResponse:
    """Uppgift: show it, or end it with an outcome."""
    page = tasks.page_of(request.actor, task_id)
    if request.method != "POST":
        if not page.open:
            return show_ended(request, page, status=200)
        if not page.was_read:
            mark_as_read(actor=request.actor, task_ids=[page.task.pk])
        return _page(request, page)
    if not page.open:
        answer = tasks.answered_before(request.actor, page, request.POST.get("key", ""))
        return show_ended(request, page, status=409) if answer is None else _thanks(request, page, Answer(**answer))
    if not page.may_act:
        return show_taken(request, page)
    if CONTINUE in request.POST:
        return _page(request, page, kept=request.POST)
    return _end(request, page)


def _end(request: ActingRequest, page: TaskPage) -> HttpResponse:
    panel = panel_for(page.first_step)
    form = _form(request.actor, page, panel, request.POST, request.FILES)
    chosen = page.choices[0].outcome
    if form.is_valid():
        chosen = form.cleaned_data["outcome"] if len(page.choices) > 1 else chosen
        _check(request.actor, page, form, chosen)
    if not form.is_valid():
        return _page(request, page, form=form, status=ASKED_FOR_FORM)
    try:
        answer = services.perform(
            task_id=page.task.pk,
            outcome=chosen,
            actor=in_chosen_capacity(request.actor, page.grants, form),
            at=timezone.now(),
            key=form.cleaned_data["key"],
            expected_version=form.cleaned_data["version"],
            payload=_payload(request.actor, page, panel, form),
        )
    except AlreadyDone:
        return show_ended(request, tasks.page_of(request.actor, page.task.pk), status=409)
    except TakenByOther:
        return show_taken(request, tasks.page_of(request.actor, page.task.pk))
    except ProposalChanged as refusal:
        return _page(request, tasks.page_of(request.actor, page.task.pk), kept=_unchosen(request.POST), changed=refusal)
    except Stale:
        return _stale(request, page)
    except TransitionBlocked as refusal:
        raise refusal.when(words_of(chosen, _step_of(page, chosen)).doing) from None
    except Refusal as refusal:
        if refusal.status != ASKED_FOR_FORM:
            raise
        for sentence in refusal.reasons:
            form.add_error(None, str(sentence))
        return _page(request, page, form=form, status=ASKED_FOR_FORM)
    return _thanks(request, page, answer)


def _check(actor: Actor, page: TaskPage, form: KeyedForm, chosen: str) -> None:
    missing = missing_comment(page, chosen, form.cleaned_data.get(COMMENT, ""))
    if missing:
        form.add_error(COMMENT, str(missing))
    if not capacity.fits(actor, page, chosen, form.cleaned_data.get(CAPACITY, "")):
        form.add_error(CAPACITY, _("Välj en egenskap som har rätt att göra det du har valt."))


def _form(actor: Actor, page: TaskPage, panel: TaskPanel, *args: Any, **options: Any) -> KeyedForm:
    version = tasks.watched_version(page.case, page.first_step, page.item)
    return decision_form(page, panel.form(actor, page.case, page.task), version, *args, **options)


def _payload(actor: Actor, page: TaskPage, panel: TaskPanel, form: KeyedForm) -> dict[str, Any]:
    payload = dict(panel.payload(form.cleaned_data))
    said = str(form.cleaned_data.get(COMMENT, "")).strip()
    if said:
        payload = {"comment": said, "reason": said, **payload}
    if panel.before is not None:
        payload |= panel.before(actor, page.case, page.task, form)
    return payload


def _step_of(page: TaskPage, outcome: str) -> str:
    return next((choice.step for choice in page.choices if choice.outcome == outcome), page.first_step)


def _page(
    request: ActingRequest,
    page: TaskPage,
    *,
    form: KeyedForm | None = None,
    kept: Mapping[str, Any] | None = None,
    changed: ProposalChanged | None = None,
    status: int = 200,
) -> HttpResponse:
    panel = panel_for(page.first_step)
    today = timezone.localdate()
    context: dict[str, Any] = {"page": page, "panel": panel, "today": today}
    if not page.may_act:
        context["stood_in"] = capacity.not_today(request.actor, page, today)
    else:
        if form is None:
            initial = dict(panel.initial(request.actor, page.case, page.task))
            form = _form(request.actor, page, panel, initial={**initial, **_written(kept)})
        alone = capacity_label(page.grants[0]) if len(page.grants) == 1 else ""
        context |= panel.context(request.actor, page.case, page.task)
        context |= {"form": form, "capacity": alone, "kept": kept is not None, "changed": changed}
        panel.shown(request.actor, page.case, context)
    return render(request, "workflows/task.html", context, status=changed.status if changed else status)


def _unchosen(written: QueryDict) -> dict[str, Any]:
    """What was written, but not what was chosen: that was about another text."""
    return {name: text for name, text in written.items() if name != "outcome"}


def _written(kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was written, without the key and the version it was written against."""
    own = {"key", "version", "csrfmiddlewaretoken", CONTINUE, "seen"}
    return {name: kept[name] for name in kept if name not in own} if kept else {}


def _thanks(request: ActingRequest, page: TaskPage, answer: Answer) -> HttpResponse:
    path = page.task.flow_task.outcomes.get(answer.outcome)
    words = words_of(answer.outcome, path.step if path else "")
    messages.success(request, tasks.done_sentence(words, page, answer))
    return redirect(page.case_url if page.sees_case else reverse("inbox"))


def show_ended(request: ActingRequest, page: TaskPage, *, status: int) -> HttpResponse:
    """Uppgiften är redan utförd: by whom, when and how; who gave an opinion reads it there."""
    said = own_opinions(request.actor, page.case) if page.first_step in OPINIONS else []
    context = {"page": page, "changed": changed_since(request.actor, page), "opinions": said}
    return render(request, "workflows/task_ended.html", context, status=status)


def show_taken(request: ActingRequest, page: TaskPage) -> HttpResponse:
    """Another has it, or it is for another role, or the days of the stand-in are not today.

    Raises:
        NotAllowed: the person has no outcome to choose.
    """
    stood_in = capacity.not_today(request.actor, page, timezone.localdate())
    if not page.taken_by_other and not stood_in:
        raise policy.NotAllowed
    return render(request, "workflows/task_taken.html", {"page": page, "stood_in": stood_in}, status=409)


def _stale(request: ActingRequest, page: TaskPage) -> HttpResponse:
    """The events since the page was opened, and the way on with what was written."""
    left_out = {"key", "version", "csrfmiddlewaretoken"}
    kept = [(name, text) for name, texts in request.POST.lists() for text in texts if name not in left_out]
    page = tasks.page_of(request.actor, page.task.pk)
    seen = request.POST.get("seen", "")
    events = events_since(page, int(seen) if seen.isdecimal() and len(seen) < 10 else page.case.version)
    context = {
        "number": page.number,
        "case_url": page.case_url if page.sees_case else "",
        "events": events,
        "kept": kept,
        "continue_name": CONTINUE,
    }
    return render(request, "workflows/stale.html", context, status=409)
