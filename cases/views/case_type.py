"""Ärendetyper i administrationen (S14): the list, a new one, and one that is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.forms import KeyedForm
from audit.rules import Refusal
from cases.forms.case_type import CaseTypeForm, KeptCaseTypeForm, begun_for, written_in
from cases.models import CaseType
from cases.selectors.case_type import case_type_rows
from cases.services import case_type as services
from diarium.services import UnknownClassCode

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422
SAID_AT: dict[type[Refusal], str] = {
    services.NameTaken: "name",
    services.HeadingUnknown: "required_headings",
    UnknownClassCode: "class_code",
}


@require_safe
@policy.mark("read_register_tables")
def case_types(request: ActingRequest) -> HttpResponse:
    """Ärendetyperna."""
    context = {
        "rows": case_type_rows(timezone.localdate()),
        "may_keep": policy.can(request.actor, "keep_register_tables"),
    }
    return render(request, "cases/case_types.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def add_case_type(request: ActingRequest) -> HttpResponse:
    """Ny ärendetyp; `process` in the address is the one that it is for."""
    initial = begun_for(request.GET.get("process", ""))
    form = CaseTypeForm(request.POST if request.method == "POST" else None, initial=initial, today=timezone.localdate())
    if form.is_valid():
        try:
            row = services.add_case_type(
                lines=form.lines, actor=request.actor, at=timezone.now(), key=form.cleaned_data["key"]
            )
        except Refusal as refusal:
            _say(form, refusal)
        else:
            return _saved(request, row)
    return _page(request, _("Ny ärendetyp"), form)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def change_case_type(request: ActingRequest, case_type_id: int) -> HttpResponse:
    """Ändra en ärendetyp.

    Raises:
        NotVisible: there is no such case type.
    """
    row = _row(case_type_id)
    form = KeptCaseTypeForm(
        request.POST if request.method == "POST" else None,
        initial=written_in(row),
        today=timezone.localdate(),
        kept_rule=row.retention_id,
    )
    if form.is_valid():
        try:
            row = services.change_case_type(
                case_type_id=row.pk,
                lines=form.lines,
                seen=form.cleaned_data["seen"],
                actor=request.actor,
                at=timezone.now(),
            )
        except services.TypeChanged as changed:
            form.add_error(None, str(changed))
            return _page(request, row.name, form, row, status=changed.status)
        except Refusal as refusal:
            _say(form, refusal)
        else:
            return _saved(request, row)
    return _page(request, row.name, form, row)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def end_case_type(request: ActingRequest, case_type_id: int) -> HttpResponse:
    """Låt en ärendetyp upphöra.

    Raises:
        NotVisible: there is no such case type.
    """
    row = _row(case_type_id)
    if request.method == "POST":
        services.end_case_type(case_type_id=row.pk, actor=request.actor, at=timezone.now())
        messages.success(request, _("Ärendetypen {namn} har upphört.").format(namn=row.name))
        return redirect("case_types")
    consequence = _("Inga nya ärenden kan öppnas. Pågående ärenden görs klara som vanligt.")
    return _act_page(request, row, _("Låt ärendetypen upphöra"), consequence)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def resume_case_type(request: ActingRequest, case_type_id: int) -> HttpResponse:
    """Ta en ärendetyp i bruk igen.

    Raises:
        NotVisible: there is no such case type.
    """
    row = _row(case_type_id)
    form = KeyedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.resume_case_type(case_type_id=row.pk, actor=request.actor, at=timezone.now())
        except services.ProcessUnfit as refusal:
            for reason in refusal.reasons:
                form.add_error(None, str(reason))
        else:
            messages.success(request, _("Ärendetypen {namn} är i bruk igen.").format(namn=row.name))
            return redirect("case_types")
    consequence = _("Nya ärenden av typen kan öppnas.")
    return _act_page(request, row, _("Ta ärendetypen i bruk igen"), consequence, form)


def _row(case_type_id: int) -> CaseType:
    row = CaseType.objects.filter(pk=case_type_id).select_related("default_class").first()
    if row is None:
        raise policy.NotVisible
    return row


def _act_page(
    request: ActingRequest, row: CaseType, button: str, consequence: str, form: KeyedForm | None = None
) -> HttpResponse:
    form = form or KeyedForm()
    context = {"row": row, "button": button, "consequence": consequence, "form": form}
    return render(request, "cases/case_type_act.html", context, status=ASKED_FOR_FORM if form.errors else 200)


def _say(form: CaseTypeForm, refusal: Refusal) -> None:
    """At the field that it is about, each reason by itself; a right that is missing is no answer of a form."""
    if refusal.status not in (409, ASKED_FOR_FORM):
        raise refusal
    for reason in refusal.reasons:
        form.add_error(SAID_AT.get(type(refusal), "process"), str(reason))


def _saved(request: ActingRequest, row: CaseType) -> HttpResponse:
    messages.success(request, _("Ärendetypen {namn} är sparad.").format(namn=row.name))
    return redirect("case_types")


def _page(
    request: ActingRequest, heading: str, form: CaseTypeForm, row: CaseType | None = None, status: int = ASKED_FOR_FORM
) -> HttpResponse:
    status = status if form.errors else 200
    return render(request, "cases/case_type.html", {"heading": heading, "form": form, "row": row}, status=status)
