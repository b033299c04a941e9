"""Vad man gör med en handling: show it, settle it, add a version, compare two, cancel it (S4)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from audit.rules import Refusal
from cases.forms.document import CancelDocumentForm, VersionForm
from cases.models import Case
from cases.selectors.document_card import is_ours, may_add_version, publicity_of
from cases.selectors.document_text import compare_versions
from cases.selectors.documents_tab import title_of, version_in_hand, visible_document
from cases.selectors.page import case_head, visible_case
from cases.services.documents import SameFile, add_version, finalise_document, open_secret_document
from diarium import services as register
from diarium.models import Document
from diarium.selectors import document_number
from diarium.selectors.file import open_file
from diarium.services.intake import let_in
from diarium.states import DocumentStatus

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from config.middleware import ActingRequest

REFUSED = 422
SHOWN_IN_THE_PAGE = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark()
def document_preview(request: ActingRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """Visa handlingen i sidan: only a PDF that we set ourselves, and as inert as the browser can make it.

    That of a guarded document is opened by a button that tells the log; a link to it leads to the card.
    """
    found = visible_document(request.actor, uuid)
    version = version_in_hand(found, number)
    if not is_ours(version):
        raise Http404
    if found.is_secret or found.entry.is_secret:
        if request.method != "POST":
            return redirect("document", found.uuid)
        open_secret_document(version_id=version.pk, actor=request.actor, at=timezone.now())
    response = FileResponse(
        open_file(version.sha256), as_attachment=False, filename=version.file_name, content_type=version.media_type
    )
    response.headers["Content-Security-Policy"] = SHOWN_IN_THE_PAGE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Length"] = str(version.size)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("register_document")
def finalise(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Fastställ: a page that says when the document becomes allmän."""
    document, case = _in_hand(request, uuid, "register_document")
    if request.method == "POST":
        finalise_document(document_id=document.pk, actor=request.actor, at=timezone.now())
        messages.success(request, _("Handling {n} är fastställd.").format(n=document.document_no))
        return redirect("document", document.uuid)
    if document.status != DocumentStatus.DRAFT:
        return redirect("document", document.uuid)
    context = _page(request, case, document, _("Fastställ handlingen")) | {"publicity": publicity_of(case, document)}
    return render(request, "cases/document_finalise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("register_document")
def new_version(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ny version: the file, and what is new in it."""
    document, case = _in_hand(request, uuid, "register_document")
    if not may_add_version(document):
        raise register.DocumentLocked(
            _("Handling {n} är låst och tar ingen ny version.").format(n=document.document_no)
        )
    form = VersionForm(request.POST, request.FILES) if request.method == "POST" else VersionForm()
    if request.method == "POST" and form.is_valid() and (number := _added(request, document, form)):
        messages.success(request, _("Version {n} är sparad.").format(n=number))
        return redirect("document", document.uuid)
    context = _page(request, case, document, _("Ny version")) | {"form": form}
    return render(request, "cases/document_version.html", context, status=REFUSED if form.is_bound else 200)


def _added(request: ActingRequest, document: Document, form: VersionForm) -> int:
    """The new version's number; 0 = the file was not taken, and the form says why."""
    sent: UploadedFile[bytes] = form.cleaned_data["file"]
    try:
        taken = let_in(sent.file, sent.name or "")  # type: ignore[arg-type]
        _document, number = add_version(
            document_id=document.pk,
            file=taken.file,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    except (SameFile, Refusal) as refusal:
        if refusal.status not in (413, REFUSED):
            raise
        form.add_error("file", str(refusal.sentence))
        return 0
    for sentence in taken.warnings:
        messages.warning(request, str(sentence))
    return number


@require_safe
@policy.mark()
def compare(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Jämför med version n, word by word. Of a guarded document nothing is shown but by its button."""
    document = visible_document(request.actor, uuid)
    case = visible_case(request.actor, document.entry.case.uuid)
    if document.is_secret or document.entry.is_secret:
        return redirect("document", document.uuid)
    found = compare_versions(document, _number(request, "fran"), _number(request, "till"))
    if found is None:
        raise Http404
    context = _page(request, case, document, _("Jämför versioner")) | {"diff": found}
    return render(request, "cases/document_compare.html", context)


def _number(request: ActingRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("correct_entry")
def cancel(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Makulera …: the reason stays in the register, and so do the number and the file."""
    document = visible_document(request.actor, uuid)
    case = visible_case(request.actor, document.entry.case.uuid)
    policy.require(request.actor, "correct_entry", document.entry)
    form = CancelDocumentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        register.cancel_document(
            document_id=document.pk, reason=form.cleaned_data["reason"], actor=request.actor, at=timezone.now()
        )
        messages.success(request, _("Handling {n} är makulerad.").format(n=document.document_no))
        return redirect("document", document.uuid)
    context = _page(request, case, document, _("Makulera handlingen")) | {"form": form}
    return render(request, "cases/document_cancel.html", context, status=REFUSED if form.is_bound else 200)


def _in_hand(request: ActingRequest, uuid: UUID, action: str) -> tuple[Document, Case]:
    document = visible_document(request.actor, uuid)
    case = visible_case(request.actor, document.entry.case.uuid)
    policy.require(request.actor, action, case)
    return document, case


def _page(request: ActingRequest, case: Case, document: Document, here: str) -> dict[str, object]:
    return {
        "head": case_head(request.actor, case, "case_documents"),
        "here": here,
        "document": document,
        "title": title_of(document),
        "number": document_number(document.entry, document.document_no),
        "back": reverse("document", args=[document.uuid]),
    }
