"""Påminnelser om frister: to whom it lies with before the day, and to the unit's head too when it has passed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from accounts import policy
from accounts.models import Mandate, Role, User
from accounts.selectors import holders
from accounts.services import actor_for
from audit.services import follow_up
from cases.policy.conflict import conflicted_column, is_conflicted, read_with
from cases.policy.place import mandates_there
from diarium.calendar import next_working_day, stockholm_date
from workflows.definitions.names import NAMES
from workflows.models import Deadline, DeadlineNotice
from workflows.policy import WORKERS
from workflows.services.deadline import count_again, without_deadlines
from workflows.services.notice import way_to
from workflows.states.deadline import NoticeStage
from workflows.states.notice import NoticeKind

EVERY_DAYS = 7
MOST_TIMES = 8
LONGEST_AHEAD = timedelta(days=370)


def remind(*, at: datetime) -> int:
    """Påminn om det som ska påminnas om i dag; how many were told. Safe to run at any time, as often as one likes.

    What day it is in Stockholm decides. A day of reminding that was missed is made up for, the latest one alone.
    """
    for case_id in without_deadlines():
        count_again(case_id=case_id, at=at)
    today = stockholm_date(at)
    told = 0
    rows = (
        Deadline.objects.filter(ended_as="", due__lte=today + LONGEST_AHEAD)
        .annotate(told_for=Max("notices__planned_on"))
        .select_related("case__entry", "case__case_officer", "task__owner", "ad_hoc__owner")
        .annotate(conflicted_=conflicted_column("case"))
        .order_by("due", "pk")
    )
    for row in rows.iterator(chunk_size=500):
        planned = notice_day(row, today)
        if planned is None or (row.told_for is not None and row.told_for >= planned[0]) or _rests(row, today):
            continue
        told += _tell(row, *planned, at=at)
    return told


def notice_day(row: Deadline, today: date) -> tuple[date, NoticeStage] | None:
    """The latest day of reminding that has come, and of what kind; None before the first of them."""
    first_late = next_working_day(row.breach_after + timedelta(days=1))
    if today >= first_late:
        times = min((today - first_late).days // EVERY_DAYS, MOST_TIMES - 1)
        return first_late + timedelta(days=EVERY_DAYS * times), NoticeStage.LATE
    made = stockholm_date(row.made_at)
    past = [day for day in row.reminders if made <= day <= today]
    return (max(past), NoticeStage.REMIND) if past else None


def _rests(row: Deadline, today: date) -> bool:
    """Whether the matter rests: its own reminders wait then, those of the law go on."""
    until = row.case.on_hold_until
    return until is not None and until > today and not row.law


@transaction.atomic
def _tell(row: Deadline, planned_on: date, stage: NoticeStage, *, at: datetime) -> int:
    today = stockholm_date(at)
    told = 0
    for person in _people(row, stage, today):
        if not _may_know(person, row, today):
            continue
        if DeadlineNotice.objects.filter(deadline=row, planned_on=planned_on, person=person).exists():
            continue
        way = way_to(person, NoticeKind.DEADLINE, at=at)
        more = {"stage": stage, "made_at": at, "summary": way.summary}
        notice, new = DeadlineNotice.objects.get_or_create(
            deadline=row, planned_on=planned_on, person=person, defaults=more
        )
        if new and way.at_once:
            follow_up("workflows.tell_deadline", notice_id=notice.pk)
        told += new
    return told


def _people(row: Deadline, stage: NoticeStage, today: date) -> list[User]:
    """Whom it lies with, and who stands in for them today; after the day also the head of the unit, or the director."""
    found: dict[int, User] = {}
    _add(found, _holders(row, today))
    owners = [person.pk for person in found.values()]
    stand_ins = Mandate.objects.filter(policy.stands(today), on_behalf_of__in=owners, role__in=_roles(row))
    _add(found, User.objects.filter(is_active=True, pk__in=stand_ins.values("user")).order_by("pk"))
    if stage == NoticeStage.LATE:
        heads = holders(Role.UNIT_HEAD, on=today, unit_id=row.case.unit_id) if row.case.unit_id else None
        _add(found, heads if heads is not None and heads.exists() else holders(Role.DIRECTOR, on=today))
    return list(found.values())


def _add(found: dict[int, User], people: Iterable[User]) -> None:
    found.update({person.pk: person for person in people if person.is_active and person.pk not in found})


def _roles(row: Deadline) -> Sequence[str]:
    """The roles under which a stand-in does it."""
    if row.ad_hoc is not None:
        return WORKERS
    return row.task.flow_task.roles if row.task else (Role.CASE_OFFICER,)


def _holders(row: Deadline, today: date) -> list[User]:
    case, task, clock = row.case, row.ad_hoc or row.task, NAMES.clocks.get(row.kind)
    if clock is not None and clock.roles:
        return _in_place(row, clock.roles, today)
    if task is None:
        officer = case.case_officer
        active = officer is not None and officer.is_active
        return [officer] if active and officer else list(holders(Role.REGISTRAR, on=today, board_id=case.board_id))
    if task.owner is not None:
        return [task.owner]
    return _in_place(row, (row.ad_hoc.role,) if row.ad_hoc is not None else _roles(row), today)


def _in_place(row: Deadline, roles: Sequence[str], today: date) -> list[User]:
    """Those of the roles who act where the matter is."""
    mandates = Mandate.objects.filter(policy.stands(today), mandates_there(row.case, *roles))
    return list(User.objects.filter(is_active=True, pk__in=mandates.values("user")).order_by("name", "pk"))


def _may_know(person: User, row: Deadline, today: date) -> bool:
    """Whether the person sees the matter, or has the task, and no jäv: a reminder tells that there is one."""
    if is_conflicted(person.pk, read_with(row, row.case)):
        return False
    own = row.task is not None and row.task.owner_id == person.pk
    return own or policy.visible(actor_for(person, on=today), Deadline).filter(pk=row.pk).exists()
