"""Sök i diariet: the public matters, by number or by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from diarium.models import PublicMatter
from diarium.numbers import DiaryNumber, document_no_in, sought
from diarium.selectors.keyset import Place, page_of
from diarium.selectors.publicity.lines import MatterLine, matter_line
from diarium.selectors.publicity.paging import addresses
from diarium.selectors.publicity.wanted import Wanted, narrowed
from diarium.selectors.search import public_hits

MOST_BY_NUMBER = 2000


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """Sök i diariet. `go` = the one matter that the number means."""

    rows: Sequence[MatterLine] = ()
    shown: str = ""
    previous: str = ""
    next: str = ""
    go: str = ""


def public_diary(wanted: Wanted, place: Place) -> DiaryPage:
    """Ärenden som matchar, newest first. A number in any typing goes first; else words, in the public index alone."""
    address = addresses("public_diary", _query(wanted))
    numbered = _by_number(wanted.words)
    if numbered and len(numbered) == 1 and not wanted.narrowed:
        document_no = document_no_in(wanted.words)
        place_in_it = f"#handling-{document_no}" if document_no else ""
        return DiaryPage(go=reverse("public_matter", args=[numbered[0].uuid]) + place_in_it)
    if wanted.words and not numbered:
        page = public_hits(
            wanted.words,
            place,
            address,
            board=wanted.board,
            since=wanted.since,
            until=wanted.until,
            status=wanted.status,
        )
    else:
        rows = PublicMatter.objects.all()
        if numbered:
            rows = rows.filter(pk__in=[matter.pk for matter in numbered])
        page = page_of(narrowed(rows, wanted).select_related("board"), place, address, day="opened_on")
    return DiaryPage([matter_line(row) for row in page.rows], page.shown, page.previous, page.next)


def _by_number(words: str) -> list[PublicMatter]:
    """The matters that the words number, by the first meaning that finds any."""
    rows = PublicMatter.objects.order_by("-opened_on", "-pk")
    for meant in sought(words):
        if meant.board and meant.year:
            found = list(rows.filter(number_key=DiaryNumber(meant.board, meant.year, meant.serial).identity))
        else:
            same = rows.filter(serial=meant.serial)
            same = same.filter(board__code__iexact=meant.board) if meant.board else same
            same = same.filter(year=meant.year) if meant.year else same
            ending = f".{meant.class_code}" if meant.class_code and not meant.year else ""
            found = [row for row in same[:MOST_BY_NUMBER] if row.number.endswith(ending)]
        if found:
            return found
    return []


def _query(wanted: Wanted) -> dict[str, str]:
    return {
        "q": wanted.words,
        "namnd": wanted.board,
        "status": wanted.status,
        "fran_och_med": wanted.since.isoformat() if wanted.since else "",
        "till_och_med": wanted.until.isoformat() if wanted.until else "",
    }
