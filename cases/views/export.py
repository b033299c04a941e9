"""Uttag: a list as a file, at once when it is short, in the background when it is long (screens.md §3.3)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from cases.forms.export import ExportForm
from cases.selectors import export as selectors
from cases.selectors.listings import AT_ONCE, how_many, listing_of
from cases.services import export as services
from diarium.engine.sheet import MEDIA_TYPES
from diarium.engine.storage import open_blob
from diarium.models import Export

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422
FORMAT = "filformat"


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_cases")
def export_list(request: ActingRequest, kind: str) -> HttpResponse:
    """Hämta listan: the file itself, or a page that orders it."""
    listing = listing_of(request.actor, kind)
    query = {name: str(value)[:200] for name, value in request.GET.items() if name != FORMAT}
    wanted = request.GET.get(FORMAT, "csv")
    wanted = wanted if wanted in services.FORMATS else "csv"
    form = ExportForm(request.POST if request.method == "POST" else None, initial={"form": wanted})
    if form.is_bound and form.is_valid():
        export = services.order_export(
            kind=kind,
            format=form.cleaned_data["form"],
            query=query,
            actor=request.actor,
            at=timezone.now(),
            key=form.cleaned_data["key"],
        )
        messages.success(request, _("Filen blir klar om en stund. Du får ett meddelande."))
        return redirect("export", uuid=export.uuid)
    _headings, rows = listing.rows(request.actor, query)
    if not form.is_bound and how_many(rows) <= AT_ONCE:
        return _at_once(request, kind, wanted, query)
    context = {"form": form, "name": listing.name, "page": listing.page}
    return render(request, "cases/export_order.html", context, status=ASKED_FOR_FORM if form.is_bound else 200)


def _at_once(request: ActingRequest, kind: str, form: str, query: dict[str, str]) -> HttpResponse:
    content = io.BytesIO()
    services.write_list(request.actor, Export(kind=kind, format=form, query=query), content)
    return _file(io.BytesIO(content.getvalue()), kind, form)


def _file(content: BinaryIO, kind: str, form: str) -> HttpResponse:
    name = selectors.file_name(kind, form, timezone.localtime())
    response = FileResponse(content, as_attachment=True, filename=name, content_type=MEDIA_TYPES[form])
    response.headers["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]  # the stubs have no base for streaming answers


@require_safe
@policy.mark("see_cases")
def exports(request: ActingRequest) -> HttpResponse:
    """Mina uttag."""
    return render(request, "cases/exports.html", {"lines": selectors.own_exports(request.actor)})


@require_safe
@policy.mark("see_cases")
def export(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Hur långt ett uttag har kommit; the part that changes is asked for again while it does."""
    line = selectors.export_line(selectors.own_export(request.actor, uuid))
    return render(request, "cases/_export_state.html" if request.fragment else "cases/export.html", {"line": line})


@require_safe
@policy.mark("see_cases")
def export_file(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Filen, for the one who ordered it.

    Raises:
        NotVisible: it is somebody else's, or not made.
    """
    found = selectors.own_export(request.actor, uuid)
    if not selectors.export_line(found).ready:
        raise policy.NotVisible
    return _file(open_blob(found.sha256), found.kind, found.format)


@require_POST
@policy.mark("see_cases")
def retry_export(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Försök igen."""
    services.retry_export(uuid=uuid, actor=request.actor, at=timezone.now())
    messages.success(request, _("Filen blir klar om en stund. Du får ett meddelande."))
    return redirect("export", uuid=uuid)
