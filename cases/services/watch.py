"""Bevakning: a person's own reminder of a matter. A list of one's own, so no event tells of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts import policy
from accounts.capacity import Actor
from audit.services import follow_up
from cases.models import Case, Watch

MADE_UP_FOR = timedelta(days=14)


@transaction.atomic
def watch_case(*, case_id: int, on: date | None, actor: Actor, at: datetime) -> Watch:
    """Bevaka ärendet, until the day or without one; a second time only changes the day.

    Raises:
        NotVisible: the person does not see the matter.
    """
    case = policy.get_visible(actor, Case, pk=case_id)
    found, _new = Watch.objects.update_or_create(
        case=case, user_id=actor.person_id, defaults={"on": on}, create_defaults={"on": on, "created_at": at}
    )
    return found


@transaction.atomic
def stop_watching(*, case_id: int, actor: Actor) -> None:
    """Sluta bevaka; also a matter that the person does not see any more."""
    Watch.objects.filter(case=case_id, user_id=actor.person_id).delete()


def remind_watchers(*, at: datetime) -> int:
    """Påminn den som bevakar ett ärende när dagen har kommit; how many were told. Safe to run as often as one likes.

    A day that was missed is made up for within two weeks; a day that is changed tells again.
    """
    today = timezone.localdate(at)
    due = Watch.objects.filter(
        Q(reminded_on=None) | ~Q(reminded_on=F("on")), on__lte=today, on__gt=today - MADE_UP_FOR, user__is_active=True
    )
    return sum(_remind_one(pk, today) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind_one(watch_id: int, today: date) -> int:
    """The day is looked at again under the row's lock: the person may have moved it, or stopped watching."""
    row = Watch.objects.select_for_update().filter(pk=watch_id, on__lte=today).first()
    if row is None or row.reminded_on == row.on:
        return 0
    row.reminded_on = row.on
    row.save(update_fields=["reminded_on"])
    follow_up("cases.tell_watch", watch_id=row.pk)
    return 1
