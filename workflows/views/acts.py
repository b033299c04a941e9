"""Åtgärder utan uppgift: each a page of its own with its consequence, a reason and the verb on the button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from audit.rules import Refusal
from cases.models import Case
from cases.selectors.other_matter import NoSuchMatter, other_matter
from cases.selectors.page import case_head, visible_case
from cases.services.case import Stale, TransitionBlocked
from diarium.models import DiaryEntry
from workflows import services
from workflows.definitions.acts import ACT_WORDS, ACTS, ActWords
from workflows.forms.acts import ActForm, CancelForm, MergeForm, OfficerForm, ReasonForm
from workflows.selectors import people
from workflows.selectors.acts import BY_SLUG
from workflows.selectors.frame import tasks_now
from workflows.selectors.task import events_after
from workflows.selectors.wording import holder_in_sentence

if TYPE_CHECKING:
    from config.middleware import ActingRequest

CONTINUE = "fortsatt"
ASKED_FOR_FORM = 422
KEPT = ("reason", "other")
FORMS: Mapping[str, type[ActForm]] = {"cancel_number": CancelForm, "merge_case": MergeForm}


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_cases")
def case_act(request: ActingRequest, uuid: UUID, slug: str) -> HttpResponse:
    """Åtgärd: what it leads to, and the reason.

    Raises:
        NotVisible: there is no such act. NotAllowed: it is not for this person.
    """
    if slug not in BY_SLUG:
        raise policy.NotVisible
    name = BY_SLUG[slug]
    words = ACT_WORDS[name]
    case = visible_case(request.actor, uuid)
    if str(case.state) not in ACTS[name].steps:
        raise services.UnknownAct
    policy.require(request.actor, ACTS[name].action, case)
    kind = FORMS.get(name, ReasonForm if words.needs_reason else ActForm)
    if request.method != "POST" or CONTINUE in request.POST:
        kept = {field: request.POST.get(field, "") for field in KEPT if field in request.POST}
        return _page(request, case, words, kind(initial={"version": case.version, **kept}))
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, case, words, form, status=ASKED_FOR_FORM)
    written = {field: str(form.cleaned_data.get(field, "")).strip() for field in KEPT}
    try:
        other = other_matter(request.actor, written["other"], than=case) if written["other"] else None
    except NoSuchMatter as refusal:
        form.add_error("other", str(refusal.sentence))
        return _page(request, case, words, form, status=ASKED_FOR_FORM)
    try:
        answer = services.intervene(
            case_id=case.pk,
            act=name,
            actor=request.actor,
            at=timezone.now(),
            key=form.cleaned_data["key"],
            expected_version=form.cleaned_data["version"],
            payload=_payload(written["reason"], other),
        )
    except Stale as refusal:
        return _stale(request, case, refusal, written)
    except TransitionBlocked as refusal:
        refusal.heading = _("Du kan inte {göra} än").format(göra=words.doing)  # type: ignore[attr-defined]
        raise
    except Refusal as refusal:
        if refusal.status != ASKED_FOR_FORM:
            raise
        form.add_error(None, str(refusal.sentence))
        return _page(request, case, words, form, status=ASKED_FOR_FORM)
    done = str(words.done).format(dnr=answer.number, annat=other.printed_number if other else "")
    messages.success(request, done)
    return redirect("case", uuid=uuid)


def _payload(reason: str, other: DiaryEntry | None) -> dict[str, Any]:
    payload: dict[str, Any] = {"reason": reason} if reason else {}
    return payload if other is None else {**payload, "other": other.pk}


def _page(request: ActingRequest, case: Case, words: ActWords, form: ActForm, *, status: int = 200) -> HttpResponse:
    tasks = tasks_now(case)
    holder = holder_in_sentence(tasks[0]) if tasks else _("den som har det")
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": words.heading,
        "form": form,
        "consequence": str(words.consequence).format(namn=holder, dnr=case.entry.printed_number),
        "button": words.button,
        "danger": words.danger,
        "cancel_url": reverse("case", args=[case.uuid]),
    }
    return render(request, "workflows/act.html", context, status=status)


def _stale(request: ActingRequest, case: Case, refusal: Stale, written: Mapping[str, str]) -> HttpResponse:
    context = {
        "number": case.entry.printed_number,
        "case_url": reverse("case", args=[case.uuid]),
        "events": events_after(case, refusal.expected),
        "kept": [(field, text) for field, text in written.items() if text],
        "continue_name": CONTINUE,
    }
    return render(request, "workflows/stale.html", context, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("assign_officer")
def change_officer(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Byt handläggare."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "assign_officer", case)
    form = OfficerForm(request.POST if request.method == "POST" else None)
    form.fields["person"].label = _("Ny handläggare")
    offered = people.officers(case, on=timezone.localdate())
    form.offer(offered)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["person"]
        services.change_officer(
            case_id=case.pk,
            officer_id=chosen,
            actor=request.actor,
            at=timezone.now(),
            reason=form.cleaned_data["reason"].strip(),
        )
        changed = Case.objects.select_related("case_officer").get(pk=case.pk)
        name = changed.case_officer.name if changed.case_officer else ""
        number = case.entry.printed_number
        messages.success(request, _("{namn} är handläggare i {dnr}.").format(namn=name, dnr=number))
        return redirect("case", uuid=uuid)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": _("Byt handläggare"),
        "form": form,
        "consequence": _("Öppna uppgifter följer med till den nya handläggaren."),
        "button": _("Byt handläggare"),
        "danger": False,
        "cancel_url": reverse("case", args=[case.uuid]),
    }
    return render(request, "workflows/act.html", context, status=ASKED_FOR_FORM if form.is_bound else 200)
