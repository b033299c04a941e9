"""Inställningar › Aviseringar: the person's own page (S14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from workflows.forms.notice import NoticeForm
from workflows.selectors.notice_settings import channels_of
from workflows.services.notice import choose_channels

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("change_own_settings")
def notice_settings(request: ActingRequest) -> HttpResponse:
    """Aviseringar: for each kind only in the system, mail at once, or once a day."""
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=channels_of(request.actor))
    if form.is_valid():
        choose_channels(channels=form.cleaned_data, actor=request.actor)
        messages.success(request, _("Aviseringarna är sparade."))
        return redirect("notice_settings")
    return render(request, "settings/notices.html", {"form": form}, status=ASKED_FOR_FORM if form.errors else 200)
