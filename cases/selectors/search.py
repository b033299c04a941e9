"""Sök: a number goes straight to its matter; other words are looked for in what the reader may see (§3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case
from cases.selectors.keyset import Place, Slice, page_of
from cases.selectors.search_facets import (
    DOCUMENT_FACETS,
    MATTER_FACETS,
    NAMES,
    Facet,
    FacetList,
    facet_columns,
    facet_lists,
    narrowed,
    with_marking,
)
from cases.selectors.search_hits import Hit, document_hits, matter_hits
from cases.selectors.search_suggestion import suggestion
from diarium.engine.terms import A_MATTER, Question, ask
from diarium.models import DiaryEntry, Document, SearchEntry
from diarium.numbers import document_no_in
from diarium.selectors import find_entry
from diarium.selectors.search import hits, meets, readable_documents, readable_matters

MATTERS, DOCUMENTS = "", "handlingar"
TABS: dict[str, Sentence] = {MATTERS: _("Ärenden"), DOCUMENTS: _("Handlingar")}
NEWEST, BEST = "", "bast"
_MATTER_COLUMNS = (_("Diarienummer"), _("Ärende"), _("Nämnd"), _("Läge"), _("Handläggare"), _("Datum"))
_DOCUMENT_COLUMNS = (_("Handling"), _("Rubrik"), _("Ärende"), _("Riktning"), _("Status"), _("Datum"))
LONGEST: Final = 200
LONGEST_CHOICE: Final = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """Det som adressen ber om."""

    words: str = ""
    kind: str = MATTERS
    order: str = NEWEST
    chosen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Wanted:
        """As the address says it; what does not exist is not asked for."""
        kind, order = str(query.get("visa", "")), str(query.get("ordning", ""))
        chosen = {name: str(query.get(name, ""))[:LONGEST_CHOICE] for name in sorted(NAMES)}
        return cls(
            words=" ".join(str(query.get("q", "")).replace("\x00", "").split())[:LONGEST],
            kind=kind if kind in TABS else MATTERS,
            order=order if order == BEST else NEWEST,
            chosen={name: value.replace("\x00", "") for name, value in chosen.items() if value},
        )

    def query(self) -> dict[str, str]:
        """The address again, without the place in the list."""
        told = {"q": self.words, "visa": self.kind, "ordning": self.order, **self.chosen}
        return {name: value for name, value in told.items() if value}

    def address(self, **changed: str | int) -> str:
        """The address with something changed; an empty value takes it away."""
        query = {name: value for name, value in {**self.query(), **changed}.items() if value != ""}
        return f"{reverse('search')}?{urlencode(query)}"

    @property
    def facets(self) -> Sequence[Facet]:
        """By what hits of the kind can be narrowed."""
        return DOCUMENT_FACETS if self.kind == DOCUMENTS else MATTER_FACETS


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Sökresultatet. `go` = the one address that the number means; `by_number` = the hits have the number asked for."""

    wanted: Wanted
    hits: Sequence[Hit] = ()
    shown: str = ""
    previous: str = ""
    next: str = ""
    facets: Sequence[FacetList] = ()
    newest_only: bool = False
    by_number: bool = False
    suggestion: str = ""
    go: str = ""


def search(actor: Actor, wanted: Wanted, place: Place) -> SearchPage:
    """Sök på nummer först, then on words; nothing that the reader may not see is found, counted or proposed."""
    if not wanted.words:
        return SearchPage(wanted)
    found = find_entry(wanted.words, rows=policy.visible(actor, DiaryEntry))
    if len(found) == 1 and wanted.kind == MATTERS and not wanted.chosen:
        return SearchPage(wanted, go=_address(actor, found[0], wanted.words))
    question = _question(wanted)
    if found:
        return _of_number(actor, wanted, place, [entry.pk for entry in found])
    if not question:
        return SearchPage(wanted)
    return _of_words(actor, wanted, place, question)


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
    number = document_no_in(text)
    if number is not None:
        document = policy.visible(actor, Document).filter(entry=entry, document_no=number).first()
        if document is not None:
            return reverse("document", args=[document.uuid])
    case: UUID = policy.visible(actor, Case).values_list("uuid", flat=True).get(entry=entry)
    return reverse("case", args=[case])


def _rows(actor: Actor, wanted: Wanted) -> QuerySet[SearchEntry]:
    """Index rows that the reader may see, narrowed by what was chosen."""
    readable = readable_documents(actor) if wanted.kind == DOCUMENTS else readable_matters(actor)
    return narrowed(with_marking(readable), wanted.facets, wanted.chosen)


def _question(wanted: Wanted) -> Question:
    """The words as they are asked of the index; matters are told from documents there, not row by row."""
    question = ask(wanted.words)
    return question.among(A_MATTER) if wanted.kind == MATTERS else question


def _of_number(actor: Actor, wanted: Wanted, place: Place, entries: Sequence[int]) -> SearchPage:
    rows = _rows(actor, wanted).filter(entry__in=entries)
    number = document_no_in(wanted.words)
    if wanted.kind == DOCUMENTS and number is not None:
        rows = rows.filter(document__document_no=number)
    page = page_of(rows, place, wanted.address, day="day")
    return replace(_page(actor, wanted, page, None), by_number=True)


def _of_words(actor: Actor, wanted: Wanted, place: Place, question: Question) -> SearchPage:
    found = hits(
        _rows(actor, wanted),
        question,
        place,
        wanted.address,
        best_first=wanted.order == BEST,
        facts=facet_columns(wanted.facets),
    )
    page = _page(actor, wanted, found.page, question)
    if not page.hits and not wanted.chosen:
        return replace(page, suggestion=_suggestion(actor, wanted, question))
    lists = facet_lists(wanted.facets, found.facts, wanted.chosen, wanted.address, many=found.many)
    return replace(page, facets=lists, newest_only=found.newest_only)


def _suggestion(actor: Actor, wanted: Wanted, question: Question) -> str:
    """Words that are near those asked for and do find something here (two queries)."""
    rows = _rows(actor, wanted)
    proposed = suggestion(rows, question)
    found = proposed and rows.filter(meets(_question(replace(wanted, words=proposed)))).order_by()[:1].exists()
    return proposed if found else ""


def _page(actor: Actor, wanted: Wanted, page: Slice[SearchEntry], question: Question | None) -> SearchPage:
    if wanted.kind == DOCUMENTS:
        listed = document_hits(actor, page.rows, question)
    else:
        listed = matter_hits(actor, [row.entry_id for row in page.rows], question)
    return SearchPage(wanted, listed, page.shown, page.previous, page.next)


def search_headings(query: Mapping[str, Any]) -> Sequence[Sentence]:
    """What the columns of `search_rows` are called."""
    return _DOCUMENT_COLUMNS if Wanted.of(query).kind == DOCUMENTS else _MATTER_COLUMNS


def search_rows(actor: Actor, query: Mapping[str, Any]) -> QuerySet[SearchEntry]:
    """Alla träffar, to be walked by `day`: for a file of the search. `query` = the page's address."""
    wanted = Wanted.of(query)
    rows = _rows(actor, wanted)
    found = find_entry(wanted.words, rows=policy.visible(actor, DiaryEntry)) if wanted.words else []
    if found:
        return rows.filter(entry__in=[entry.pk for entry in found])
    question = _question(wanted)
    return rows.filter(meets(question)) if question else rows.none()


def search_cells(
    actor: Actor, query: Mapping[str, Any], rows: Sequence[SearchEntry]
) -> Iterator[Sequence[str | date | None]]:
    """Träffarna som rader i en fil, under `search_headings`."""
    documents = Wanted.of(query).kind == DOCUMENTS
    entries = [row.entry_id for row in rows]
    listed = document_hits(actor, rows, None) if documents else matter_hits(actor, entries, None)
    for hit in listed:
        matter = [hit.matter] if documents else []
        yield [hit.number, "".join(text for _asked, text in hit.title), *matter, *hit.facts, hit.day]
