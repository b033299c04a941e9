"""Handlingar: the tab, a document's card, and its file (S4)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from cases.models import Case
from cases.selectors.document_card import document_card
from cases.selectors.document_zip import ZipPlan, stream_zip, zip_plan
from cases.selectors.documents_tab import DocumentFilter, document_rows, version_in_hand, visible_document
from cases.selectors.page import case_head, visible_case
from cases.selectors.whole_case import whole_case as whole_case_plan
from cases.services.documents import open_secret_document, open_secret_documents
from diarium.selectors.file import open_file
from diarium.states import Direction, DocumentStatus

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark()
def documents(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Fliken Handlingar."""
    case = visible_case(request.actor, uuid)
    wanted = DocumentFilter(request.GET.get("riktning", ""), request.GET.get("status", ""))
    context = {
        "head": case_head(request.actor, case, "case_documents"),
        "rows": document_rows(request.actor, case, wanted),
        "wanted": wanted,
        "directions": Direction.choices,
        "statuses": DocumentStatus.choices,
        "register_url": _register_url(request, case),
        "zip_url": reverse("documents_zip", args=[case.uuid]),
    }
    return render(request, "cases/documents.html", context)


@require_POST
@policy.mark()
def documents_zip(request: ActingRequest, uuid: UUID) -> HttpResponseBase:
    """Hämta alla som zip: what the person may see; the opening of each guarded document is told in the log."""
    case = visible_case(request.actor, uuid)
    plan = zip_plan(request.actor, case)
    if not plan.files:
        messages.warning(request, _("Det finns inga filer att hämta i ärendet."))
        return redirect("case_documents", case.uuid)
    return _package(request, plan)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_cases")
def whole_case(request: ActingRequest, uuid: UUID) -> HttpResponseBase:
    """Hämta hela ärendet: what is in it, and then the package, with what is guarded told in the log as of the files."""
    case = visible_case(request.actor, uuid)
    if request.method == "POST":
        return _package(request, whole_case_plan(request.actor, case, at=timezone.now()))
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": _("Hämta hela ärendet"),
        "plan": zip_plan(request.actor, case),
    }
    return render(request, "cases/fetch_whole_case.html", context)


def _package(request: ActingRequest, plan: ZipPlan) -> HttpResponseBase:
    if plan.guarded:
        open_secret_documents(version_ids=plan.guarded, actor=request.actor, at=timezone.now())
    response = StreamingHttpResponse(stream_zip(plan), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{plan.file_name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _register_url(request: ActingRequest, case: Case) -> str:
    may = policy.can(request.actor, "register_document", case)
    return reverse("register_document", args=[case.uuid]) if may else ""


@require_safe
@policy.mark()
def document(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Handlingskort."""
    found = visible_document(request.actor, uuid)
    case = visible_case(request.actor, found.entry.case.uuid)
    card = document_card(request.actor, case, found)
    context = {
        "head": case_head(request.actor, case, "case_documents"),
        "card": card,
        "here": card.number,
        "tab_url": reverse("case_documents", args=[case.uuid]),
    }
    return render(request, "cases/document.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark()
def document_file(request: ActingRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """Filen, always as something to save: nothing that came from outside runs or is shown in our pages.

    The file of a guarded document is fetched by a button that tells the log; a link to it leads to the card.
    """
    found = visible_document(request.actor, uuid)
    version = version_in_hand(found, number)
    if found.is_secret or found.entry.is_secret:
        if request.method != "POST":
            return redirect("document", found.uuid)
        open_secret_document(version_id=version.pk, actor=request.actor, at=timezone.now())
    response = FileResponse(
        open_file(version.sha256), as_attachment=True, filename=version.file_name, content_type=version.media_type
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Length"] = str(version.size)
    return response
