"""Handlingar: the tab, a document's card, its file, and a new document in the matter (S3, S4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from cases.forms.documents import MARKED, DocumentForm
from cases.models import Case
from cases.selectors.documents_tab import (
    DocumentFilter,
    document_card,
    document_rows,
    doubts,
    visible_document,
)
from cases.selectors.page import case_head, visible_case
from cases.services.documents import DocumentLine, StoredFile, open_secret_document, register_in_case
from diarium.engine.storage import open_blob, store
from diarium.selectors import document_number
from diarium.states import Direction, DocumentStatus

if TYPE_CHECKING:
    from config.middleware import ActingRequest

KEPT_FILE = "cases.kept-file"
KEPT_SECONDS = 24 * 60 * 60


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
    }
    return render(request, "cases/documents.html", context)


def _register_url(request: ActingRequest, case: Case) -> str:
    may = policy.can(request.actor, "register_document", case)
    return reverse("register_document", args=[case.uuid]) if may else ""


@require_safe
@policy.mark()
def document(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Handlingskort."""
    found = visible_document(request.actor, uuid)
    case = visible_case(request.actor, found.entry.case.uuid)
    card = document_card(found)
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
    version = get_object_or_404(found.versions, number=number)
    if found.is_secret or found.entry.is_secret:
        if request.method != "POST":
            return redirect("document", found.uuid)
        open_secret_document(version_id=version.pk, actor=request.actor, at=timezone.now())
    response = FileResponse(
        open_blob(version.sha256), as_attachment=True, filename=version.file_name, content_type=version.media_type
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Length"] = str(version.size)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("register_document")
def register_document(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Registrera handling i ett ärende som finns."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "register_document", case)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    file = _file_of(request, form)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, case, form, file)
    line = _line(form.cleaned_data, file)
    if not request.POST.get("accepted"):
        sha256 = file.file.sha256 if file.file else ""
        found = doubts(request.actor, case, title=line.title, secret=bool(line.secrecy_provision), sha256=sha256)
        if found or file.warnings:
            return _form_page(request, case, form, file, doubts=[*found, *file.warnings])
    answer = register_in_case(
        case_id=case.pk, line=line, actor=request.actor, at=timezone.now(), key=form.cleaned_data["key"]
    )
    number = document_number(case.entry, answer.number)
    messages.success(request, _("Handling {dnr} är registrerad.").format(dnr=number))
    return redirect("register_document" if request.POST.get("again") else "case_documents", case.uuid)


class _Kept:
    """Filen mellan två försök: what is let in is stored at once, so no one has to choose it again."""

    def __init__(self, file: StoredFile | None = None, token: str = "", warnings: tuple[Any, ...] = ()) -> None:
        self.file = file
        self.token = token
        self.warnings = warnings


def _file_of(request: ActingRequest, form: DocumentForm) -> _Kept:
    if request.method != "POST":
        return _Kept()
    form.full_clean()
    sent, admitted = form.cleaned_data.get("file"), form.admitted
    if sent and admitted:
        sent.seek(0)
        blob = store(sent.file)
        file = StoredFile(blob.sha256, blob.size, admitted.file_name, admitted.media_type)
        told = [file.sha256, file.size, file.file_name, file.media_type, request.actor.id]
        return _Kept(file, signing.dumps(told, salt=KEPT_FILE), admitted.warnings)
    token = request.POST.get("kept", "")
    try:
        *told, by = signing.loads(token, salt=KEPT_FILE, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return _Kept()
    return _Kept(StoredFile(*told), token) if by == request.actor.id else _Kept()


def _line(data: dict[str, Any], kept: _Kept) -> DocumentLine:
    secret = data["secrecy"] == MARKED
    return DocumentLine(
        title=data["title"],
        direction=data["direction"],
        kind=data["kind"],
        dated=data["dated"],
        received_on=data["received_on"] if data["direction"] == Direction.RECEIVED else None,
        sender_or_recipient=data["sender_or_recipient"],
        secrecy_provision=data["secrecy_provision"] if secret else "",
        protected_title=data["protected_title"] if secret else "",
        file=kept.file,
    )


def _form_page(
    request: ActingRequest, case: Case, form: DocumentForm, kept: _Kept, doubts: list[Any] | None = None
) -> HttpResponse:
    if kept.token:
        form.data = {**form.data.dict(), "kept": kept.token} if isinstance(form.data, QueryDict) else form.data
    context = {
        "head": case_head(request.actor, case, "case_documents"),
        "here": _("Registrera handling"),
        "form": form,
        "kept": kept.file,
        "doubts": doubts or [],
        "opened": case.entry.opened_on if case.entry.opened_on.year < timezone.localdate().year else None,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/register_document.html", context, status=status)
