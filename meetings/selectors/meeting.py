"""Sammanträdena: a year of them, those to choose from for a matter, and what is kept of each body."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from diarium.calendar import PlannedBefore, before_meeting
from meetings.models import LeadTimes, Meeting
from meetings.states import MeetingState

YEARS = range(1990, 2200)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """Sammanträde i kalendern, with the last days that follow from it."""

    pk: int
    on: date
    board: str
    starts_at: time | None
    place: str
    cancelled: bool
    passed: bool
    reports_url: str
    stop_day: date
    summons: date
    move_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class Month:
    """Månad i kalendern."""

    name: str
    rows: Sequence[MeetingRow]


@dataclass(frozen=True, slots=True)
class Year:
    """Årskalendern; `before` and `after` are the years beside it that have meetings."""

    year: int
    months: Sequence[Month]
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class BoardLine:
    """Organ i administrationen."""

    board: Board
    lead_times: LeadTimes
    own: bool
    coming: int
    next_day: date | None
    url: str


def lead_times_of(boards: Iterable[int]) -> Mapping[int, LeadTimes]:
    """The lead times of each body: its own, or the defaults (one query)."""
    found = {row.board_id: row for row in LeadTimes.objects.filter(board__in=list(boards))}
    return {board_id: found.get(board_id) or LeadTimes(board_id=board_id) for board_id in boards}


def stop_day(on: date, times: LeadTimes) -> PlannedBefore:
    """Sista dag att anmäla."""
    return before_meeting(on, times.stop_days)


def summons_day(on: date, times: LeadTimes) -> PlannedBefore:
    """Kallelsen."""
    return before_meeting(on, times.summons_days)


def calendar_year(actor: Actor, year: int, *, board: UUID | None, today: date) -> Year:
    """Årets sammanträden efter månad, one body's or all (three queries)."""
    every = policy.visible(actor, Meeting)
    if board is not None:
        every = every.filter(board__uuid=board)
    rows = list(every.filter(on__year=year).select_related("board").order_by("on", "board__name", "pk"))
    lines = _rows(rows, actor, today)
    months = [
        Month(date_format(date(year, number, 1), "F").capitalize(), list(group))
        for number, group in groupby(lines, key=lambda line: line.on.month)
    ]
    ends = every.aggregate(first=Min("on"), last=Max("on"))
    first, last = ends["first"], ends["last"]
    return Year(
        year,
        months,
        before=year - 1 if first and first.year < year else None,
        after=year + 1 if last and last.year > year else None,
    )


def _rows(rows: Sequence[Meeting], actor: Actor, today: date) -> list[MeetingRow]:
    times = lead_times_of({row.board_id for row in rows})
    sees = policy.can(actor, "see_cases")
    return [
        _row(row, times[row.board_id], today, keeps=policy.can(actor, "keep_meetings", row.board), sees=sees)
        for row in rows
    ]


def _row(row: Meeting, times: LeadTimes, today: date, *, keeps: bool, sees: bool) -> MeetingRow:
    changeable = keeps and row.state == MeetingState.PLANNED and row.on >= today
    return MeetingRow(
        pk=row.pk,
        on=row.on,
        board=row.board.name,
        starts_at=row.starts_at,
        place=row.place,
        cancelled=row.state == MeetingState.CANCELLED,
        passed=row.on < today,
        reports_url=reverse("meeting_reports", args=[row.uuid]) if sees and row.state == MeetingState.PLANNED else "",
        stop_day=stop_day(row.on, times).planned,
        summons=summons_day(row.on, times).planned,
        move_url=reverse("move_meeting", args=[row.uuid]) if changeable else "",
        cancel_url=reverse("cancel_meeting", args=[row.uuid]) if changeable else "",
    )


def planned_days(boards: Collection[int], since: date) -> Mapping[int, Sequence[date]]:
    """Sammanträdesdagarna of each of the bodies from a day on, the earliest first (one query)."""
    rows = Meeting.objects.filter(board__in=boards, state=MeetingState.PLANNED, on__gte=since).order_by("on", "pk")
    found: dict[int, list[date]] = {}
    for board, day in rows.values_list("board", "on"):
        found.setdefault(board, []).append(day)
    return found


def coming_meetings(actor: Actor, *, today: date) -> QuerySet[Meeting]:
    """The planned meetings from today on."""
    rows = policy.visible(actor, Meeting).filter(state=MeetingState.PLANNED, on__gte=today)
    return rows.select_related("board").order_by("on", "board__name", "pk")


def visible_meeting(actor: Actor, uuid: UUID) -> Meeting:
    """Ett sammanträde.

    Raises:
        NotVisible: there is none.
    """
    return policy.get_visible(actor, Meeting, uuid=uuid)


def boards_with_meetings(actor: Actor) -> QuerySet[Board]:
    """Those that have any meeting, for the filter of the calendar."""
    return policy.visible(actor, Board).filter(pk__in=Meeting.objects.values("board")).order_by("name", "pk")


def board_lines(actor: Actor, *, today: date) -> list[BoardLine]:
    """The bodies whose meetings the person keeps (two queries)."""
    boards = [
        board
        for board in policy.visible(actor, Board).order_by("name", "pk")
        if board.active_on(today) and policy.can(actor, "keep_meetings", board)
    ]
    coming = {
        row["board"]: row
        for row in Meeting.objects.filter(state=MeetingState.PLANNED, on__gte=today)
        .values("board")
        .annotate(number=Count("pk"), next_day=Min("on"))
    }
    times = lead_times_of([board.pk for board in boards])
    return [_board_line(board, times[board.pk], coming.get(board.pk, {})) for board in boards]


def _board_line(board: Board, times: LeadTimes, coming: Mapping[str, Any]) -> BoardLine:
    return BoardLine(
        board=board,
        lead_times=times,
        own=times.pk is not None,
        coming=coming.get("number", 0),
        next_day=coming.get("next_day"),
        url=reverse("board_meetings", args=[board.uuid]),
    )


def board_rows(actor: Actor, board: Board, *, today: date) -> list[MeetingRow]:
    """The coming meetings of a body, those called off too (two queries)."""
    rows = Meeting.objects.filter(board=board, on__gte=today).select_related("board").order_by("on", "pk")
    return _rows(list(rows), actor, today)
