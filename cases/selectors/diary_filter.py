"""Diariets filter (S10): what the address of a list asks for, and what its two lists have in common.

Number and date are public at once (OSL 5:2), so what is marked secret stands in the list for whoever works with the
diary; who may not read it sees the number and the date, and finds it by number, board, date and marking alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, User
from audit.rules import Sentence
from cases.policy import registry_of
from cases.policy.rows import SEES_ALL_OPEN_CASES
from cases.selectors.keyset import Slice
from diarium.models import DiaryEntry, SavedSearch
from diarium.numbers import sought
from diarium.selectors import find_entry
from diarium.selectors.saved_search import Saved, SavedLine

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


@dataclass(frozen=True, slots=True)
class Around:
    """Det som står kring listan: boards to choose among as (code, name), the reader's own, and her saved searches."""

    boards: Sequence[tuple[str, str]]
    own: str
    saved: Saved


def around(actor: Actor, path: str, query: str) -> Around:
    """Nämnderna och de sparade sökningarna (one query). `own` is empty where the reader keeps no diary, or several."""
    boards = Board.objects.filter(external_host=False).order_by("name", "pk")
    saved = policy.visible(actor, SavedSearch).filter(path=path).order_by("name", "pk")
    row = User.objects.filter(pk=actor.user_id or 0).values_list(
        ArraySubquery(boards.values(told=JSONObject(pk="pk", code="code", name="name"))),
        ArraySubquery(saved.values(told=JSONObject(uuid="uuid", name="name", query="query"))),
    )
    listed, kept = row.first() or ([], [])
    mine = set(registry_of(actor) or [])
    own = [board["code"] for board in listed if board["pk"] in mine]
    lines = [SavedLine(UUID(one["uuid"]), one["name"], f"{path}?{one['query']}") for one in kept]
    return Around(
        boards=[(board["code"], board["name"]) for board in listed],
        own=own[0] if len(own) == 1 else "",
        saved=Saved(lines, path, query),
    )


def works_with_diary(actor: Actor) -> bool:
    """Whether the number and date of what is marked secret are shown to the reader."""
    return actor.holds(*SEES_ALL_OPEN_CASES)


def entries_of_number(actor: Actor, text: str) -> list[int]:
    """Diarieposterna som ett nummer betyder; none when the words are no number.

    Of a matter that is hidden its own number finds it and nothing else: what it was called elsewhere, or what was
    merged into it, is content.
    """
    if not text:
        return []
    seen = policy.visible(actor, DiaryEntry)
    if not works_with_diary(actor):
        return [entry.pk for entry in find_entry(text, rows=seen)]
    found = find_entry(text)
    marked = {entry.pk for entry in found if entry.is_secret}
    hidden = marked - set(seen.filter(pk__in=marked).values_list("pk", flat=True)) if marked else set()
    serials = {wanted.serial for wanted in sought(text)}
    told = [entry.pk for entry in found if entry.pk not in hidden or entry.serial in serials]
    if len(told) < len(found):
        told += [entry.pk for entry in find_entry(text, rows=seen)]
    return list(dict.fromkeys(told))


def document_no_of(entries: QuerySet[DiaryEntry], text: str) -> int | None:
    """Handlingsnumret i det som söks, where the rest of it is the number of one of the entries."""
    wanted = {one.serial: one.document_no for one in sought(text) if one.document_no is not None}
    serials = entries.filter(serial__in=wanted).values_list("serial", flat=True) if wanted else []
    return next((wanted[serial] for serial in serials), None)


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
