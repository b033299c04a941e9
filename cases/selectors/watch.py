"""Bevakas: the matters that a person watches, the earliest day first, those without a day last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case, Watch
from cases.selectors.page import subject_of
from cases.states import CaseState

SHOWN = 200


@dataclass(frozen=True, slots=True)
class WatchLine:
    """Rad i Bevakas."""

    number: str
    subject: str
    secret: bool
    step: str
    on: date | None
    url: str
    change_url: str
    stop_url: str


def watched(actor: Actor) -> QuerySet[Watch]:
    """Bevakningarna av ärenden som personen ser; one that was made secret stands in no list."""
    return Watch.objects.filter(user=actor.user_id or 0, case__in=policy.visible(actor, Case))


def watch_lines(actor: Actor, *, words: str = "", step: str = "") -> Sequence[WatchLine]:
    """Listan (one query), the matters with the words in number or subject and at the step."""
    rows = watched(actor).select_related("case__entry")
    if step:
        rows = rows.filter(case__state=step)
    if words:
        rows = rows.filter(
            Q(case__entry__printed_number__icontains=words)
            | Q(case__entry__public_subject__icontains=words)
            | Q(case__entry__protected_subject__icontains=words)
        )
    return [_line(row) for row in rows.order_by(F("on").asc(nulls_last=True), "pk")[:SHOWN]]


def _line(row: Watch) -> WatchLine:
    case = row.case
    return WatchLine(
        number=case.entry.printed_number,
        subject=subject_of(case),
        secret=case.entry.is_secret,
        step=str(CaseState(case.state).label),
        on=row.on,
        url=reverse("case", args=[case.uuid]),
        change_url=reverse("watch_case", args=[case.uuid]),
        stop_url=reverse("stop_watching", args=[case.uuid]),
    )
