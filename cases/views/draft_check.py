"""Granskning av förslag i administrationen (S14): every check, and how grave its findings are here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from cases.forms.draft_check import OFF, CheckForm
from cases.selectors.draft_check import check_rows
from cases.services.draft_check import set_check

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_safe
@policy.mark("read_register_tables")
def draft_checks(request: ActingRequest) -> HttpResponse:
    """Kontrollerna."""
    context = {"rows": check_rows(), "may_keep": policy.can(request.actor, "keep_register_tables")}
    return render(request, "cases/draft_checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def change_draft_check(request: ActingRequest, code: str) -> HttpResponse:
    """Ändra en kontroll.

    Raises:
        NotVisible: there is no such check.
    """
    row = next((one for one in check_rows() if one.code == code), None)
    if row is None:
        raise policy.NotVisible
    form = CheckForm(request.POST if request.method == "POST" else None, initial={"severity": row.severity or OFF})
    if form.is_valid():
        set_check(
            code=row.code,
            severity=form.chosen,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            at=timezone.now(),
        )
        messages.success(request, _("Kontrollen {kod} är sparad.").format(kod=row.code))
        return redirect("draft_checks")
    status = ASKED_FOR_FORM if form.errors else 200
    return render(request, "cases/draft_check.html", {"row": row, "form": form}, status=status)
