"""Flera på en gång: what is chosen goes into one matter, each by itself; and separator sheets to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from audit.rules import Refusal
from cases.services.documents import DocumentLine
from diarium.engine.separator import code_of, picture
from diarium.models import Arrival
from diarium.services.intake import StoredFile
from diarium.states import Direction
from workflows import services
from workflows.forms.arrivals import IntoMatterForm, SheetForm
from workflows.forms.register import MARKED
from workflows.selectors.arrivals import chosen_arrivals, handled_boards
from workflows.selectors.register import Meant, doubts, meant

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("handle_arrivals")
def register_arrivals(request: ActingRequest) -> HttpResponse:
    """Registrera i ärende …: the list of what will be registered, then one after another, each by itself."""
    told = request.POST if request.method == "POST" else request.GET
    chosen = chosen_arrivals(request.actor, told.getlist("id"))
    if not chosen:
        messages.info(request, _("Välj först det som ska registreras."))
        return redirect("arrivals")
    form = IntoMatterForm(request.POST if request.method == "POST" else None)
    found = Meant()
    if form.is_bound and form.is_valid():
        found = meant(request.actor, form.cleaned_data["case_number"], today=timezone.localdate())
        if found.matter is None:
            form.add_error("case_number", found.wrong)
        else:
            return _each(request, chosen, form, found.matter.pk, found.matter.number)
    context = {"form": form, "chosen": chosen, "meant": found}
    return render(request, "workflows/register_arrivals.html", context, status=422 if form.is_bound else 200)


def _each(
    request: ActingRequest, chosen: list[Arrival], form: IntoMatterForm, case_id: int, number: str
) -> HttpResponse:
    done, failed = 0, []
    for arrival in chosen:
        lines = _lines(arrival, form)
        found = doubts(request.actor, lines)
        if found:
            failed.append((arrival.subject, str(found[0].sentence)))
            continue
        try:
            services.register_documents(
                lines=lines,
                case_id=case_id,
                arrival_id=arrival.pk,
                actor=request.actor,
                at=timezone.now(),
                key=f"{form.cleaned_data['key']}:{arrival.uuid}",
            )
            done += 1
        except Refusal as refusal:
            failed.append((arrival.subject, str(refusal.sentence)))
    if not failed:
        told = ngettext("{n} handling är registrerad i {dnr}.", "{n} handlingar är registrerade i {dnr}.", done).format(
            n=done, dnr=number
        )
        messages.success(request, told)
        return redirect("arrivals")
    context = {"done": done, "count": len(chosen), "failed": failed, "number": number}
    return render(request, "workflows/registered_arrivals.html", context)


def _lines(arrival: Arrival, form: IntoMatterForm) -> list[DocumentLine]:
    """What came as documents: the first file bears the subject, the others their own names."""
    data = form.cleaned_data
    files = [StoredFile(f.sha256, f.size, f.file_name, f.media_type) for f in arrival.files.all()]
    return [
        DocumentLine(
            title=arrival.subject if position == 0 or file is None else file.file_name,
            direction=Direction.RECEIVED,
            kind=data["kind"],
            dated=arrival.came_on,
            received_on=arrival.came_on,
            sender_or_recipient=arrival.sender,
            secrecy_provision=data["secrecy_provision"] if data["secrecy"] == MARKED else "",
            secrecy_reviewed=True,
            file=file,
        )
        for position, file in enumerate(files or [None])
    ]


@require_safe
@policy.mark("handle_arrivals")
def separator_sheets(request: ActingRequest) -> HttpResponse:
    """Skiljeblad: laid before each letter in the scanner; a sheet for a matter proposes that matter."""
    form = SheetForm(request.GET if "count" in request.GET else None)
    form.offer(handled_boards(request.actor, on=timezone.localdate()))
    context: dict[str, object] = {"form": form, "sheets": [], "address": reverse("separator_sheets")}
    if form.is_bound and form.is_valid():
        data, number = form.cleaned_data, ""
        if data["number"]:
            found = meant(request.actor, data["number"], today=timezone.localdate())
            if found.matter is None:
                form.add_error("number", found.wrong)
            else:
                number = found.matter.number
        if not form.errors:
            drawn = SafeString(picture(code_of(data["board"], number)))
            context |= {
                "sheets": range(data["count"]),
                "picture": drawn,
                "number": number,
                "board": dict(form.fields["board"].choices)[data["board"]],  # type: ignore[attr-defined]
            }
    return render(request, "workflows/sheets.html", context, status=422 if form.errors else 200)
