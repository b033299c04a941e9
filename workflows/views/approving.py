"""Godkänn flera förslag: those that the person has opened, each through its own door, and what became of each (S6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import policy
from accounts.forms import MAX_VERSION, KeyedForm
from cases.models import Case
from cases.services.bulk import row_by_row
from workflows import services
from workflows.selectors.approving import Proposal, approved_sentence, proposals
from workflows.views.inbox_acts import local_address

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422
SEEN = "v"  # with the task's number: the version that the list named


@dataclass(frozen=True, slots=True)
class Result:
    """Vad som blev av ett förslag."""

    proposal: Proposal
    approved: bool
    said: str


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_tasks")
def approve_proposals(request: ActingRequest) -> HttpResponse:
    """Godkänn förslag: what will be approved and what has to be opened first; then the outcome of each."""
    asked = request.POST if request.method == "POST" else request.GET
    rows = proposals(request.actor, asked.getlist("id"))
    back = local_address(asked.get("tillbaka", ""))
    form = KeyedForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and rows:
        results = _approve(request, rows, form.cleaned_data["key"])
        told = {"results": results, "told": _told(results), "back": back}
        return render(request, "workflows/approved_proposals.html", told)
    waiting = [row for row in rows if row.line.finished is None]
    context = {
        "form": form,
        "opened": [row for row in waiting if row.opened],
        "unopened": [row for row in waiting if not row.opened],
        "first": services.NotOpened.sentence,
        "back": back,
    }
    status = ASKED_FOR_FORM if form.is_bound and form.errors else 200
    return render(request, "workflows/approve_proposals.html", context, status=status)


def _approve(request: ActingRequest, rows: Sequence[Proposal], key: str) -> list[Result]:
    """Row by row: one that is refused stops no other, and says why."""
    said: dict[int, str] = {}

    def door(place: int) -> None:
        line = rows[place].line
        answer = services.approve_opened(
            task_id=line.pk, version=_version(request, line.pk), actor=request.actor, at=timezone.now(), key=key
        )
        said[place] = approved_sentence(Case.objects.get(uuid=answer.case))

    outcome = row_by_row([(place, row.line.number) for place, row in enumerate(rows)], door)
    refused = iter(outcome.failures)
    return [
        Result(row, True, said[place]) if place in said else Result(row, False, next(refused).reason)
        for place, row in enumerate(rows)
    ]


def _version(request: ActingRequest, task_id: int) -> int:
    text = request.POST.get(f"{SEEN}{task_id}", "")
    readable = text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_VERSION))
    return int(text) if readable else 0


def _told(results: Sequence[Result]) -> str:
    """“3 förslag är godkända.”, or how many of them were, and how many could not be."""
    done, of = sum(result.approved for result in results), len(results)
    if done == of:
        return ngettext("{n} förslag är godkänt.", "{n} förslag är godkända.", done).format(n=done)
    part = ngettext("{a} av {b} förslag är godkänt.", "{a} av {b} förslag är godkända.", of).format(a=done, b=of)
    refused = ngettext("{c} kunde inte godkännas.", "{c} kunde inte godkännas.", of - done).format(c=of - done)
    return f"{part} {refused}"
