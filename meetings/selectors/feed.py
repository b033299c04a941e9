"""Kalenderflöden: a person's deadlines and meetings, and a body's; by what the person may see when they are fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, Role
from cases.selectors.watch import watched_days
from diarium.calendar import STOCKHOLM
from meetings.models import LeadTimes, Meeting
from meetings.selectors.ical import CalendarEvent
from meetings.selectors.meeting import lead_times_of, stop_day, summons_day
from meetings.states import MeetingState
from workflows.models import Deadline, PlannedMeeting
from workflows.selectors.deadline import OF_MATTER, address_of, own_matters, sentence_of, title_of_deadline
from workflows.selectors.inbox.queries import ad_hoc_todo, todo

BACK = timedelta(days=90)
AHEAD = timedelta(days=550)
MOST = 1000
OF_A_BODY = (Role.BOARD_SECRETARY, Role.CHAIR, Role.MEMBER, Role.ADJUSTER)


def person_events(actor: Actor, *, today: date) -> list[CalendarEvent]:
    """Personens frister, uppgifter, bevakningar och sammanträden; of a secret matter its number and that it is one."""
    bodies = [grant.board_id for grant in actor.grants_of(*OF_A_BODY) if grant.board_id is not None]
    meetings = _meetings(actor, Q(board__in=bodies), today)
    return [*_deadlines(actor, today), *_watches(actor, today), *_plans(actor, today), *meetings]


def board_events(actor: Actor, board: Board, *, today: date) -> list[CalendarEvent]:
    """Organets sammanträden, with the days of summons and reporting before them."""
    return list(_meetings(actor, Q(board=board), today, days_before=True))


def _deadlines(actor: Actor, today: date) -> Iterator[CalendarEvent]:
    """What is to be done by the person, and the clocks of the matters that the person prepares."""
    tasks = Q(task__in=todo(actor).order_by().values("pk"))
    beside = Q(ad_hoc__in=ad_hoc_todo(actor).order_by().values("pk"))
    seen = Q(pk__in=policy.visible(actor, Deadline).filter(own_matters(actor) & OF_MATTER).values("pk"))
    rows = (
        Deadline.objects.filter(tasks | beside | seen, ended_as="", due__gte=today - BACK, due__lte=today + AHEAD)
        .select_related("case__entry", "task", "ad_hoc")
        .order_by("due", "pk")
    )
    for row in rows[:MOST]:
        entry = row.case.entry
        what = title_of_deadline(row)
        if entry.is_secret:
            what = _("Frist") if row.of_matter else _("Uppgift")
        yield CalendarEvent(
            uid=f"{row.uuid}@{settings.MAIL_DOMAIN}",
            day=row.due,
            summary=f"{entry.printed_number}: {what}",
            stamp=row.made_at,
            description="" if entry.is_secret else sentence_of(row),
            url=_address(address_of(row)),
        )


def _watches(actor: Actor, today: date) -> Iterator[CalendarEvent]:
    """The days until which the person watches a matter."""
    for row in watched_days(actor, today - BACK, today + AHEAD)[:MOST]:
        yield CalendarEvent(
            uid=f"watch-{row.pk}@{settings.MAIL_DOMAIN}",
            day=row.on or today,
            summary=_("{dnr}: bevakning").format(dnr=row.case.entry.printed_number),
            stamp=row.created_at,
            url=_address(reverse("case", args=[row.case.uuid])),
        )


def _plans(actor: Actor, today: date) -> Iterator[CalendarEvent]:
    """The meetings that the person's matters are prepared for."""
    rows = (
        policy.visible(actor, PlannedMeeting)
        .filter(own_matters(actor), on__gte=today - BACK, on__lte=today + AHEAD)
        .select_related("case__entry", "body")
        .order_by("on", "pk")
    )
    for row in rows[:MOST]:
        number = row.case.entry.printed_number
        yield CalendarEvent(
            uid=f"plan-{row.case.uuid}@{settings.MAIL_DOMAIN}",
            day=row.on or today,
            summary=_("{dnr}: sammanträde i {instans}").format(dnr=number, instans=row.body.name),
            stamp=row.planned_at,
            url=_address(reverse("case", args=[row.case.uuid])),
        )


def _meetings(actor: Actor, which: Q, today: date, *, days_before: bool = False) -> Iterator[CalendarEvent]:
    rows = (
        policy.visible(actor, Meeting)
        .filter(which, on__gte=today - BACK, on__lte=today + AHEAD)
        .select_related("board")
        .order_by("on", "pk")
    )
    found = list(rows[:MOST])
    times = lead_times_of({row.board_id for row in found}) if days_before else {}
    for row in found:
        yield _meeting(row)
        if days_before and row.state == MeetingState.PLANNED:
            yield from _days_before(row, times[row.board_id])


def _meeting(row: Meeting) -> CalendarEvent:
    starts = datetime.combine(row.on, row.starts_at, tzinfo=STOCKHOLM) if row.starts_at else None
    return CalendarEvent(
        uid=f"{row.uuid}@{settings.MAIL_DOMAIN}",
        day=row.on,
        summary=_("Sammanträde: {instans}").format(instans=row.board.name),
        stamp=row.changed_at,
        starts=starts,
        location=row.place,
        url=_address(f"{reverse('meetings')}?ar={row.on.year}"),
        cancelled=row.state == MeetingState.CANCELLED,
        busy=True,
    )


def _days_before(row: Meeting, times: LeadTimes) -> Iterator[CalendarEvent]:
    for name, label, day in (
        ("stop", _("Sista dag att anmäla"), stop_day(row.on, times).planned),
        ("summons", _("Kallelse"), summons_day(row.on, times).planned),
    ):
        yield CalendarEvent(
            uid=f"{name}-{row.uuid}@{settings.MAIL_DOMAIN}",
            day=day,
            summary=_("{vad}: {instans} {datum}").format(vad=label, instans=row.board.name, datum=row.on.isoformat()),
            stamp=row.changed_at,
        )


def _address(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"
