"""Remiss och underlag: ask, go to the task of an answer, give longer time, and close without an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal
from cases.models import Case, Referral
from cases.selectors.page import case_head, visible_case
from cases.services.referral import ASKING, ReferralEnded
from cases.states import ReferralKind, ReferralState
from workflows import services
from workflows.forms.referral import AskForm, CloseForm, ExtendForm
from workflows.selectors.referral import why_nobody

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("ask_for_contribution")
def ask_for_contribution(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Be om underlag till lägesbilden."""
    return _ask(request, uuid, ReferralKind.CONTRIBUTION)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("send_referral")
def send_referral(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Skicka på remiss."""
    return _ask(request, uuid, ReferralKind.REFERRAL)


def _ask(request: ActingRequest, uuid: UUID, kind: ReferralKind) -> HttpResponse:
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, ASKING[kind], case)
    data = request.POST if request.method == "POST" else None
    if data is None and why_nobody(request.actor, case, kind) is not None:
        raise services.NobodyToAnswer(case)
    form = AskForm(request.actor, case, kind, timezone.localdate(), data)
    if form.is_valid():
        try:
            asked = services.ask(
                case_id=case.pk,
                question=form.question(),
                actor=request.actor,
                at=timezone.now(),
                key=form.cleaned_data["key"],
            )
        except Refusal as refusal:
            if refusal.status != ASKED_FOR_FORM:
                raise
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _asked(kind, asked))
            return redirect("case_referrals", case.uuid)
    contribution = kind == ReferralKind.CONTRIBUTION
    context: dict[str, Any] = {
        "head": case_head(request.actor, case, "case_analysis" if contribution else "case_report"),
        "here": _("Be om underlag") if contribution else _("Skicka på remiss"),
        "form": form,
        "button": _("Be om underlag") if contribution else _("Skicka på remiss"),
        "cancel_url": reverse("case_referrals", args=[case.uuid]),
    }
    return render(request, "workflows/ask.html", context, status=ASKED_FOR_FORM if form.errors else 200)


def _asked(kind: ReferralKind, asked: int) -> str:
    if kind == ReferralKind.CONTRIBUTION:
        return ngettext("{n} är tillfrågad om underlag.", "{n} är tillfrågade om underlag.", asked).format(n=asked)
    return ngettext("Remissen är skickad till {n} instans.", "Remissen är skickad till {n} instanser.", asked).format(
        n=asked
    )


def _waiting(case: Case, referral_id: int) -> tuple[Referral, int | None]:
    """The question and its task; None = it rests.

    Raises:
        NotVisible: the matter has no such question. ReferralEnded.
    """
    row = case.referrals.select_related("case__entry", "case__board").filter(pk=referral_id).first()
    if row is None:
        raise policy.NotVisible
    task = services.open_branch(case, row.pk)
    if task is None and row.state != ReferralState.SENT:
        raise ReferralEnded(row)
    return row, task


@require_safe
@policy.mark("answer_referral")
def answer_referral(request: ActingRequest, uuid: UUID, referral_id: int) -> HttpResponse:
    """Svara, or register the answer that has come: the page of the task.

    Raises:
        QuestionRests: it has none now.
    """
    case = visible_case(request.actor, uuid)
    row, task = _waiting(case, referral_id)
    if task is None:
        raise services.QuestionRests(case)
    policy.require(request.actor, "answer_referral", row)
    return redirect("task", task)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("close_referral")
def close_referral(request: ActingRequest, uuid: UUID, referral_id: int) -> HttpResponse:
    """Avsluta utan svar, with the reason; a question that rests too."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "close_referral", case)
    row, task = _waiting(case, referral_id)
    form = CloseForm(request.POST if request.method == "POST" else None, initial={"version": row.version})
    if form.is_valid():
        _close(request.actor, row.pk, task, form)
        messages.success(request, _("Frågan till {namn} är avslutad utan svar.").format(namn=row.name))
        return redirect("case_referrals", case.uuid)
    context = {
        "head": case_head(request.actor, case, "case_report"),
        "here": _("Avsluta frågan till {namn} utan svar").format(namn=row.name),
        "form": form,
        "consequence": _("Ingen väntar längre på svaret, och den som är tillfrågad kan inte svara efteråt."),
        "button": _("Avsluta utan svar"),
        "danger": True,
        "cancel_url": reverse("case_referrals", args=[case.uuid]),
    }
    return render(request, "workflows/act.html", context, status=ASKED_FOR_FORM if form.errors else 200)


def _close(actor: Actor, referral_id: int, task: int | None, form: CloseForm) -> None:
    at, key, version = timezone.now(), form.cleaned_data["key"], form.cleaned_data["version"]
    reason = form.cleaned_data["reason"]
    if task is None:
        services.close_resting(
            referral_id=referral_id, reason=reason, actor=actor, at=at, key=key, expected_version=version
        )
        return
    payload = {"reason": reason}
    services.perform(
        task_id=task, outcome="dropped", actor=actor, at=at, key=key, expected_version=version, payload=payload
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("send_referral")
def extend_referral(request: ActingRequest, uuid: UUID, referral_id: int) -> HttpResponse:
    """Ge längre svarstid."""
    case = visible_case(request.actor, uuid)
    row = case.referrals.filter(pk=referral_id).first()
    if row is None:
        raise policy.NotVisible
    policy.require(request.actor, ASKING[ReferralKind(row.kind)], case)
    form = ExtendForm(request.POST if request.method == "POST" else None, initial={"due": row.due})
    if form.is_valid():
        try:
            changed = services.extend(
                referral_id=row.pk, due=form.cleaned_data["due"], actor=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            if refusal.status != ASKED_FOR_FORM:
                raise
            form.add_error("due", str(refusal.sentence))
        else:
            day = date_format(changed.due, "j\u00a0F Y")
            messages.success(request, _("{namn} har till {datum} på sig att svara.").format(namn=row.name, datum=day))
            return redirect("case_referrals", case.uuid)
    context = {
        "head": case_head(request.actor, case, "case_report"),
        "here": _("Ge {namn} längre svarstid").format(namn=row.name),
        "form": form,
        "button": _("Ändra svarsdagen"),
    }
    return render(request, "cases/short_form.html", context, status=ASKED_FOR_FORM if form.errors else 200)
