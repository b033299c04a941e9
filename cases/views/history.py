"""Historik och granskning (S11): a matter's tab, one post of it, all visible matters, and how the log is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import policy
from cases.forms.history import HistoryForm, ReviewForm
from cases.models import Case
from cases.selectors.assignment import assignments_of
from cases.selectors.comparison import Comparison, comparison_of
from cases.selectors.history import (
    TYPES,
    HistoryFilter,
    HistoryPage,
    case_and_people,
    case_history,
    one_event,
    reviewed_history,
)
from cases.selectors.keyset import Place
from cases.selectors.page import case_head, visible_case
from cases.selectors.seal import seal_of

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422
KINDS = [(name, label) for name, (label, _found) in TYPES.items()]


@require_safe
@policy.mark("read_history")
def history(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Fliken Historik; a chosen post is compared in the side panel."""
    case, people = case_and_people(request.actor, uuid)
    policy.require(request.actor, "read_history", case)
    form = HistoryForm(request.GET, types=KINDS, people=people)
    form.is_valid()
    told = form.cleaned_data
    wanted = HistoryFilter(
        person=told.get("person", ""),
        kind=told.get("typ", ""),
        since=told.get("fran_och_med"),
        until=told.get("till_och_med"),
    )
    whole = "alla" in request.GET
    place, seal = Place.of(request.GET), seal_of(case, at=timezone.now())
    page = case_history(request.actor, case, wanted, place, number=seal.events, whole=whole)
    context = {
        "head": case_head(request.actor, case, "case_history"),
        "page": page,
        "seal": seal,
        "officers": assignments_of(case),
        "form": form,
        "whole": whole,
        "now": timezone.now(),
        "compared": _chosen(request, case, page),
    }
    return render(request, "cases/history.html", context, status=ASKED_FOR_FORM if form.errors else 200)


@require_safe
@policy.mark("read_history")
def event(request: ActingRequest, uuid: UUID, event: UUID) -> HttpResponse:
    """En post i historiken: what was changed, and the technical facts."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "read_history", case)
    compared = comparison_of(request.actor, case, one_event(case, event))
    context = {
        "head": case_head(request.actor, case, "case_history"),
        "here": _("Post {n}").format(n=compared.post),
        "compared": compared,
    }
    return render(request, "cases/event.html", context)


@require_safe
@policy.mark("review_history")
def review(request: ActingRequest) -> HttpResponse:
    """Granska historik: every matter that the reader may see."""
    form = ReviewForm(request.GET, types=KINDS)
    form.is_valid()
    told = form.cleaned_data
    wanted = HistoryFilter(
        name=told.get("person", "").strip(),
        matter=" ".join(told.get("arende", "").split()),
        kind=told.get("typ", ""),
        since=told.get("fran_och_med"),
        until=told.get("till_och_med"),
    )
    page = reviewed_history(request.actor, wanted, Place.of(request.GET))
    context: dict[str, Any] = {"page": page, "form": form, "now": timezone.now()}
    return render(request, "cases/review.html", context, status=ASKED_FOR_FORM if form.errors else 200)


@require_safe
@policy.mark()
def how_the_log_is_checked(request: ActingRequest) -> HttpResponse:
    """Så kontrolleras loggen."""
    return render(request, "cases/how_the_log_is_checked.html")


def _chosen(request: ActingRequest, case: Case, page: HistoryPage) -> Comparison | None:
    try:
        chosen = UUID(request.GET.get("jamfor", ""))
    except ValueError:
        return None
    for event, row in zip(page.events, page.rows, strict=True):
        if event.uuid == chosen:
            return comparison_of(request.actor, case, event, row)
    return comparison_of(request.actor, case, one_event(case, chosen))
