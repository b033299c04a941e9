"""Aviseringar: who is told of a task, how each wants it, and the letter of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from audit.rules import Refusal
from audit.services import follow_up
from workflows.models import AdHocTask, NoticeSetting, Summary, TaskNotice
from workflows.models.ad_hoc_task import AdHocState
from workflows.selectors.notice_people import people_of_ad_hoc, people_of_task
from workflows.selectors.task import OPEN
from workflows.states.notice import Channel, NoticeKind

MOST_IN_AN_HOUR = 10
CLOSES_AT, SENT_AT = time(6), time(7)


class UnknownChannel(Refusal):
    """A kind or a way that there is not."""

    status = 422


@dataclass(frozen=True, slots=True)
class Way:
    """Sätt: at once, with the letter of a day, or only in the system."""

    at_once: bool = False
    summary: Summary | None = None


@transaction.atomic
def choose_channels(*, channels: Mapping[str, str], actor: Actor) -> None:
    """Välj hur man aviseras om varje slag; a person's own, so no event tells of it.

    Raises:
        NotAllowed: everybody's settings are their own. UnknownChannel.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=actor.person_id)
    policy.require(actor, "change_own_settings", person)
    if not set(channels) <= set(NoticeKind.values) or not set(channels.values()) <= set(Channel.values):
        raise UnknownChannel
    for kind, channel in sorted(channels.items()):
        NoticeSetting.objects.update_or_create(user=person, kind=kind, defaults={"channel": channel})


def way_to(person: User, kind: NoticeKind, *, at: datetime) -> Way:
    """Hur personen vill veta det. Of many tasks within an hour those past the tenth wait for the letter of the day."""
    channel = NoticeSetting.objects.filter(user=person, kind=kind).values_list("channel", flat=True).first()
    if channel == Channel.SYSTEM:
        return Way()
    if channel == Channel.DAILY or (kind == NoticeKind.TASK and _told_much(person, at)):
        return Way(summary=_summary(person, max(at, timezone.now())))
    return Way(at_once=True)


def _told_much(person: User, at: datetime) -> bool:
    lately = TaskNotice.objects.filter(person=person, summary=None, at__gt=at - timedelta(hours=1), at__lte=at)
    return lately.count() >= MOST_IN_AN_HOUR


def _summary(person: User, at: datetime) -> Summary:
    """Sammandraget som det hör till: closed an hour before it goes out, so that nothing comes too late for it.

    `at` is never earlier than now: a queue that stood still would else add to a letter that has gone out.
    """
    local = timezone.localtime(at)
    day = local.date() if local.time() < CLOSES_AT else local.date() + timedelta(days=1)
    summary, new = Summary.objects.get_or_create(person=person, on=day)
    if new:
        goes_out = timezone.make_aware(datetime.combine(day, SENT_AT), timezone.get_default_timezone())
        follow_up("workflows.tell_summary", run_at=goes_out, summary_id=summary.pk)
    return summary


@transaction.atomic
def announce_task(*, task_id: int, owner_id: int | None, by_id: int | None, at: datetime, returned: bool) -> int:
    """Avisera dem som uppgiften är för; how many. None when it has ended or gone to somebody else since.

    Safe to run twice: each is told once of each time that the task came.
    """
    rows = Task.objects.select_related("owner", "process__caseprocess__case__entry")
    task = rows.filter(pk=task_id, owner=owner_id, status__in=OPEN).first()
    if task is None:
        return 0
    people = people_of_task(task, on=_day(at))
    kind = NoticeKind.RETURNED if returned else NoticeKind.TASK
    return _tell(people, TaskNotice(task=task, kind=kind, sent_by_id=by_id, at=at))


@transaction.atomic
def announce_ad_hoc(*, ad_hoc_id: int, owner_id: int, by_id: int | None, at: datetime) -> int:
    """Detsamma om en fristående uppgift som gavs till en person."""
    rows = AdHocTask.objects.select_related("owner", "case__entry").filter(state=AdHocState.OPEN)
    task = rows.filter(pk=ad_hoc_id, owner=owner_id).first()
    if task is None:
        return 0
    people = people_of_ad_hoc(task, on=_day(at))
    return _tell(people, TaskNotice(ad_hoc=task, kind=NoticeKind.TASK, sent_by_id=by_id, at=at))


def _tell(people: Iterable[User], pattern: TaskNotice) -> int:
    told = 0
    for person in people:
        kind = NoticeKind(pattern.kind)
        about = {"task": pattern.task, "ad_hoc": pattern.ad_hoc, "person": person, "at": pattern.at}
        if person.pk == pattern.sent_by_id or TaskNotice.objects.filter(**about).exists():
            continue
        way = way_to(person, kind, at=pattern.at)
        if not way.at_once and way.summary is None:
            continue
        more = {"kind": kind, "sent_by_id": pattern.sent_by_id, "summary": way.summary}
        notice, new = TaskNotice.objects.get_or_create(**about, defaults=more)
        if new and way.at_once:
            follow_up("workflows.tell_task", notice_id=notice.pk)
        told += new
    return told


def _day(at: datetime) -> date:
    return timezone.localdate(at)
