"""En kontrolls lista (S10): the rows that there is something to do about, the oldest first, to choose among."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case
from cases.selectors.case_list import case_row, with_last_event
from cases.selectors.control import BY_SLUG, Check
from cases.selectors.diary import document_lines, whole
from cases.selectors.keyset import Place, page_of
from diarium.models import Document


@dataclass(frozen=True, slots=True)
class ControlList:
    """Sidan. `of_cases` says which rows it has: matters, or documents."""

    check: Check
    rows: Sequence[Any]
    of_cases: bool
    shown: str
    previous: str
    next: str
    empty: Sentence


def checked(slug: str) -> Check:
    """Kontrollen med en lista av egna rader.

    Raises:
        NotVisible: there is none of that name.
    """
    check = BY_SLUG.get(slug)
    if check is None or check.address:
        raise policy.NotVisible
    return check


def control_rows(actor: Actor, check: Check, *, at: datetime) -> QuerySet[Any]:
    """Raderna med det som listan visar."""
    rows = check.rows(actor, at)
    if check.model is Case:
        return with_last_event(rows)
    return whole(rows).annotate(day=Coalesce("received_on", "dated"))


def control_lines(actor: Actor, model: type[Model], rows: Sequence[Any]) -> list[Any]:
    """Raderna som läsaren ser dem."""
    return document_lines(actor, rows) if model is Document else [case_row(row) for row in rows]


def control_list(actor: Actor, check: Check, place: Place, *, at: datetime) -> ControlList:
    """Sidan: two queries, one more for documents."""

    def address(**more: Any) -> str:
        return f"{reverse('control_list', args=[check.slug])}?{urlencode(more)}"

    page = page_of(control_rows(actor, check, at=at), place, address, oldest_first=True)
    return ControlList(
        check=check,
        rows=control_lines(actor, check.model, page.rows),
        of_cases=check.model is Case,
        shown=page.shown,
        previous=page.previous,
        next=page.next,
        empty=check.empty,
    )
