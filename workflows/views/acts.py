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
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from accounts.forms import CAPACITY, ask_capacity, in_chosen_capacity
from audit.rules import Refusal
from cases.models import Case
from cases.selectors.other_matter import NoSuchMatter, other_matter
from cases.selectors.page import case_head, visible_case
from cases.services.case import Stale, TransitionBlocked
from workflows import services
from workflows.definitions.acts import ACT_WORDS, ACTS
from workflows.forms.acts import ActForm, CancelForm, MergeForm, OfficerForm, ReasonForm, RectifyForm, RoundForm
from workflows.selectors import people
from workflows.selectors.act_request import consequence_of, open_request
from workflows.selectors.acts import BY_SLUG, NotInThisStep, asks_for, capacities, done_before, unmet_of_act
from workflows.selectors.events_since import events_after
from workflows.selectors.frame import tasks_now
from workflows.selectors.wording import holder_in_sentence

if TYPE_CHECKING:
    from accounts.capacity import Actor
    from config.middleware import ActingRequest

CONTINUE = "fortsatt"
ASKED_FOR_FORM = 422
OWN = ("key", "version", "other", CAPACITY)
FORMS: Mapping[str, type[ActForm]] = {
    "cancel_number": CancelForm,
    "merge_case": MergeForm,
    "rectify": RectifyForm,
    "start_new_round": RoundForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_cases")
def case_act(request: ActingRequest, uuid: UUID, slug: str) -> HttpResponse:
    """Åtgärd: what it leads to, and the reason. Where another person decides, it is asked for.

    Raises:
        NotVisible: there is no such act. NotAllowed: it is not for this person.
        NotInThisStep: it exists in others. TransitionBlocked: something is missing first; every reason at once.
    """
    if slug not in BY_SLUG:
        raise policy.NotVisible
    name = BY_SLUG[slug]
    case = visible_case(request.actor, uuid)
    if request.method == "POST" and done_before(request.actor, case, name, request.POST.get("key", "")):
        return redirect("case", uuid=uuid)
    asks = _asks(request, case, name)
    waiting = open_request(request.actor, case, name)
    if waiting is not None:
        return redirect("act_request", waiting.pk)
    unmet = unmet_of_act(name, case)
    if unmet:
        raise TransitionBlocked(unmet, case).when(ACT_WORDS[name].doing)
    kind = FORMS.get(name, ReasonForm if ACT_WORDS[name].needs_reason else ActForm)
    new = request.method != "POST" or CONTINUE in request.POST
    form = kind(initial={**_kept(request), "version": case.version}) if new else kind(request.POST)
    grants = capacities(request.actor, name, case, asks=asks)
    only = ask_capacity(form, grants)
    if new or not form.is_valid():
        return _page(request, case, name, form, asks=asks, only=only)
    try:
        return _do(request, case, name, form, in_chosen_capacity(request.actor, grants, form), asks=asks)
    except Stale as refusal:
        return show_stale(request, case, refusal, request.POST.dict())
    except TransitionBlocked as refusal:
        raise refusal.when(ACT_WORDS[name].doing) from None
    except NoSuchMatter as refusal:
        form.add_error("other", str(refusal.sentence))
    except Refusal as refusal:
        if refusal.status != ASKED_FOR_FORM:
            raise
        form.add_error(None, str(refusal.sentence))
    return _page(request, case, name, form, asks=asks, only=only)


def _kept(request: ActingRequest) -> dict[str, str]:
    return {field: str(text) for field, text in request.POST.items() if field not in ("key", "version")}


def _asks(request: ActingRequest, case: Case, name: str) -> bool:
    if str(case.state) not in ACTS[name].steps:
        raise NotInThisStep(name, case)
    return asks_for(request.actor, name, case)


def _do(request: ActingRequest, case: Case, name: str, form: ActForm, actor: Actor, *, asks: bool) -> HttpResponse:
    written = {field: value for field, value in form.cleaned_data.items() if field not in OWN}
    written = {field: value.strip() if isinstance(value, str) else value for field, value in written.items()}
    named = str(form.cleaned_data.get("other", "")).strip()
    other = other_matter(request.actor, named, than=case) if named else None
    common: dict[str, Any] = {
        "case_id": case.pk,
        "act": name,
        "actor": actor,
        "at": timezone.now(),
        "key": form.cleaned_data["key"],
        "expected_version": form.cleaned_data["version"],
    }
    if asks:
        services.ask_for_act(reason=written.pop("reason"), payload=written, **common)
        said = _("Begäran i {dnr} är skickad. En annan person tar ställning till den.")
        messages.success(request, said.format(dnr=case.entry.printed_number))
    else:
        answer = services.intervene(payload=written if other is None else {**written, "other": other.pk}, **common)
        done = str(ACT_WORDS[name].said_to(officer=_is_officer(request, case))[1]).format(
            dnr=answer.number, annat=other.printed_number if other else ""
        )
        messages.success(request, done)
    return redirect("case", uuid=case.uuid)


def _page(request: ActingRequest, case: Case, name: str, form: ActForm, *, asks: bool, only: str) -> HttpResponse:
    words, tasks = ACT_WORDS[name], tasks_now(case)
    holder = holder_in_sentence(tasks[0]) if tasks else _("den som har det")
    judgment, officer = _as_written(form, "judgment"), _is_officer(request, case)
    consequence = consequence_of(name, case, holder, judgment=judgment, officer=officer)
    if asks:
        alone = _("En annan person måste godkänna. Ingenting ändras i ärendet innan dess.")
        consequence = format_html("{} {}", consequence, alone)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": (words.ask_heading or words.heading) if asks else words.heading,
        "form": form,
        "capacity": only,
        "consequence": consequence,
        "button": _("Skicka begäran") if asks else words.button,
        "danger": words.danger and not asks,
        "cancel_url": reverse("case", args=[case.uuid]),
    }
    return render(request, "workflows/act.html", context, status=ASKED_FOR_FORM if form.is_bound else 200)


def _is_officer(request: ActingRequest, case: Case) -> bool:
    return case.case_officer_id is not None and case.case_officer_id == request.actor.user_id


def _as_written(form: ActForm, name: str) -> str:
    """What the person has written in the field so far, kept up with while more is written."""
    if name not in form.fields:
        return ""
    field = form[name]
    return format_html('<span data-mirror="{}">{}</span>', field.id_for_label, field.value() or "")


def show_stale(request: ActingRequest, case: Case, refusal: Stale, written: Mapping[str, Any]) -> HttpResponse:
    """The events since the page was opened, and the way on with what was written."""
    left_out = {"key", "version", "csrfmiddlewaretoken", CONTINUE}
    context = {
        "number": case.entry.printed_number,
        "case_url": reverse("case", args=[case.uuid]),
        "events": events_after(case, refusal.expected),
        "kept": [(field, text) for field, text in written.items() if text and field not in left_out],
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
    if case.case_officer is None:
        del form.fields["conflict"]
    grants = policy.choices(request.actor, ["assign_officer"], case)
    only = ask_capacity(form, grants)
    if form.is_bound and form.is_valid():
        services.change_officer(
            case_id=case.pk,
            officer_id=form.cleaned_data["person"],
            actor=in_chosen_capacity(request.actor, grants, form),
            at=timezone.now(),
            reason=form.cleaned_data["reason"].strip(),
            conflict=form.cleaned_data.get("conflict", ""),
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
        "capacity": only,
        "consequence": _("Öppna uppgifter följer med till den nya handläggaren."),
        "button": _("Byt handläggare"),
        "danger": False,
        "cancel_url": reverse("case", args=[case.uuid]),
    }
    return render(request, "workflows/act.html", context, status=ASKED_FOR_FORM if form.is_bound else 200)
