"""Ett steg i ett utkast (S14): added, written, moved, taken away. Row buttons give the page with the row changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from workflows.definitions import parse
from workflows.definitions.editing import add_node, change_node, move_node, remove_node
from workflows.forms.process_draft import NewStepForm, PlaceForm, SeenForm
from workflows.forms.process_step import MOST_OUTCOMES, Row, StepForm
from workflows.models import ProcessDraft
from workflows.selectors.definition import draft_of, trail_of
from workflows.selectors.process_picture import picture_of
from workflows.selectors.vocabulary import vocabulary
from workflows.views.process_draft import draft_form, save, status_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from config.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("draft_process")
def add_step(request: ActingRequest, draft: UUID) -> HttpResponse:
    """Lägg till ett steg."""
    row = draft_of(request.actor, draft)
    body = json.loads(row.body)
    form = NewStepForm(request.POST or None, body=body, initial={"seen": row.version})
    if form.is_valid():
        data = form.cleaned_data
        changed, name = add_node(body, kind=data["kind"], title=data["title"], after=data["after"])
        if save(request, row, form, changed):
            messages.success(request, _("Steget {steg} är tillagt.").format(steg=data["title"]))
            return redirect("draft_step", row.uuid, name)
    return draft_form(request, row, form, heading=_("Nytt steg"), button=_("Lägg till steget"))


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("draft_process")
def draft_step(request: ActingRequest, draft: UUID, node: str) -> HttpResponse:
    """Ändra ett steg."""
    row = draft_of(request.actor, draft)
    body = _with(row, node)
    words = vocabulary(body)
    rows = _posted_rows(request.POST) if request.method == "POST" else None
    pressed = request.POST.get("row", "")
    if pressed:
        rows = _with_row(rows or [], pressed)
        form = StepForm(initial=_posted(request.POST), body=body, name=node, words=words, rows=rows)
    else:
        form = StepForm(
            request.POST or None, body=body, name=node, words=words, rows=rows, initial={"seen": row.version}
        )
    if not pressed and form.is_valid() and save(request, row, form, change_node(body, node, form.values_of_node)):
        messages.success(request, _("Steget {steg} är sparat i utkastet.").format(steg=form.cleaned_data["title"]))
        return redirect("process_draft", row.uuid)
    title = _(body["nodes"][node]["title"])
    context = {
        "form": form,
        "title": title,
        "draft": row,
        "node": node,
        "outcomes": [(n, form[f"act_{n}"], form[f"next_{n}"]) for n in range(len(form.rows))]
        if form.kind == "step"
        else [],
        "others": [field for field in form.visible_fields() if not field.name.startswith(("act_", "next_"))],
        "has_rows": form.kind == "step",
        "crumbs": [(_("Administration"), reverse("administration")), *trail_of(row), (title, "")],
        "picture": picture_of(parse(body), now={node}),
    }
    return render(request, "workflows/administration/step.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("draft_process")
def move_step(request: ActingRequest, draft: UUID, node: str) -> HttpResponse:
    """Flytta ett steg."""
    row = draft_of(request.actor, draft)
    body = _with(row, node)
    form = PlaceForm(request.POST or None, body=body, apart=node, initial={"seen": row.version})
    title = _(body["nodes"][node]["title"])
    if form.is_valid() and save(request, row, form, move_node(body, node, form.cleaned_data["after"])):
        messages.success(request, _("Steget {steg} är flyttat.").format(steg=title))
        return redirect("process_draft", row.uuid)
    return draft_form(
        request,
        row,
        form,
        heading=_("Flytta steget {steg}").format(steg=title),
        button=_("Flytta steget"),
        consequence=_("Det som ledde till steget leder i stället till det som kom efter."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("draft_process")
def remove_step(request: ActingRequest, draft: UUID, node: str) -> HttpResponse:
    """Ta bort ett steg."""
    row = draft_of(request.actor, draft)
    body = _with(row, node)
    form = SeenForm(request.POST or None, initial={"seen": row.version})
    title = _(body["nodes"][node]["title"])
    if form.is_valid() and save(request, row, form, remove_node(body, node)):
        messages.success(request, _("Steget {steg} är borttaget ur utkastet.").format(steg=title))
        return redirect("process_draft", row.uuid)
    return draft_form(
        request,
        row,
        form,
        heading=_("Ta bort steget {steg}").format(steg=title),
        button=_("Ta bort steget"),
        consequence=_("Det som ledde till steget leder i stället till det som kom efter."),
        danger=True,
    )


def _with(row: ProcessDraft, node: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(row.body)
    if node not in body["nodes"]:
        raise policy.NotVisible
    return body


def _posted_rows(data: QueryDict) -> list[Row]:
    rows: list[Row] = []
    while f"act_{len(rows)}" in data and len(rows) < MOST_OUTCOMES:
        rows.append((str(data[f"act_{len(rows)}"]), str(data.get(f"next_{len(rows)}", ""))))
    return rows


def _with_row(rows: list[Row], pressed: str) -> list[Row]:
    """The rows after a row button: “add”, or “up-outcome-2”."""
    act, _what, place = [*pressed.split("-"), "", ""][:3]
    at = int(place) if place.isdecimal() and int(place) < len(rows) else -1
    if act == "add":
        return [*rows, ("", "")]
    if at < 0:
        return rows
    one = rows.pop(at)
    if act in ("up", "down"):
        rows.insert(max(0, at - 1) if act == "up" else at + 1, one)
    return rows


def _posted(data: QueryDict) -> dict[str, Any]:
    """What was written, for a page that is shown again without being judged."""
    many = ("roles", "states", "documents", "rules")
    return {
        name: data.getlist(name) if name in many else data[name]
        for name in data
        if not name.startswith(("act_", "next_"))
    }
