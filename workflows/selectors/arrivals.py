"""Att registrera: whose registry a person is, what was chosen to be registered together, what was registered late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from accounts import policy
from accounts.capacity import Actor
from accounts.selectors import boards_active_on
from cases.selectors.documents_tab import title_of
from diarium.models import Arrival, Document
from diarium.selectors import document_number
from diarium.selectors.arrival import late_documents, waiting
from diarium.selectors.keyset import Place, page_of
from workflows.selectors.opening import WITHOUT_DIARY

MOST_CHOSEN = 50


@dataclass(frozen=True, slots=True)
class LateRow:
    """Handling som registrerades efter nästa arbetsdag; `due` is the day it should have been entered by."""

    number: str
    title: str
    url: str
    received_on: date
    due: date
    entered: date
    entered_by: str


@dataclass(frozen=True, slots=True)
class LatePage:
    """Sent registrerade, a page of them."""

    rows: Sequence[LateRow]
    shown: str
    previous: str
    next: str


def handled_boards(actor: Actor, *, on: date) -> list[tuple[str, str]]:
    """The boards with a diary whose registry the person is: code and name."""
    return [
        (board.code, board.name)
        for board in boards_active_on(on)
        if board.kind not in WITHOUT_DIARY and policy.can(actor, "handle_arrivals", board)
    ]


def chosen_arrivals(actor: Actor, told: Iterable[str]) -> list[Arrival]:
    """What was ticked in the list and waits still, in the order of the list; ids that are none are left out."""
    uuids = []
    for text in [*told][:MOST_CHOSEN]:
        try:
            uuids.append(UUID(text))
        except ValueError:
            continue
    rows = waiting(actor).filter(uuid__in=uuids).select_related("board").prefetch_related("files")
    return list(rows.order_by("came_on", "pk"))


def late_page(actor: Actor, place: Place, *, today: date) -> LatePage:
    """Sent registrerade handlingar som personen får se, the last entered first."""

    def address(**more: Any) -> str:
        query = {key: value for key, value in more.items() if value}
        return f"{reverse('late_documents')}?{urlencode(query)}" if query else reverse("late_documents")

    rows = late_documents(actor, today).select_related("entry__diary", "registered_by")
    page = page_of(rows, place, address)
    return LatePage([_late_row(document) for document in page.rows], page.shown, page.previous, page.next)


def _late_row(document: Document) -> LateRow:
    late: Any = document
    return LateRow(
        number=document_number(document.entry, document.document_no),
        title=title_of(document),
        url=reverse("document", args=[document.uuid]),
        received_on=late.received_on,
        due=late.due,
        entered=late.entered,
        entered_by=document.registered_by.name if document.registered_by else "Beslutsgång",
    )
