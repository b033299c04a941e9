"""Fliken Lägesbild (S5): the analysis as it stands, and the page where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from audit.rules import Refusal
from cases.forms.rows import ACT, focus
from cases.forms.situation_analysis import AnalysisForm, WrittenAnalysis
from cases.models import Case
from cases.selectors.page import CaseHead, case_head, visible_case
from cases.selectors.referral import asking, contributed
from cases.selectors.situation_analysis import NOTHING_WRITTEN, AnalysisCard, analysis_card, visible_versions
from cases.services.situation_analysis import save_analysis
from cases.states import CaseState, ReferralKind

if TYPE_CHECKING:
    from config.middleware import ActingRequest

TO_TASK = "task"
FORM_STATUS = 422


@require_safe
@policy.mark("see_cases")
def case_analysis(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Lägesbilden, the latest version or the one asked for with ?version=.

    Raises:
        NotVisible: there is no such version for the reader.
    """
    case = visible_case(request.actor, uuid)
    versions = visible_versions(request.actor, case)
    asked = request.GET.get("version", "")
    card = analysis_card(request.actor, case, timezone.localdate(), _number(asked))
    if asked and (card is None or _number(asked) is None):
        raise policy.NotVisible
    context = {
        "head": case_head(request.actor, case, "case_analysis"),
        "card": card,
        "versions": [row.number for row in reversed(versions)],
        "latest": card is not None and card.number == versions[-1].number,
        "may_write": _may_write(request, case),
        "asking": asking(request.actor, case, ReferralKind.CONTRIBUTION, today=timezone.localdate()),
    }
    return render(request, "cases/analysis.html", context)


def _number(asked: str) -> int | None:
    return int(asked) if asked.isdecimal() and len(asked) < 6 else None


def _may_write(request: ActingRequest, case: Case) -> bool:
    return policy.can(request.actor, "write_analysis", case)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("write_analysis")
def edit_analysis(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Skriv lägesbilden: rows are added, moved and taken away, and the draft is saved."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "write_analysis", case)
    if request.method != "POST":
        card = analysis_card(request.actor, case, timezone.localdate())
        return _page(request, case, AnalysisForm(WrittenAnalysis.of_card(card)), card)
    written = WrittenAnalysis.of_data(request.POST)
    if ACT in request.POST:
        goes_to = written.act(request.POST[ACT])
        form = AnalysisForm(written)
        focus(form, goes_to)
        return _page(request, case, form, _card(request, case), unsaved=True)
    form = AnalysisForm(written, request.POST)
    if form.is_valid() and _save(request, case, form):
        if request.POST.get("then") == TO_TASK:
            task = _task_url(case_head(request.actor, case, "case_analysis"))
            if task:
                return redirect(task)
        messages.success(request, _("Utkastet är sparat."))
        return redirect("edit_analysis", case.uuid)
    return _page(request, case, form, _card(request, case), status=FORM_STATUS)


def _card(request: ActingRequest, case: Case) -> AnalysisCard | None:
    return analysis_card(request.actor, case, timezone.localdate())


def _save(request: ActingRequest, case: Case, form: AnalysisForm) -> bool:
    values: dict[str, Any] = form.saved_values()
    try:
        save_analysis(
            case_id=case.pk,
            sources=form.sources(),
            areas=form.areas(),
            actor=request.actor,
            at=timezone.now(),
            seen=request.POST.get("seen", ""),
            **values,
        )
    except Refusal as refusal:
        if refusal.status != FORM_STATUS:
            raise
        form.add_error(None, str(refusal.sentence))
        return False
    return True


def _page(
    request: ActingRequest,
    case: Case,
    form: AnalysisForm,
    card: AnalysisCard | None,
    *,
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    head = case_head(request.actor, case, "case_analysis")
    context = {
        "head": head,
        "here": _("Skriv lägesbilden"),
        "form": form,
        "card": card,
        "unsaved": unsaved,
        "given": card.given if card and not card.concluded else contributed(request.actor, case),
        "seen": request.POST.get("seen", "") if unsaved else card.seen if card else NOTHING_WRITTEN,
        "new_version": card is not None and card.concluded,
        "may_conclude": case.state == CaseState.SITUATION_ANALYSIS and bool(_task_url(head)),
    }
    return render(request, "cases/analysis_edit.html", context, status=status)


def _task_url(head: CaseHead) -> str:
    """The open task that is the reader's own."""
    return next((task.url for task in head.tasks if task.own), "")
