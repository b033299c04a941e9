"""Processer (S14): the definitions with their versions, one version as files, and matters moved to a newer one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.forms import KeyedForm
from workflows import services
from workflows.definitions import parse
from workflows.models import ProcessDefinition
from workflows.selectors.bpmn import bpmn_of
from workflows.selectors.definition import process_rows, version_page
from workflows.selectors.process_svg import process_svg
from workflows.selectors.version_move import move_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("read_register_tables")
def processes(request: ActingRequest) -> HttpResponse:
    """Processerna med sina versioner."""
    context = {
        "rows": process_rows(request.actor),
        "may_draft": policy.can(request.actor, "draft_process"),
        "may_keep": policy.can(request.actor, "keep_register_tables"),
        "form": KeyedForm(),
    }
    return render(request, "workflows/administration/processes.html", context)


@require_safe
@policy.mark("read_register_tables")
def process_version(request: ActingRequest, process: str, version: int) -> HttpResponse:
    """En version av en process."""
    page = version_page(request.actor, process, version)
    return render(request, "workflows/administration/version.html", {"page": page, "form": KeyedForm()})


@require_safe
@policy.mark("read_register_tables")
def process_bpmn(request: ActingRequest, process: str, version: int) -> HttpResponse:
    """Hämta som BPMN."""
    row = policy.get_visible(request.actor, ProcessDefinition, code=process, version=version)
    content = bpmn_of(parse(json.loads(row.body)), version=row.version)
    return _file(content, f"{row.code}-{row.version}.bpmn", "application/xml")


@require_safe
@policy.mark("read_register_tables")
def process_drawing(request: ActingRequest, process: str, version: int) -> HttpResponse:
    """Hämta bilden."""
    row = policy.get_visible(request.actor, ProcessDefinition, code=process, version=version)
    content = process_svg(parse(json.loads(row.body)), title=str(row))
    return _file(content, f"{row.code}-{row.version}.svg", "image/svg+xml")


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("move_processes")
def move_matters(request: ActingRequest, process: str, version: int) -> HttpResponse:
    """Flytta pågående ärenden: the dry run, and then each matter by itself."""
    row = policy.get_visible(request.actor, ProcessDefinition, code=process, version=version)
    result = None
    if request.method == "POST":
        result = services.move_matters(definition_id=row.pk, actor=request.actor, at=timezone.now())
        told = ngettext(
            "{n} ärende är flyttat till version {v}.", "{n} ärenden är flyttade till version {v}.", result.moved
        )
        messages.success(request, told.format(n=result.moved, v=row.version))
        if not result.refused and not result.left:
            return redirect("process_version", row.code, row.version)
    context = {"page": move_page(row), "row": row, "result": result, "here": _("Flytta pågående ärenden")}
    return render(request, "workflows/administration/move.html", context)
