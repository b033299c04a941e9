"""Fliken Förslag till beslut (S5): the staff report as it reads, its versions compared, its findings answered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from cases.forms.waive import WaiveForm
from cases.models import Case
from cases.reading.structure import Content
from cases.selectors.documents import render_report
from cases.selectors.findings import FindingLine
from cases.selectors.opinion import own_opinions
from cases.selectors.page import case_head, visible_case
from cases.selectors.referral import asking
from cases.selectors.staff_report import ReportCard, report_card, settled_card, two_versions
from cases.selectors.text_diff import compare
from cases.services.staff_report import FindingGone, answer_finding
from cases.states import AnswerKind, ReferralKind, ReportState

if TYPE_CHECKING:
    from config.middleware import ActingRequest

FORM_STATUS = 422
NUMBER_DIGITS = 6


@require_safe
@policy.mark("see_cases")
def case_report(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Tjänsteutlåtandet, the latest version or the one asked for with ?version=.

    Raises:
        NotVisible: there is no such version.
    """
    case = visible_case(request.actor, uuid)
    head = case_head(request.actor, case, "case_report")
    if not policy.can(request.actor, "read_proposal", case):
        own = own_opinions(request.actor, case)
        return render(request, "cases/report_hidden.html", {"head": head, "opinions": own}, status=403)
    drafts = policy.can(request.actor, "see_drafts", case)
    card = _card(case, request.GET.get("version", ""), drafts=drafts)
    may_write = policy.can(request.actor, "write_staff_report", case)
    draft = card is None or card.report.state == ReportState.DRAFT
    context = {
        "head": head,
        "card": card,
        "may_write": may_write and draft,
        "may_answer": draft and (card is None or card.latest) and policy.can(request.actor, "answer_finding", case),
        "task": next((task for task in head.tasks if task.own), None),
        "asking": asking(request.actor, case, ReferralKind.REFERRAL, today=timezone.localdate()),
    }
    return render(request, "cases/report.html", context)


def _card(case: Case, asked: str, *, drafts: bool) -> ReportCard | None:
    """The version asked for. Who reads no drafts is shown the settled one, and an earlier one is not there."""
    card = report_card(case, _number(asked), versions=True) if drafts else settled_card(case)
    if asked and (card is None or _number(asked) not in (None, card.number)):
        raise policy.NotVisible
    return card


def _number(asked: str) -> int | None:
    return int(asked) if asked.isdecimal() and len(asked) < NUMBER_DIGITS else None


@require_safe
@policy.mark("see_cases")
def report_pdf(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Tjänsteutlåtandet som pdf, the latest version or the one asked for with ?version=.

    Raises:
        NotAllowed: it is working material. NotVisible: there is no such version.
    """
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "read_proposal", case)
    card = _card(case, request.GET.get("version", ""), drafts=policy.can(request.actor, "see_drafts", case))
    if card is None:
        raise policy.NotVisible
    response = HttpResponse(render_report(case, card.version), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="tjansteutlatande-version-{card.number}.pdf"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@require_safe
@policy.mark("see_cases")
def compare_report(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Jämför två versioner, section by section and word by word: ?fran=1&till=2.

    Raises:
        NotVisible: there is no such version.
    """
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "see_drafts", case)
    found = two_versions(case, _number(request.GET.get("fran", "")), _number(request.GET.get("till", "")))
    if not found:
        raise policy.NotVisible
    before, after = found
    sections = compare(Content.from_dict(before.content), Content.from_dict(after.content))
    context = {
        "head": case_head(request.actor, case, "case_report"),
        "here": _("Jämför versioner"),
        "before": before,
        "after": after,
        "sections": [section for section in sections if section.changed],
        "same": [section.heading for section in sections if not section.changed],
        "numbers": range(after.report.latest, 0, -1),
    }
    return render(request, "cases/report_compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("answer_finding")
def waive_finding(request: ActingRequest, uuid: UUID, fingerprint: str) -> HttpResponse:
    """Avvik från ett fel, with a reason that the approvers see."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "answer_finding", case)
    line = _finding(case, fingerprint)
    form = WaiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _answer(request, case, fingerprint, AnswerKind.WAIVED, form.cleaned_data["reason"])
        messages.success(request, _("Skälet är sparat. Det syns för den som godkänner och i historiken."))
        return redirect("case_report", case.uuid)
    context = {
        "head": case_head(request.actor, case, "case_report"),
        "here": _("Avvik med skäl"),
        "line": line,
        "form": form,
        "back": f"{reverse('case_report', args=[case.uuid])}#granskning",
    }
    return render(request, "cases/waive.html", context, status=FORM_STATUS if request.method == "POST" else 200)


def _finding(case: Case, fingerprint: str) -> FindingLine:
    card = report_card(case)
    found = next((line for line in card.findings if line.fingerprint == fingerprint), None) if card else None
    if found is None:
        raise FindingGone
    return found


@require_POST
@policy.mark("answer_finding")
def acknowledge_finding(request: ActingRequest, uuid: UUID, fingerprint: str) -> HttpResponse:
    """Kvittera en varning."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "answer_finding", case)
    try:
        _answer(request, case, fingerprint, AnswerKind.ACKNOWLEDGED, "")
    except FindingGone as refusal:
        refusal.links = [(_("Öppna förslaget"), reverse("case_report", args=[case.uuid]))]  # type: ignore[attr-defined]
        raise
    messages.success(request, _("Varningen är kvitterad."))
    return redirect("case_report", case.uuid)


def _answer(request: ActingRequest, case: Case, fingerprint: str, kind: str, reason: str) -> None:
    answer_finding(
        case_id=case.pk, fingerprint=fingerprint, kind=kind, reason=reason, actor=request.actor, at=timezone.now()
    )
