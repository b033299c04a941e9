"""Listor som kan hämtas som fil: which rows, in which order, and the cells of each, as the reader sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case
from cases.selectors import case_balance, case_list, decision_list, registers
from cases.selectors.control_list import checked, control_lines, control_rows
from cases.selectors.diary import document_lines, documents, whole
from cases.selectors.diary_filter import Wanted, order_of
from cases.selectors.diary_matters import matter_lines, matters
from cases.selectors.diary_matters import order_of as order_of_matters
from cases.selectors.diary_matters import whole as whole_matters
from cases.selectors.keyset import COUNTED, in_batches
from cases.selectors.search import search_cells, search_headings, search_rows
from diarium.engine.sheet import Cell

Query = Mapping[str, str]
AT_ONCE = COUNTED


@dataclass(frozen=True, slots=True)
class Rows:
    """Raderna: the query, its order as `keyset` takes it, and the cells of a batch of them."""

    found: QuerySet[Any]
    order: Mapping[str, Any]
    cells: Callable[[Sequence[Any]], Iterator[Sequence[Cell]]]

    def batches(self) -> Iterator[list[Sequence[Cell]]]:
        """Cellerna, a batch at a time."""
        for batch in in_batches(self.found, **self.order):
            yield list(self.cells(batch))


class Counted(Rows):
    """Rader som är räknade i en fråga: as many as there are boards, units or officers."""

    __slots__ = ()

    def batches(self) -> Iterator[list[Sequence[Cell]]]:
        """All of them."""
        yield list(self.cells(list(self.found)))


@dataclass(frozen=True, slots=True)
class Listing:
    """Lista. `action` is what the reader must be allowed; `page` the name of the page that it stands on."""

    kind: str
    name: Sentence
    page: str
    rows: Callable[[Actor, Query], tuple[Sequence[Sentence], Rows]]
    action: str = "see_cases"


DOCUMENT_HEADINGS: Sequence[Sentence] = (
    _("Datum"),
    _("Handlingsnummer"),
    _("Rubrik"),
    _("Diarienummer"),
    _("Ärende"),
    _("Riktning"),
    _("Avsändare eller mottagare"),
    _("Version"),
    _("Status"),
    _("Sekretess"),
)
MATTER_HEADINGS: Sequence[Sentence] = (
    _("Diarienummer"),
    _("Ärende"),
    _("Öppnat"),
    _("Klassificering"),
    _("Handläggare"),
    _("Status"),
    _("Sekretess"),
)
CASE_HEADINGS: Sequence[Sentence] = (
    _("Diarienummer"),
    _("Ärende"),
    _("Nämnd"),
    _("Steg"),
    _("Handläggare"),
    _("Senaste händelse"),
    _("Av"),
    _("Sekretess"),
)
DECISION_HEADINGS: Sequence[Sentence] = (
    _("Datum"),
    _("Instans"),
    _("Paragraf"),
    _("Diarienummer"),
    _("Ärende"),
    _("Utfall"),
    _("Bekräftat"),
    _("Överklagande"),
)
DELEGATED_HEADINGS: Sequence[Sentence] = (
    _("Datum"),
    _("Nämnd"),
    _("Delegat"),
    _("Punkt"),
    *DECISION_HEADINGS[3:],
    _("Anmält"),
)
SENDING_HEADINGS: Sequence[Sentence] = (
    _("Diarienummer"),
    _("Ärende"),
    _("Beslut"),
    _("Mottagare"),
    _("Status"),
    _("Senast ändrat"),
)


def _secrecy(line: Any) -> str:
    return line.secrecy or now_in("Sekretessmarkering") if line.marked else now_in("Ingen markering")


def document_cells(lines: Sequence[Any]) -> Iterator[Sequence[Cell]]:
    """Handlingarnas celler."""
    for line in lines:
        matter = (line.matter.number, line.matter.subject)
        about = (line.direction, line.other, line.version, line.status, _secrecy(line))
        yield (line.day, line.number, line.title, *matter, *about)


def case_cells(lines: Sequence[Any]) -> Iterator[Sequence[Cell]]:
    """Ärendenas celler."""
    for line in lines:
        marked = now_in("Sekretessmarkering") if line.secret else now_in("Ingen markering")
        last = (line.last_at, line.last_who)
        yield (line.number, line.subject, line.board, line.state, line.officer, *last, marked)


def _documents(actor: Actor, query: Query) -> tuple[Sequence[Sentence], Rows]:
    wanted = Wanted.from_query(query)
    found = whole(documents(actor, wanted))
    return DOCUMENT_HEADINGS, Rows(found, order_of(wanted), lambda batch: document_cells(document_lines(actor, batch)))


def _matters(actor: Actor, query: Query) -> tuple[Sequence[Sentence], Rows]:
    wanted = Wanted.from_query(query)

    def cells(batch: Sequence[Any]) -> Iterator[Sequence[Cell]]:
        for line in matter_lines(actor, batch):
            about = (line.day, line.class_code, line.officer, line.status, _secrecy(line))
            yield (line.number, line.subject, *about)

    return MATTER_HEADINGS, Rows(whole_matters(matters(actor, wanted)), order_of_matters(wanted), cells)


def _cases(actor: Actor, query: Query) -> tuple[Sequence[Sentence], Rows]:
    wanted = case_list.Wanted.of(query)
    tab = case_list.tab_of(actor, wanted)
    found = case_list.with_last_event(case_list.cases_in(actor, tab, wanted))
    order = case_list.order_of(tab)
    return CASE_HEADINGS, Rows(found, order, lambda batch: case_cells([case_list.case_row(row) for row in batch]))


def _balance(actor: Actor, query: Query) -> tuple[Sequence[Sentence], Rows]:
    wanted, per = case_list.Wanted.of(query), case_balance.per_of(query.get("per", ""))
    found = case_balance.grouped(actor, wanted, per, today=timezone.localdate())

    def cells(batch: Sequence[Any]) -> Iterator[Sequence[Cell]]:
        for row in case_balance.balance_rows(batch, wanted, per):
            yield (str(row.name), row.number, *row.ages, row.oldest)

    return (case_balance.HEADINGS[per], *case_balance.COLUMNS), Counted(found, {}, cells)


def _decisions(actor: Actor, query: Query) -> tuple[Sequence[Sentence], Rows]:
    wanted = decision_list.DecisionFilter.of(query)
    delegated = wanted.tab != decision_list.BY_BOARD

    def cells(batch: Sequence[Any]) -> Iterator[Sequence[Cell]]:
        for line in decision_list.decision_rows(batch):
            confirmed = now_in("Ja") if line.confirmed else now_in("Nej")
            matter = (line.number, line.subject)
            who: Sequence[Cell] = (line.body, line.delegate) if delegated else (line.body,)
            reported: Sequence[Cell] = (line.reported,) if delegated else ()
            yield (line.day, *who, line.paragraph, *matter, line.outcome, confirmed, line.appeal, *reported)

    headings = DELEGATED_HEADINGS if delegated else DECISION_HEADINGS
    return headings, Rows(decision_list.decisions(actor, wanted), {"day": "meeting_date"}, cells)


def _sendings(actor: Actor, query: Query) -> tuple[Sequence[Sentence], Rows]:
    def cells(batch: Sequence[Any]) -> Iterator[Sequence[Cell]]:
        for line in map(registers.sending_row, batch):
            yield (line.number, line.subject, line.decision, line.recipients, line.status, line.changed_at)

    return SENDING_HEADINGS, Rows(registers.sendings(actor, registers.SendingFilter.of(query)), {}, cells)


def _controlled(actor: Actor, query: Query) -> tuple[Sequence[Sentence], Rows]:
    check = checked(query.get("kontroll", ""))
    of_cases = check.model is Case

    def cells(batch: Sequence[Any]) -> Iterator[Sequence[Cell]]:
        lines = control_lines(actor, check.model, batch)
        return case_cells(lines) if of_cases else document_cells(lines)

    headings = CASE_HEADINGS if of_cases else DOCUMENT_HEADINGS
    return headings, Rows(control_rows(actor, check, at=timezone.now()), {"oldest_first": True}, cells)


def _search(actor: Actor, query: Query) -> tuple[Sequence[Sentence], Rows]:
    found = search_rows(actor, query)
    return search_headings(query), Rows(found, {"day": "day"}, lambda batch: search_cells(actor, query, batch))


LISTINGS: Mapping[str, Listing] = {
    listing.kind: listing
    for listing in (
        Listing("handlingar", _("Handlingar i diariet"), "diary", _documents),
        Listing("diariet", _("Ärenden i diariet"), "diary_matters", _matters),
        Listing("arenden", _("Ärenden"), "case_list", _cases),
        Listing("balans", _("Ärendebalans"), "case_balance", _balance),
        Listing("beslut", _("Beslut"), "decision_list", _decisions),
        Listing("expediering", _("Expediering"), "distribution_list", _sendings),
        Listing("sokning", _("Sökning"), "search", _search),
        Listing("kontroll", _("Kontroll"), "diary_control", _controlled, action="control_register"),
    )
}


def listing_of(actor: Actor, kind: str) -> Listing:
    """Listan som får hämtas.

    Raises:
        NotVisible: there is none of that kind. NotAllowed: it is not for this person.
    """
    listing = LISTINGS.get(kind)
    if listing is None:
        raise policy.NotVisible
    policy.require(actor, listing.action)
    return listing


def how_many(rows: Rows) -> int:
    """Hur många rader, and not more than a thousand and one are looked at."""
    return rows.found.order_by()[: AT_ONCE + 1].count()
