"""Att registrera: the list, one of what came, its files, and the ways out without registering (OSL 5:1)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.models import Board
from audit.rules import Refusal
from diarium.models import Arrival
from diarium.selectors.arrival import ArrivalPage, arrival_list, arrival_page, left_list
from diarium.selectors.file import open_file
from diarium.selectors.keyset import Place
from diarium.services.arrival import leave_unregistered, take_in
from diarium.services.intake import StoredFile, let_in, peek_letter
from diarium.states import ArrivalExit
from workflows.forms.arrivals import LeaveForm, TakeInForm
from workflows.selectors.arrivals import handled_boards, late_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest

LATE = "forsenade"


@require_safe
@policy.mark("handle_arrivals")
def arrivals(request: ActingRequest) -> HttpResponse:
    """Att registrera, the oldest first."""
    late = request.GET.get("visa") == LATE
    page = arrival_list(
        request.actor,
        Place.of(request.GET),
        today=timezone.localdate(),
        board=request.GET.get("namnd", ""),
        late_only=late,
    )
    counts = {} if late or page.board or page.total == 0 else {"tab_counts": {reverse("arrivals"): page.total}}
    return render(request, "workflows/arrivals.html", {"page": page, "late": late, **counts})


@require_safe
@policy.mark("read_left_arrivals")
def left_arrivals(request: ActingRequest) -> HttpResponse:
    """Det som inte registrerades: by whom, by which exit and why."""
    page = left_list(
        request.actor, Place.of(request.GET), today=timezone.localdate(), board=request.GET.get("namnd", "")
    )
    return render(request, "workflows/left_arrivals.html", {"page": page})


@require_safe
@policy.mark("read_left_arrivals")
def late_documents(request: ActingRequest) -> HttpResponse:
    """Sent registrerade handlingar, of the last year."""
    page = late_page(request.actor, Place.of(request.GET), today=timezone.localdate())
    return render(request, "workflows/late_documents.html", {"page": page})


@require_safe
@policy.mark("read_left_arrivals")
def arrival(request: ActingRequest, arrival: UUID) -> HttpResponse:
    """Det som kom; what is registered already leads to its document."""
    page = arrival_page(request.actor, arrival, today=timezone.localdate())
    if page.arrival.document is not None:
        return redirect("document", page.arrival.document.uuid)
    return _draw(request, page, LeaveForm())


@require_POST
@policy.mark("handle_arrivals")
def leave_arrival(request: ActingRequest, arrival: UUID) -> HttpResponse:
    """Handlingen ska inte registreras."""
    page = arrival_page(request.actor, arrival, today=timezone.localdate())
    policy.require(request.actor, "handle_arrivals", page.arrival)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return _draw(request, page, form, status=422)
    leave_unregistered(
        arrival_id=page.arrival.pk,
        way_out=form.cleaned_data["way_out"],
        reason=form.cleaned_data["reason"],
        without_secrecy=form.cleaned_data["without_secrecy"],
        actor=request.actor,
        at=timezone.now(),
    )
    label = str(ArrivalExit(form.cleaned_data["way_out"]).label)
    messages.success(request, _("Valet är sparat: {val}.").format(val=label[:1].lower() + label[1:]))
    return redirect("arrivals")


@require_safe
@policy.mark("handle_arrivals")
def arrival_file(request: ActingRequest, arrival: UUID, position: int) -> HttpResponseBase:
    """Filen som den kom, always as something to save: nothing that came from outside is shown in our pages."""
    row = policy.get_visible(request.actor, Arrival, uuid=arrival)
    policy.require(request.actor, "handle_arrivals", row)
    file = get_object_or_404(row.files, position=position)
    response = FileResponse(
        open_file(file.sha256), as_attachment=True, filename=file.file_name, content_type=file.media_type
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Length"] = str(file.size)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("handle_arrivals")
def take_in_arrival(request: ActingRequest) -> HttpResponse:
    """Lägg något i Att registrera."""
    form = TakeInForm(request.POST, request.FILES) if request.method == "POST" else TakeInForm()
    form.offer(handled_boards(request.actor, on=timezone.localdate()))
    if form.is_bound and form.is_valid():
        files = _let_in(request, form)
        if not form.errors:
            data = form.cleaned_data
            take_in(
                board_id=Board.objects.get(code=data["board"]).pk,
                channel=form.channel,
                came_on=data["came_on"],
                arrived_at=timezone.now(),
                sender=data["sender"],
                subject=data["subject"],
                files=files,
                message_id=f"form:{request.actor.id}:{data['key']}",
                actor=request.actor,
                at=timezone.now(),
            )
            messages.success(request, _("Handlingen ligger i Att registrera."))
            return redirect("arrivals")
    return render(request, "workflows/take_in.html", {"form": form}, status=422 if form.is_bound else 200)


def _let_in(request: ActingRequest, form: TakeInForm) -> list[StoredFile]:
    files = []
    for file in request.FILES.getlist("file"):
        try:
            files.append(let_in(file.file, file.name or "").file)  # type: ignore[arg-type]
        except Refusal as refusal:
            form.add_error("file", f"{file.name}: {refusal.sentence}")
    return files


def _draw(request: ActingRequest, page: ArrivalPage, form: LeaveForm, *, status: int = 200) -> HttpResponse:
    handles = policy.can(request.actor, "handle_arrivals", page.arrival)
    first = page.files[0] if page.files and handles else None
    stored = StoredFile(first.sha256, first.size, first.file_name, first.media_type) if first else None
    context = {
        "page": page,
        "form": form,
        "handles": handles and page.arrival.exit == ArrivalExit.WAITING,
        "downloads": handles,
        "letter": peek_letter(stored) if stored else None,
    }
    return render(request, "workflows/arrival.html", context, status=status)
