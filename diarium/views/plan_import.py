"""Läs in diarieplan och gallringsregler (S14): a file, a report of what it would change, and then a person confirms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from diarium.engine.table import TableRefused
from diarium.forms.classification import ClassFileForm, ConfirmForm, FileForm, carried
from diarium.selectors.plan_report import PlanReport
from diarium.services.plan_import import PlanChanged, PlanHasFaults, import_class_plan, import_retention_rules
from diarium.views.administration import ASKED_FOR_FORM

if TYPE_CHECKING:
    from config.middleware import ActingRequest

CONFLICT = 409


class Door(Protocol):
    """One of the two imports, with actor and time."""

    def __call__(self, *, content: bytes, dry_run: bool = ..., confirmed: str | None = ...) -> PlanReport: ...


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def read_class_plan(request: ActingRequest) -> HttpResponse:
    """Fil med diarieplanen; the answer is the report. Nothing is saved."""
    form = ClassFileForm(request.POST, request.FILES) if request.method == "POST" else ClassFileForm()
    return _source(request, form, _class_door(request, _last_day(form)), _class_words())


@require_POST
@policy.mark("keep_register_tables")
def save_class_plan(request: ActingRequest) -> HttpResponse:
    """Spara det som rapporten sade."""
    form = ConfirmForm(request.POST)
    return _save(request, form, _class_door(request, _last_day(form)), _class_words())


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def read_retention_rules(request: ActingRequest) -> HttpResponse:
    """Fil med gallringsreglerna; the answer is the report. Nothing is saved."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    return _source(request, form, _rule_door(request), _rule_words())


@require_POST
@policy.mark("keep_register_tables")
def save_retention_rules(request: ActingRequest) -> HttpResponse:
    """Spara det som rapporten sade."""
    return _save(request, ConfirmForm(request.POST), _rule_door(request), _rule_words())


def _last_day(form: FileForm | ConfirmForm) -> date | None:
    day: date | None = form.cleaned_data.get("end_missing_on") if form.is_bound and form.is_valid() else None
    return day


def _class_door(request: ActingRequest, end_missing_on: date | None) -> Door:
    return partial(import_class_plan, actor=request.actor, at=timezone.now(), end_missing_on=end_missing_on)


def _rule_door(request: ActingRequest) -> Door:
    return partial(import_retention_rules, actor=request.actor, at=timezone.now())


def _class_words() -> dict[str, Any]:
    return {
        "heading": _("Läs in diarieplanen"),
        "parent": _("Klassificering"),
        "table": "class_plan",
        "source": reverse("read_class_plan"),
        "save": reverse("save_class_plan"),
        "columns": "kod;namn;gäller från;gäller till;gallringsregel",
        "example": "103;Brottsförebyggande arbete;2015-01-01;;PRESERVE",
    }


def _rule_words() -> dict[str, Any]:
    return {
        "heading": _("Läs in gallringsregler"),
        "parent": _("Gallring"),
        "table": "retention_rules",
        "source": reverse("read_retention_rules"),
        "save": reverse("save_retention_rules"),
        "columns": "kod;benämning;åtgärd;år;räknas från;gäller från;gäller till",
        "example": "A2;Gallras fem år efter avslut;gallra;5;ärendet avslutat;2020-01-01;",
    }


def _source(request: ActingRequest, form: FileForm, door: Door, words: Mapping[str, Any]) -> HttpResponse:
    if form.is_bound and form.is_valid():
        content: bytes = form.cleaned_data["file"]
        try:
            report = door(content=content, dry_run=True)
        except TableRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _report(request, report, content, form.cleaned_data.get("end_missing_on"), words)
    context = {**words, "form": form}
    return render(
        request, "diarium/administration/import.html", context, status=ASKED_FOR_FORM if form.is_bound else 200
    )


def _save(request: ActingRequest, form: ConfirmForm, door: Door, words: Mapping[str, Any]) -> HttpResponse:
    """What the person confirms is what is saved; when it would be something else, the new report is shown.

    Raises:
        TableRefused: the page did not carry a file that can be read.
    """
    if not form.is_valid():
        raise TableRefused(_("Välj filen igen."))
    content: bytes = form.cleaned_data["content"]
    try:
        report = door(content=content, confirmed=form.cleaned_data["digest"])
    except PlanHasFaults as refusal:
        return _report(request, refusal.report, content, None, words)
    except PlanChanged as refusal:
        days = form.cleaned_data["end_missing_on"]
        return _report(request, refusal.report, content, days, words, warning=str(refusal), status=CONFLICT)
    told = ngettext("{n} rad är ändrad i registret.", "{n} rader är ändrade i registret.", report.changes)
    messages.success(
        request, told.format(n=report.changes) if report.changes else _("Filen var redan inläst. Inget är ändrat.")
    )
    return redirect(words["table"])


def _report(
    request: ActingRequest,
    report: PlanReport,
    content: bytes,
    end_missing_on: date | None,
    words: Mapping[str, Any],
    *,
    warning: str = "",
    status: int = 200,
) -> HttpResponse:
    form = ConfirmForm(initial={"content": carried(content), "digest": report.digest, "end_missing_on": end_missing_on})
    context = {**words, "report": report, "form": form, "warning": warning}
    return render(
        request,
        "diarium/administration/import_report.html",
        context,
        status=ASKED_FOR_FORM if report.faults else status,
    )
