"""Klassificering och gallring: a matter's, each kind of matter's, and the check of the settings (S14)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from audit.rules import Refusal
from cases.forms.case_type import CaseTypeForm
from cases.models import CaseType
from cases.selectors.page import case_head, visible_case
from cases.selectors.retention import case_type_rows, retention_page
from cases.selectors.settings_check import settings_check
from cases.services.case_type import set_class_and_retention

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_safe
@policy.mark("see_cases")
def case_retention(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ärendets klassificering och gallringsregel: what it follows, and where what is missing is mended."""
    case = visible_case(request.actor, uuid)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": _("Klassificering och gallring"),
        "page": retention_page(request.actor, case),
    }
    return render(request, "cases/retention.html", context)


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
def change_case_type(request: ActingRequest, case_type_id: int) -> HttpResponse:
    """Ändra vad ett slags ärende föreslås få."""
    row = CaseType.objects.filter(pk=case_type_id).select_related("default_class").first()
    if row is None:
        raise policy.NotVisible
    initial = {"class_code": row.default_class.code if row.default_class else "", "retention": row.retention_id}
    form = CaseTypeForm(request.POST or None, initial=initial, today=timezone.localdate(), kept_rule=row.retention_id)
    if form.is_valid():
        rule = form.cleaned_data["retention"]
        try:
            set_class_and_retention(
                case_type_id=row.pk,
                class_code=form.cleaned_data["class_code"].strip(),
                retention_id=rule.pk if rule else None,
                actor=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("class_code", str(refusal))
        else:
            messages.success(request, _("Ärendetypen {namn} är sparad.").format(namn=row.name))
            return redirect("case_types")
    context = {"row": row, "form": form}
    return render(request, "cases/case_type.html", context, status=ASKED_FOR_FORM if form.errors else 200)


@require_safe
@policy.mark("keep_register_tables")
def check_settings(request: ActingRequest) -> HttpResponse:
    """Kontroll av inställningar."""
    parts = settings_check(request.actor, timezone.localdate())
    return render(request, "cases/settings_check.html", {"parts": parts})
