"""Dela ärendet: the new matter is opened as any other, and chosen documents are registered in it too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from audit.rules import Refusal
from cases.models import Case
from cases.selectors.page import case_head, visible_case
from diarium.models import Document
from diarium.states import DocumentStatus
from workflows import services
from workflows.forms.splitting import SplitForm
from workflows.selectors.opening import opening_choices
from workflows.views.new_case import SAID_IN_FORM, opening_of

if TYPE_CHECKING:
    from config.middleware import ActingRequest

WITHOUT: dict[str, Any] = {"old_number": "", "opened_on": None, "parties": ""}


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("split_case")
def split_case(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Dela ärendet."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "split_case", case)
    form = SplitForm(request.POST if request.method == "POST" else None, initial=_as_the_old(case))
    form.offer(opening_choices(request.actor, on=timezone.localdate()))
    form.offer_documents(_documents(request, case))
    if form.is_bound and form.is_valid():
        try:
            answer = services.split_case(
                case_id=case.pk,
                opening=opening_of(form.cleaned_data | WITHOUT),
                document_ids=form.cleaned_data.get("documents", []),
                reason=form.cleaned_data["reason"].strip(),
                actor=request.actor,
                at=timezone.now(),
                key=form.cleaned_data["key"],
            )
        except Refusal as refusal:
            if refusal.status not in SAID_IN_FORM:
                raise
            form.add_error(None, str(refusal.sentence))
        else:
            said = _("Ärende {dnr} är registrerat. Det är delat från {gammalt}.")
            messages.success(request, said.format(dnr=answer.number, gammalt=case.entry.printed_number))
            return redirect("case", uuid=answer.case)
    context = {"head": case_head(request.actor, case, "case"), "here": _("Dela ärendet"), "form": form}
    return render(request, "workflows/split.html", context, status=422 if form.is_bound else 200)


def _as_the_old(case: Case) -> dict[str, Any]:
    return {
        "board": str(case.board_id),
        "case_type": case.case_type.code,
        "class_code": case.entry.class_code.code if case.entry.class_code else "",
        "officer": str(case.case_officer_id or ""),
        "unit": str(case.unit_id or ""),
        "secrecy_provision": case.entry.secrecy_provision,
    }


def _documents(request: ActingRequest, case: Case) -> list[tuple[int, str]]:
    rows = policy.visible(request.actor, Document).filter(entry=case.entry_id)
    settled = rows.exclude(status__in=(DocumentStatus.DRAFT, DocumentStatus.CANCELLED)).order_by("document_no")
    return [(row.pk, f"{row.document_no}. {row.protected_title or row.title}") for row in settled]
