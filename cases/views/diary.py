"""Diariet (S10): Handlingar and Ärenden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import policy
from cases.forms.diary import DiaryForm, DiaryMatterForm
from cases.selectors.diary import document_page
from cases.selectors.diary_filter import EVERY_BOARD, Wanted, around
from cases.selectors.diary_matters import matter_page
from cases.selectors.diary_tabs import admits
from cases.selectors.export import export_address
from cases.selectors.keyset import Place

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422
TEMPLATES = {"handlingar": "cases/diary.html", "diariet": "cases/diary_matters.html"}
DAILY_LIST, REGISTER = "/diarium/postlista/", "/diarium/registrera/"


@require_safe
@policy.mark("see_cases")
def diary(request: ActingRequest) -> HttpResponse:
    """Diariets handlingar."""
    return _list(request, DiaryForm, document_page, "handlingar")


@require_safe
@policy.mark("see_cases")
def diary_matters(request: ActingRequest) -> HttpResponse:
    """Diariets ärenden."""
    return _list(request, DiaryMatterForm, matter_page, "diariet")


def _list(request: ActingRequest, kind: type[DiaryForm], page_of: Any, listing: str) -> HttpResponse:
    actor = request.actor
    beside = around(actor, request.path, request.GET.urlencode())
    asked = request.GET.copy()
    if not asked.get("namnd"):
        asked["namnd"] = beside.own or EVERY_BOARD
    form = kind(asked, boards=beside.boards)
    readable = form.is_valid()
    wanted = Wanted.of(form.cleaned_data, asked)
    context = {
        "form": form,
        "page": page_of(actor, wanted, Place.of(asked)),
        "wanted": wanted,
        "board": dict(beside.boards).get(wanted.one_board, ""),
        "saved": beside.saved,
        "now": timezone.now(),
        "daily_list": DAILY_LIST if admits(actor, DAILY_LIST) else "",
        "export": export_address(listing, wanted.query()),
        "register": REGISTER if admits(actor, REGISTER) else "",
    }
    return render(request, TEMPLATES[listing], context, status=200 if readable else ASKED_FOR_FORM)
