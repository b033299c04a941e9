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
from cases.selectors.diary_filter import EVERY_BOARD, Wanted, boards_with_diary, own_board
from cases.selectors.diary_matters import matter_page
from cases.selectors.diary_tabs import admits
from cases.selectors.export import export_address
from cases.selectors.keyset import Place
from diarium.selectors.saved_search import saved_searches

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
    actor, boards = request.actor, boards_with_diary()
    asked = request.GET.copy()
    if not asked.get("namnd"):
        asked["namnd"] = own_board(actor, boards) or EVERY_BOARD
    form = kind(asked, boards=[(board.code, board.name) for board in boards])
    readable = form.is_valid()
    wanted = Wanted.of(form.cleaned_data, asked)
    context = {
        "form": form,
        "page": page_of(actor, wanted, Place.of(asked)),
        "wanted": wanted,
        "board": next((board.name for board in boards if board.code == wanted.one_board), ""),
        "saved": saved_searches(actor, request.path, request.GET.urlencode()),
        "now": timezone.now(),
        "daily_list": DAILY_LIST if admits(actor, DAILY_LIST) else "",
        "export": export_address(listing, wanted.query()),
        "register": REGISTER if admits(actor, REGISTER) else "",
    }
    return render(request, TEMPLATES[listing], context, status=200 if readable else ASKED_FOR_FORM)
