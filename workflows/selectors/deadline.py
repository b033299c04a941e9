"""Frister som någon läser dem: of a matter, in the list of their own, and the coming dates of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, Role, Unit
from cases.models import Case, Watch
from cases.policy.conflict import left_for_conflict
from cases.selectors.keyset import Place, Slice, page_of
from cases.selectors.watch import watched_days
from cases.states import CaseState
from workflows.definitions.names import NAMES
from workflows.models import Deadline, PlannedMeeting
from workflows.selectors.inbox.queries import MINE, ad_hoc_todo
from workflows.selectors.task import subject_of
from workflows.selectors.wording import case_address, group_name, title_of

LATE, COMING, ALL = "sena", "kommande", "alla"
COMING_DAYS = 30
AHEAD_DAYS = 120
SHOWN = 8
OF_MATTER = Q(task__isnull=True, ad_hoc__isnull=True)


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """Frist som rad. `sentence` is the clock's own, with its date; the urls are empty for who may not."""

    pk: int
    title: str
    sentence: str
    law: str
    due: date
    breach_after: date
    holder: str
    url: str
    number: str = ""
    subject: str = ""
    board: str = ""
    moved_reason: str = ""
    move_url: str = ""
    drop_url: str = ""

    @property
    def two_dates(self) -> bool:
        """Whether the law gives another day when the deadline is broken."""
        return self.breach_after != self.due


@dataclass(frozen=True, slots=True)
class DeadlineFilter:
    """Vilka frister: late, coming within thirty days or all; of a board, of a unit."""

    show: str = LATE
    board: int | None = None
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class DateLine:
    """Kommande datum: a day and what happens then."""

    day: date
    text: str
    number: str
    url: str


def deadlines_of(actor: Actor, case: Case) -> list[DeadlineLine]:
    """The open deadlines of a matter that the reader sees, the nearest first (one query)."""
    keeps = policy.can(actor, "keep_deadlines", case)
    return [_line(row, case, keeps=keeps) for row in open_rows(case)]


def open_rows(case: Case) -> Sequence[Deadline]:
    """The open deadlines; read once for the object in hand and its version."""
    cached: tuple[int, list[Deadline]] | None = case.__dict__.get("_open_deadlines")
    if cached is None or cached[0] != case.version:
        rows = Deadline.objects.filter(case=case, ended_as="").order_by("due", "pk")
        cached = (
            case.version,
            list(rows.select_related("task__owner", "ad_hoc__owner", "case__planned_meeting__body")),
        )
        case.__dict__["_open_deadlines"] = cached
    return cached[1]


def _line(row: Deadline, case: Case, *, keeps: bool = False, subject: str = "") -> DeadlineLine:
    place = [case.uuid, row.pk]
    return DeadlineLine(
        pk=row.pk,
        title=title_of_deadline(row),
        sentence=sentence_of(row),
        law=row.law,
        due=row.due,
        breach_after=row.breach_after,
        holder=_holder(row, case),
        url=address_of(row, case),
        number=case.entry.printed_number,
        subject=subject,
        board=case.board.name,
        moved_reason=row.moved_reason,
        move_url=reverse("move_deadline", args=place) if keeps and not row.law else "",
        drop_url=reverse("drop_deadline", args=place) if keeps and row.of_matter and not is_lasting(row) else "",
    )


def address_of(row: Deadline, case: Case | None = None) -> str:
    """Where what the deadline is of is done."""
    if row.task_id is not None:
        return reverse("task", args=[row.task_id])
    if row.ad_hoc_id is not None:
        return reverse("ad_hoc_task", args=[row.ad_hoc_id])
    return case_address(case or row.case)


def title_of_deadline(row: Deadline) -> str:
    """What the deadline is of: the task's name, what somebody asked for, or the clock's."""
    if row.ad_hoc is not None:
        return row.ad_hoc.text
    if row.task is not None:
        return title_of(row.task.flow_task)
    clock = NAMES.clocks.get(row.kind)
    return str(clock.label) if clock else row.kind


def sentence_of(row: Deadline) -> str:
    """“Lägesbilden ska uppdateras senast 28 februari 2026”."""
    clock = NAMES.clocks.get(row.kind)
    return str(clock.sentence).format(datum=long_day(row.due)) if clock else title_of_deadline(row)


def long_day(day: date) -> str:
    """“5 oktober 2020”."""
    return date_format(day, "j\u00a0F Y")


def is_lasting(row: Deadline) -> bool:
    """Whether it stands until what the law asks for is done, so that nobody puts it aside."""
    clock = NAMES.clocks.get(row.kind)
    return clock is not None and clock.fulfilled is not None


def _holder(row: Deadline, case: Case) -> str:
    clock = NAMES.clocks.get(row.kind)
    if clock is not None and clock.roles:
        return group_name(clock.roles[0])
    if row.of_matter:
        return case.case_officer.name if case.case_officer else ""
    task = row.ad_hoc or row.task
    return str(task.owner.name) if task is not None and task.owner else ""


def case_dates(_actor: Actor, case: Case, today: date) -> list[tuple[str, str]]:
    """Planerat sammanträde and the clocks that run, as label and value beside the matter (one query, or two)."""
    found = []
    rows, planned = open_rows(case), planned_of(case)
    if planned is not None and planned.on is not None and case.state not in (CaseState.CLOSED, CaseState.WITHDRAWN):
        found.append((_("Planerat sammanträde"), f"{planned.body.name} {long_day(planned.on)}"))
    clocks = [row for row in rows if row.of_matter]
    return found + [(title_of_deadline(row), f"{sentence_of(row)}{_in_months(row, today)}") for row in clocks]


def planned_of(case: Case) -> PlannedMeeting | None:
    """The same as `planned_for`, read with the open deadlines where there are any."""
    rows = open_rows(case)
    return getattr(rows[0].case, "planned_meeting", None) if rows else planned_for(case)


def planned_for(case: Case) -> PlannedMeeting | None:
    """The meeting that the matter is prepared for; its day is empty when it was called off."""
    return PlannedMeeting.objects.filter(case=case).select_related("body").first()


def _in_months(row: Deadline, today: date) -> str:
    """“(om 3 månader)” for an agreement within the year before it runs out."""
    months = (row.due.year - today.year) * 12 + row.due.month - today.month - (row.due.day < today.day)
    if row.kind != "agreement_expiry" or not 0 < months <= 12:
        return ""
    return " " + ngettext("(om {n} månad)", "(om {n} månader)", months).format(n=months)


def deadline_page(
    actor: Actor, wanted: DeadlineFilter, place: Place, *, today: date
) -> tuple[Slice[Deadline], list[DeadlineLine]]:
    """A page of the list of deadlines, the earliest first; nothing of what the reader may not see."""
    rows = _wanted(actor, wanted, today).select_related(
        "case__entry", "case__board", "case__case_officer", "task__owner", "ad_hoc__owner"
    )
    page = page_of(rows, place, lambda **more: _address(wanted, **more), day="due", oldest_first=True)
    return page, [_line(row, row.case, subject=subject_of(actor, row.case)) for row in page.rows]


def _wanted(actor: Actor, wanted: DeadlineFilter, today: date) -> QuerySet[Deadline]:
    rows = policy.visible(actor, Deadline).filter(ended_as="")
    if wanted.show == LATE:
        rows = rows.filter(breach_after__lt=today)
    elif wanted.show == COMING:
        rows = rows.filter(breach_after__gte=today, due__lte=today + timedelta(days=COMING_DAYS))
    if wanted.board:
        rows = rows.filter(case__board=wanted.board)
    if wanted.unit:
        rows = rows.filter(case__unit=wanted.unit)
    return rows


def _address(wanted: DeadlineFilter, **more: Any) -> str:
    told: dict[str, Any] = {"visa": wanted.show, "namnd": wanted.board, "enhet": wanted.unit, **more}
    return f"{reverse('deadlines')}?{urlencode({name: value for name, value in told.items() if value})}"


def boards_and_units(actor: Actor) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The choices of the filter."""
    boards = policy.visible(actor, Board).order_by("name", "pk").values_list("pk", "name")
    return list(boards), list(policy.visible(actor, Unit).order_by("name", "pk").values_list("pk", "name"))


def coming_dates(actor: Actor, *, today: date) -> list[DateLine]:
    """Kommande datum (S1): the clocks of the matters that the person prepares and their meetings, the person's own
    tasks beside the flow, and the days until which the person watches (three queries).
    """
    until = today + timedelta(days=AHEAD_DAYS)
    own = own_matters(actor)
    mine = Q(ad_hoc__in=ad_hoc_todo(actor, place=MINE).order_by().values("pk"))
    rows = (
        policy.visible(actor, Deadline)
        .filter(mine | (own & OF_MATTER), ended_as="", due__gte=today, due__lte=until)
        .select_related("case__entry", "ad_hoc")
        .order_by("due", "pk")[:SHOWN]
    )
    plans = (
        policy.visible(actor, PlannedMeeting)
        .filter(own, on__gte=today, on__lte=until)
        .exclude(case__state__in=[CaseState.CLOSED, CaseState.WITHDRAWN])
        .select_related("case__entry", "body")
        .order_by("on", "pk")[:SHOWN]
    )
    watches = watched_days(actor, today, until)[:SHOWN]
    found = [*_clock_dates(rows), *_meeting_dates(plans), *_watch_dates(watches)]
    return sorted(found, key=lambda line: (line.day, line.number))[:SHOWN]


def own_matters(actor: Actor) -> Q:
    """Of rows with a matter: those whose officer the person is or stands in for, and of the person's board or unit.

    None of those that jäv keeps the person out of.
    """
    officers = [grant.for_user_id or actor.user_id for grant in actor.grants_of(Role.CASE_OFFICER)]
    found = Q(case__case_officer__in=officers)
    for grant in actor.grants_of(Role.BOARD_SECRETARY, Role.UNIT_HEAD):
        if grant.board_id is not None:
            found |= Q(case__board=grant.board_id)
        elif grant.unit_id is not None:
            found |= Q(case__unit=grant.unit_id)
    return found & ~Q(left_for_conflict(actor.user_id, case="case"))


def _clock_dates(rows: QuerySet[Deadline]) -> Iterator[DateLine]:
    for row in rows:
        yield DateLine(row.due, title_of_deadline(row), row.case.entry.printed_number, address_of(row))


def _meeting_dates(rows: QuerySet[PlannedMeeting]) -> Iterator[DateLine]:
    for row in rows:
        yield DateLine(row.on or date.max, row.body.name, row.case.entry.printed_number, case_address(row.case))


def _watch_dates(rows: Iterable[Watch]) -> Iterator[DateLine]:
    for row in rows:
        yield DateLine(row.on or date.max, _("Bevakning"), row.case.entry.printed_number, case_address(row.case))


def open_deadline(case: Case, deadline_id: int) -> Deadline:
    """An open deadline of the matter.

    Raises:
        NotVisible: there is none.
    """
    row = Deadline.objects.filter(case=case, pk=deadline_id, ended_as="").select_related("task").first()
    if row is None:
        raise policy.NotVisible
    return row
