"""Diariets filter (S10): what the address of a list asks for, and what its two lists have in common.

Number and date are public at once (OSL 5:2), so what is marked secret stands in the list for whoever works with the
diary; who may not read it sees the number and the date, and finds it by number, board, date and marking alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from audit.rules import Sentence
from cases.policy import registry_of
from cases.policy.rows import SEES_ALL_OPEN_CASES
from cases.selectors.keyset import COUNTED, Slice
from diarium.models import DiaryEntry, EntryAlias
from diarium.selectors import find_entry
from diarium.states import AliasKind

NEWEST, OLDEST, NUMBER = "", "aldst", "nummer"
EVERY_BOARD = "alla"
MARKED, UNMARKED = "markerad", "ingen"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Det som adressen ber om; `board` is a code, empty = the reader's own diary where there is one."""

    words: str = ""
    direction: str = ""
    since: date | None = None
    until: date | None = None
    board: str = ""
    officer: str = ""
    class_code: str = ""
    status: str = ""
    secrecy: str = ""
    sort: str = ""

    @classmethod
    def of(cls, cleaned: Mapping[str, Any], query: Mapping[str, Any]) -> Wanted:
        """What the form read; a sort that does not exist is none."""
        sort = str(query.get("sortera", ""))
        return cls(
            words=" ".join(cleaned.get("q", "").split()),
            direction=cleaned.get("riktning", ""),
            since=cleaned.get("fran_och_med"),
            until=cleaned.get("till_och_med"),
            board=cleaned.get("namnd", ""),
            officer=cleaned.get("handlaggare", "").strip(),
            class_code=cleaned.get("klass", "").strip(),
            status=cleaned.get("status", ""),
            secrecy=cleaned.get("sekretess", ""),
            sort=sort if sort in (OLDEST, NUMBER) else NEWEST,
        )

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> Wanted:
        """From what `query` wrote; a day that is none is left out."""
        cleaned = {**query, "fran_och_med": _day(query, "fran_och_med"), "till_och_med": _day(query, "till_och_med")}
        return cls.of(cleaned, query)

    @property
    def asks_content(self) -> bool:
        """Whether something else than number, board, date and marking is asked for."""
        return bool(self.direction or self.officer or self.class_code or self.status)

    @property
    def one_board(self) -> str:
        """The one board's code, or empty."""
        return "" if self.board == EVERY_BOARD else self.board

    def query(self) -> dict[str, str]:
        """The address again."""
        told = {
            "q": self.words,
            "riktning": self.direction,
            "fran_och_med": self.since.isoformat() if self.since else "",
            "till_och_med": self.until.isoformat() if self.until else "",
            "namnd": self.board,
            "handlaggare": self.officer,
            "klass": self.class_code,
            "status": self.status,
            "sekretess": self.secrecy,
            "sortera": self.sort,
        }
        return {name: value for name, value in told.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered but the board."""
        return any(name not in ("namnd", "sortera") for name in self.query())


def _day(query: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(str(query.get(name, "")))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Heading:
    """Kolumnrubrik som sorterar (`ui/_sort_heading.html`)."""

    label: Sentence
    url: str
    sort: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Ärende i listan: without subject and address for who may not see it."""

    number: str
    subject: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """Sidan. `found` is “6 handlingar matchar”; `matter` the one that all of them belong to."""

    rows: Sequence[Any]
    shown: str
    previous: str
    next: str
    total: int
    found: str
    matter: Matter | None
    headings: Mapping[str, Heading]


def boards_with_diary() -> list[Board]:
    """Nämnder att välja bland, by name (one query)."""
    return list(Board.objects.filter(external_host=False).only("code", "name").order_by("name", "pk"))


def own_board(actor: Actor, boards: Sequence[Board]) -> str:
    """Koden för den egna nämndens diarium; empty where the reader keeps none, or several."""
    kept = set(registry_of(actor) or [])
    codes = [board.code for board in boards if board.pk in kept]
    return codes[0] if len(codes) == 1 else ""


def works_with_diary(actor: Actor) -> bool:
    """Whether the number and date of what is marked secret are shown to the reader."""
    return actor.holds(*SEES_ALL_OPEN_CASES)


def entries_of_number(actor: Actor, text: str) -> list[int]:
    """Diarieposterna som ett nummer betyder; none when the words are no number.

    Another authority's reference is content: it finds nothing for who may not see the matter.
    """
    if not text:
        return []
    if not works_with_diary(actor):
        return [entry.pk for entry in find_entry(text, rows=policy.visible(actor, DiaryEntry))][:COUNTED]
    found = find_entry(text)[:COUNTED]
    marked = [entry.pk for entry in found if entry.is_secret]
    referred = EntryAlias.objects.filter(entry__in=marked, kind=AliasKind.FOREIGN, text__iexact=text)
    hidden = set(referred.values_list("entry", flat=True)) if marked else set()
    if hidden:
        hidden -= set(policy.visible(actor, DiaryEntry).filter(pk__in=hidden).values_list("pk", flat=True))
    return [entry.pk for entry in found if entry.pk not in hidden]


def order_of(wanted: Wanted) -> dict[str, Any]:
    """Ordningen, as `keyset` takes it."""
    if wanted.sort == NUMBER:
        return {"day": "entry_id", "number": True, "oldest_first": True}
    return {"day": "day", "oldest_first": wanted.sort == OLDEST}


def diary_page(
    name: str, page: Slice[Any], wanted: Wanted, lines: Sequence[Any], *, found: str, matter: Matter | None = None
) -> DiaryPage:
    """Sidan i någon av diariets listor."""
    return DiaryPage(
        rows=lines,
        shown=page.shown,
        previous=page.previous,
        next=page.next,
        total=page.total,
        found=found,
        matter=matter,
        headings=_headings(name, wanted),
    )


def _headings(name: str, wanted: Wanted) -> dict[str, Heading]:
    """The columns that sort: a second press on the day turns it."""
    by_day = "" if wanted.sort == NUMBER else "ascending" if wanted.sort == OLDEST else "descending"
    turned = OLDEST if wanted.sort == NEWEST else NEWEST
    labels = DAY_AND_NUMBER[name]
    return {
        "day": Heading(labels[0], address(name, wanted, sortera=turned), by_day),
        "number": Heading(
            labels[1], address(name, wanted, sortera=NUMBER), "ascending" if wanted.sort == NUMBER else ""
        ),
    }


DAY_AND_NUMBER: Mapping[str, tuple[Sentence, Sentence]] = {
    "diary": (gettext_lazy("Datum"), gettext_lazy("Handling")),
    "diary_matters": (gettext_lazy("Öppnat"), gettext_lazy("Diarienummer")),
}


def address(name: str, wanted: Wanted, **more: Any) -> str:
    """Listans adress med filtret."""
    told = {**wanted.query(), **more}
    query = urlencode({key: value for key, value in told.items() if value})
    return f"{reverse(name)}?{query}" if query else reverse(name)
