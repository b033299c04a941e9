"""Utkast till processmallar (S14): begun, written step by step, checked, published by another, or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.forms import KeyedForm
from diarium.views.administration import form_page
from workflows.definitions.editing import change_whole
from workflows.forms.process_draft import CopyForm, SeenForm, WholeForm
from workflows.models import ProcessDefinition, ProcessDraft
from workflows.selectors.definition import draft_of, draft_page, trail_of
from workflows.services import process_draft as drafts

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_safe
@policy.mark("read_register_tables")
def process_draft(request: ActingRequest, draft: UUID) -> HttpResponse:
    """Utkastet: picture, list and what the check finds."""
    page = draft_page(request.actor, draft_of(request.actor, draft))
    return render(request, "workflows/administration/draft.html", {"page": page})


@require_POST
@policy.mark("draft_process")
def start_draft(request: ActingRequest, process: str, version: int) -> HttpResponse:
    """Börja på ett utkast av versionen."""
    row = policy.get_visible(request.actor, ProcessDefinition, code=process, version=version)
    form = KeyedForm(request.POST)
    if not form.is_valid():
        return redirect("process_version", process, version)
    draft = drafts.start_draft(
        definition_id=row.pk, actor=request.actor, at=timezone.now(), key=form.cleaned_data["key"]
    )
    messages.success(request, _("Utkastet är påbörjat. Det gäller först när det är publicerat."))
    return redirect("process_draft", draft.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("draft_process")
def copy_process(request: ActingRequest, process: str, version: int) -> HttpResponse:
    """Kopiera versionen till en ny process."""
    row = policy.get_visible(request.actor, ProcessDefinition, code=process, version=version)
    form = CopyForm(request.POST or None)
    if form.is_valid():
        draft = drafts.start_draft(
            definition_id=row.pk,
            actor=request.actor,
            at=timezone.now(),
            key=form.cleaned_data["key"],
            copy_as=form.cleaned_data["title"],
        )
        messages.success(request, _("Utkastet till {namn} är påbörjat.").format(namn=draft.title))
        return redirect("process_draft", draft.uuid)
    return form_page(
        request,
        form,
        heading=_("Kopiera till en ny process"),
        button=_("Börja på utkastet"),
        trail=[(_("Processer"), reverse("processes")), (str(row), reverse("process_version", args=[process, version]))],
        consequence=_("Den nya processen börjar som en kopia av {namn}.").format(namn=row),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("draft_process")
def change_draft(request: ActingRequest, draft: UUID) -> HttpResponse:
    """Namn, första steg och var åtgärder går in i processen."""
    row = draft_of(request.actor, draft)
    body = json.loads(row.body)
    entries = {f"entry_{act}": step for act, step in body.get("entries", {}).items()}
    initial = {"title": body["title"], "start": body["start"], "seen": row.version, **entries}
    form = WholeForm(request.POST or None, body=body, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        changed = change_whole(body, title=data["title"], start=data["start"], entries=form.entries)
        if save(request, row, form, changed):
            messages.success(request, _("Processen är sparad i utkastet."))
            return redirect("process_draft", row.uuid)
    return draft_form(request, row, form, heading=_("Namn och ingångar"), button=_("Spara"))


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("draft_process")
def discard_draft(request: ActingRequest, draft: UUID) -> HttpResponse:
    """Kassera utkastet."""
    row = draft_of(request.actor, draft)
    form = SeenForm(request.POST or None, initial={"seen": row.version})
    if form.is_valid():
        drafts.discard_draft(
            draft_id=row.pk, expected_version=form.cleaned_data["seen"], actor=request.actor, at=timezone.now()
        )
        messages.success(request, _("Utkastet till {namn} är kasserat.").format(namn=row.title))
        return redirect("processes")
    return draft_form(
        request,
        row,
        form,
        heading=_("Kassera utkastet"),
        button=_("Kassera utkastet"),
        consequence=_("Det som är skrivet i utkastet går inte att öppna igen. Publicerade versioner ändras inte."),
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("publish_process")
def publish_draft(request: ActingRequest, draft: UUID) -> HttpResponse:
    """Publicera utkastet som nästa version."""
    row = draft_of(request.actor, draft)
    policy.require(request.actor, "publish_process", row)
    version = draft_page(request.actor, row).next_version
    form = SeenForm(request.POST or None, initial={"seen": row.version})
    if form.is_valid():
        data = form.cleaned_data
        published = drafts.publish_draft(
            draft_id=row.pk, expected_version=data["seen"], actor=request.actor, at=timezone.now(), key=data["key"]
        )
        messages.success(request, _("{process} är publicerad.").format(process=published))
        return redirect("process_version", published.code, published.version)
    return draft_form(
        request,
        row,
        form,
        heading=_("Publicera version {n}").format(n=version),
        button=_("Publicera version {n}").format(n=version),
        consequence=_("Pågående ärenden behåller sin version."),
    )


def save(request: ActingRequest, row: ProcessDraft, form: SeenForm, body: Mapping[str, Any]) -> bool:
    """Spara; what somebody else did meanwhile is told on the form, which keeps what was written."""
    data = form.cleaned_data
    try:
        drafts.save_draft(
            draft_id=row.pk,
            body=body,
            expected_version=data["seen"],
            actor=request.actor,
            at=timezone.now(),
            key=data["key"],
        )
    except (drafts.DraftStale, drafts.DraftMalformed) as refusal:
        form.add_error(None, str(refusal))
        form.show_again(seen=row.version, status=refusal.status)
        return False
    return True


def status_of(form: Form) -> int:
    """200 for a form that nobody has sent, 409 where somebody was first, else 422."""
    refused = form.refused_with if isinstance(form, SeenForm) else ASKED_FOR_FORM
    return refused if form.is_bound else 200


def draft_form(
    request: ActingRequest,
    row: ProcessDraft,
    form: Form,
    *,
    heading: str,
    button: str,
    consequence: str = "",
    danger: bool = False,
) -> HttpResponse:
    """A form about the draft on a page of its own."""
    response = form_page(
        request, form, heading=heading, button=button, trail=trail_of(row), consequence=consequence, danger=danger
    )
    response.status_code = status_of(form)
    return response
