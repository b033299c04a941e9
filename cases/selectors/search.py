"""Sök: a number goes straight to its matter; other words are looked for in what the reader may see (§3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.selectors.documents_tab import title_of
from cases.selectors.page import subject_of
from cases.states import CaseState
from diarium.models import DiaryEntry, Document
from diarium.numbers import DiaryNumber
from diarium.selectors import find_entry

CASES, DOCUMENTS = _("Ärenden"), _("Handlingar")
SHOWN = 50
MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """Träff: its heading, and what stands under it."""

    title: str
    number: str
    note: str
    day: date
    url: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Sökresultatet. `go` = the one address that the number means; `more` = there are more hits than are shown."""

    query: str
    kind: str
    hits: Sequence[Hit] = ()
    more: bool = False
    go: str = ""


def search(actor: Actor, query: str, *, kind: str = "") -> SearchPage:
    """Sök på nummer först, then on words; nothing that the reader may not see is found or counted."""
    kind = kind if kind == "handlingar" else ""
    text = " ".join(query.split())[:200]
    if not text:
        return SearchPage("", kind)
    found = find_entry(text, rows=policy.visible(actor, DiaryEntry))
    if len(found) == 1 and not kind:
        return SearchPage(text, kind, go=_address(actor, found[0], text))
    words = text.split()[:MAX_WORDS]
    if kind:
        documents = list(_documents(actor, words)[: SHOWN + 1])
        return SearchPage(text, kind, [_document_hit(row) for row in documents[:SHOWN]], len(documents) > SHOWN)
    cases = _cases(actor)
    rows = cases.filter(entry__in=found) if found else cases.filter(_all_words(words))
    listed = list(rows[: SHOWN + 1])
    return SearchPage(text, kind, [_case_hit(row) for row in listed[:SHOWN]], len(listed) > SHOWN)


def number_address(actor: Actor, text: str) -> str:
    """Adressen som ett nummer leder till; several matters → the search page.

    Raises:
        NotVisible: no such number, or one that is hidden.
    """
    found = find_entry(text, rows=policy.visible(actor, DiaryEntry))
    if not found:
        raise policy.NotVisible
    return _address(actor, found[0], text) if len(found) == 1 else ""


def _address(actor: Actor, entry: DiaryEntry, text: str) -> str:
    number = DiaryNumber.parse(text)
    if number is not None and number.document_no is not None:
        document = policy.visible(actor, Document).filter(entry=entry, document_no=number.document_no).first()
        if document is not None:
            return reverse("document", args=[document.uuid])
    case: UUID = policy.visible(actor, Case).values_list("uuid", flat=True).get(entry=entry)
    return reverse("case", args=[case])


def _cases(actor: Actor) -> QuerySet[Case]:
    return policy.visible(actor, Case).select_related("entry", "board").order_by("-entry__opened_on", "-pk")


def _all_words(words: Sequence[str]) -> Q:
    wanted = Q()
    for word in words:
        wanted &= (
            Q(entry__public_subject__icontains=word)
            | Q(entry__protected_subject__icontains=word)
            | Q(entry__printed_number__icontains=word)
        )
    return wanted


def _documents(actor: Actor, words: Sequence[str]) -> QuerySet[Document]:
    rows = policy.visible(actor, Document).select_related("entry__case").order_by("-registered_at", "-pk")
    for word in words:
        rows = rows.filter(Q(title__icontains=word) | Q(protected_title__icontains=word))
    return rows


def _case_hit(case: Case) -> Hit:
    state = str(CaseState(case.state).label)
    note = f"{case.board.name}. {state}."
    return Hit(
        subject_of(case), case.entry.printed_number, note, case.entry.opened_on, reverse("case", args=[case.uuid])
    )


def _document_hit(document: Document) -> Hit:
    return Hit(
        title_of(document),
        f"{document.entry.printed_number}-{document.document_no}",
        f"{document.get_direction_display()}. {document.get_status_display()}.",
        document.received_on or document.dated,
        reverse("document", args=[document.uuid]),
    )
