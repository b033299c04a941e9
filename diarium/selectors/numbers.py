"""Nummerkontroll och årsrapport: the numbers of each diary are counted by the database and its holes computed."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Board, BoardKind
from audit.models import Event, Value
from diarium.calendar import add_months
from diarium.models import Diary, DiaryEntry, Document
from diarium.numbers import DiaryNumber, NumberTemplate
from diarium.selectors.entry import number_template
from diarium.states import DocumentStatus, EntryStatus, Origin

OLD_MONTHS = 12
NAMED = 100
STRUCK = (EntryStatus.CANCELLED, EntryStatus.MERGED)


@dataclass(frozen=True, slots=True)
class DiaryReport:
    """Ett diariums nummer ett år. `numbers` are our own, from `first` to `last`; `missing` the holes, which cannot be.

    `taken_over` is how many came from an older system, at most number `carried_over`. What is to be done counts only
    matters that the reader may see.
    """

    board: str
    code: str
    year: int
    first: int
    last: int
    numbers: int
    carried_over: int
    taken_over: int
    open: int
    closed: int
    cancelled: int
    merged: int
    open_long: int
    without_class: int
    documents_without_class: int
    missing: Sequence[str] = field(default_factory=tuple)
    faults: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether no number is missing or double."""
        return self.faults == 0

    @property
    def said(self) -> str:
        """“2 972 nummer, inga luckor. 3 makulerade.”"""
        holes = (
            _("inga luckor")
            if self.is_whole
            else ngettext("{n} fel i nummerserien", "{n} fel i nummerserien", self.faults).format(n=self.faults)
        )
        struck = ngettext("{n} makulerat", "{n} makulerade", self.cancelled).format(n=self.cancelled)
        return _("{n} nummer, {luckor}. {makulerade}.").format(n=self.numbers, luckor=holes, makulerade=struck)

    def as_dict(self) -> dict[str, Any]:
        """For the report as JSON."""
        return {**asdict(self), "missing": list(self.missing), "whole": self.is_whole}


@dataclass(frozen=True, slots=True)
class StruckNumber:
    """Makulerat eller sammanslaget nummer. `seen` = the reader may see the matter, else who and why are left out."""

    entry: DiaryEntry
    at: datetime | None
    who: str
    reason: str
    seen: bool


def boards_without_diary(year: int, *, board_ids: Sequence[int] | None = None) -> QuerySet[Board]:
    """Nämnder som finns under året och inte har något diarium för det; a committee's matters lie in its board's."""
    boards = Board.objects.exclude(kind=BoardKind.COMMITTEE).exclude(diaries__year=year).order_by("name", "pk")
    boards = boards if board_ids is None else boards.filter(pk__in=board_ids)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=date(year, 12, 31))
    return boards.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=date(year, 1, 1)))


def report_years() -> list[int]:
    """The years that have a diary, newest first."""
    return list(Diary.objects.order_by("-year").values_list("year", flat=True).distinct())


def year_report(
    *,
    year: int,
    today: date,
    rows: QuerySet[DiaryEntry] | None = None,
    board_ids: Sequence[int] | None = None,
    months: int = OLD_MONTHS,
) -> list[DiaryReport]:
    """Årsrapporten, a diary each (three queries, and one more for a diary with a fault).

    `rows` is what the reader may see; `board_ids` left out = every board.
    """
    diaries = Diary.objects.filter(year=year)
    if board_ids is not None:
        diaries = diaries.filter(board__in=board_ids)
    to_do = _to_do(year, rows, add_months(today, -months))
    unclassed = _documents_without_class(year, rows)
    return [_report(diary, to_do.get(diary.pk, {}), unclassed.get(diary.pk, 0)) for diary in _counted(diaries)]


def _counted(diaries: QuerySet[Diary]) -> QuerySet[Any]:
    own, taken = Q(entries__origin=Origin.OWN), Q(entries__origin=Origin.IMPORTED)
    by_status = {f"are_{status}": Count("entries", filter=Q(entries__status=status)) for status in EntryStatus.values}
    counted = diaries.select_related("board").annotate(
        own=Count("entries", filter=own),
        lowest=Min("entries__serial", filter=own),
        highest=Max("entries__serial", filter=own),
        taken=Count("entries", filter=taken),
        **by_status,
    )
    return counted.order_by("board__code", "year")


def _report(diary: Any, to_do: Mapping[str, int], documents_without_class: int) -> DiaryReport:
    expected = diary.last_serial - diary.carried_over if diary.last_serial else 0
    faults = abs(expected - diary.own)
    if diary.own and (diary.lowest, diary.highest) != (diary.carried_over + 1, diary.last_serial):
        faults = max(faults, 1)
    return DiaryReport(
        board=diary.board.name,
        code=diary.board.code,
        year=diary.year,
        first=diary.carried_over + 1,
        last=diary.last_serial,
        numbers=diary.own,
        carried_over=diary.carried_over,
        taken_over=diary.taken,
        open=diary.are_open,
        closed=diary.are_closed,
        cancelled=diary.are_cancelled,
        merged=diary.are_merged,
        open_long=to_do.get("open_long", 0),
        without_class=to_do.get("without_class", 0),
        documents_without_class=documents_without_class,
        missing=tuple(_missing(diary)) if faults else (),
        faults=faults,
    )


def _to_do(year: int, rows: QuerySet[DiaryEntry] | None, opened_before: date) -> dict[int, dict[str, int]]:
    entries = DiaryEntry.objects.all() if rows is None else rows
    in_use = entries.filter(diary__year=year).exclude(status__in=STRUCK)
    counted = (
        in_use.order_by()
        .values("diary")
        .annotate(
            open_long=Count("pk", filter=Q(status=EntryStatus.OPEN, opened_on__lt=opened_before)),
            without_class=Count("pk", filter=Q(class_code__isnull=True)),
        )
    )
    names = ("open_long", "without_class")
    return {row["diary"]: {name: row[name] for name in names} for row in counted.values("diary", *names)}


def _documents_without_class(year: int, rows: QuerySet[DiaryEntry] | None) -> dict[int, int]:
    documents = Document.objects.filter(entry__diary__year=year, entry__class_code__isnull=True)
    documents = documents.exclude(status=DocumentStatus.CANCELLED).exclude(entry__status__in=STRUCK)
    if rows is not None:
        documents = documents.filter(entry__in=rows)
    counted = documents.order_by().values("entry__diary").annotate(number=Count("pk"))
    return {row["entry__diary"]: row["number"] for row in counted}


def _missing(diary: Diary) -> Iterator[str]:
    """The first numbers that should be in the diary and are not, as the diary prints them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT serial FROM generate_series(%s::integer, %s::integer) AS serial"
            " WHERE NOT EXISTS (SELECT FROM diarium_diaryentry e WHERE e.diary_id = %s AND e.serial = serial.serial)"
            " ORDER BY serial LIMIT %s",
            [diary.carried_over + 1, diary.last_serial, diary.pk, NAMED],
        )
        serials = [row[0] for row in cursor.fetchall()]
    form = NumberTemplate.from_settings(diary.template) if diary.template else number_template()
    for serial in serials:
        yield DiaryNumber(diary.board.code.upper(), diary.year, serial).printed(form)


def struck_entries(*, year: int, board_ids: Sequence[int] | None = None, limit: int = NAMED) -> list[DiaryEntry]:
    """Makulerade och sammanslagna nummer, newest first."""
    entries = DiaryEntry.objects.filter(diary__year=year, status__in=STRUCK)
    if board_ids is not None:
        entries = entries.filter(diary__board__in=board_ids)
    return list(entries.select_related("merged_into").order_by("diary__board__code", "-serial")[:limit])


def struck_numbers(entries: Sequence[DiaryEntry], *, seen: Container[int]) -> list[StruckNumber]:
    """When, by whom and why they were struck; who and why only of those that the reader may see (one query)."""
    streams = {entry.stream: entry.pk for entry in entries}
    reason = Value.objects.filter(event=OuterRef("pk"), name="reason").values("value")[:1]
    events = Event.objects.filter(stream__in=[*streams], verb__in=["entry_cancelled", "entry_merged"])
    told = {streams[event.stream]: event for event in events.annotate(reason=Subquery(reason)).order_by("id")}
    return [_struck(entry, told.get(entry.pk), seen=entry.pk in seen) for entry in entries]


def _struck(entry: DiaryEntry, event: Event | None, *, seen: bool) -> StruckNumber:
    reason = entry.cancelled_reason or (getattr(event, "reason", None) or "")
    return StruckNumber(
        entry=entry,
        at=event.at if event else None,
        who=event.actor_label if event and seen else "",
        reason=reason if seen else "",
        seen=seen,
    )


def missing_sentence(number: str) -> str:
    """“Nummer KS-2026/117 saknas i diariet. Kontakta systemförvaltningen.”"""
    return _("Nummer {dnr} saknas i diariet. Kontakta systemförvaltningen.").format(dnr=number)
