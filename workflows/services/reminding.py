"""Påminnelser om frister: to whom it lies with before the day, and to the unit's head too when it has passed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from viewflow.workflow.models import Task

from accounts import policy
from accounts.models import Mandate, Role, User
from accounts.selectors import holders
from accounts.services import actor_for
from audit.services import follow_up
from cases.models import Case
from diarium.calendar import next_working_day, stockholm_date
from workflows.models import Deadline, DeadlineNotice
from workflows.services.deadline import count_again, without_deadlines
from workflows.states import NoticeStage

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
        .select_related("case__entry", "case__case_officer", "task__owner")
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
    until: date | None = getattr(row.case, "on_hold_until", None)
    return until is not None and until > today and not row.law


@transaction.atomic
def _tell(row: Deadline, planned_on: date, stage: NoticeStage, *, at: datetime) -> int:
    today = stockholm_date(at)
    told = 0
    for person in _people(row, stage, today):
        if not _may_know(person, row, today):
            continue
        notice, new = DeadlineNotice.objects.get_or_create(
            deadline=row, planned_on=planned_on, person=person, defaults={"stage": stage, "made_at": at}
        )
        if new:
            follow_up("workflows.tell_deadline", notice_id=notice.pk)
            told += 1
    return told


def _people(row: Deadline, stage: NoticeStage, today: date) -> list[User]:
    """Whom it lies with, and who stands in for them today; after the day also the head of the unit, or the director."""
    found: dict[int, User] = {}
    roles = row.task.flow_task.roles if row.task else (Role.CASE_OFFICER,)
    _add(found, _holders(row, row.task, today))
    owners = [person.pk for person in found.values()]
    stand_ins = Mandate.objects.filter(policy.stands(today), on_behalf_of__in=owners, role__in=roles)
    _add(found, User.objects.filter(is_active=True, pk__in=stand_ins.values("user")).order_by("pk"))
    if stage == NoticeStage.LATE:
        heads = holders(Role.UNIT_HEAD, on=today, unit_id=row.case.unit_id) if row.case.unit_id else None
        _add(found, heads if heads is not None and heads.exists() else holders(Role.DIRECTOR, on=today))
    return list(found.values())


def _add(found: dict[int, User], people: Iterable[User]) -> None:
    found.update({person.pk: person for person in people if person.is_active and person.pk not in found})


def _holders(row: Deadline, task: Task | None, today: date) -> list[User]:
    case: Case = row.case
    if task is None:
        officer = case.case_officer
        active = officer is not None and officer.is_active
        return [officer] if active and officer else list(holders(Role.REGISTRAR, on=today, board_id=case.board_id))
    if task.owner is not None:
        return [task.owner]
    people: list[User] = []
    for role in task.flow_task.roles:
        people += holders(role, on=today, board_id=case.board_id)
    return people


def _may_know(person: User, row: Deadline, today: date) -> bool:
    """Whether the person sees the matter, or has the task: a reminder tells that there is one."""
    own = row.task is not None and row.task.owner_id == person.pk
    return own or policy.visible(actor_for(person, on=today), Deadline).filter(pk=row.pk).exists()
