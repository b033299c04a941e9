"""Behörighetslista: who, beside the matter's officer, may see a secret matter and its secret documents, from–to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Mandate, Role, User
from audit.services import Refusal, record
from diarium.calendar import stockholm_date
from diarium.models import DiaryEntry, NeedToKnow
from diarium.services.entry import lock_entry

KEEP: Final = "keep_need_to_know"
AS_REGISTRAR: Final = "lift_secrecy_as_registrar"
AS_OWNER: Final = "lift_secrecy_as_owner"
"""The two that lift a marking together; each is a policy action asked about the entry or the document."""


class NotForOperation(Refusal):
    """IT runs the system and sees no content; somebody without an account cannot be told anything."""

    sentence = _("Personen kan inte stå på behörighetslistan: den som sköter driften ser inga ärenden.")
    status = 422


class DatesInDisorder(Refusal):
    """It would end before it begins."""

    sentence = _("Slutdatumet är före startdatumet.")
    status = 422


class AlreadyListed(Refusal):
    """The person stands on the list on those days."""

    sentence = _("Personen står redan på behörighetslistan.")


class LastOfTheList(Refusal):
    """A secret matter that nobody may see cannot be handled, nor its marking lifted."""

    sentence = _("Minst en person måste kunna se ärendet. Lägg till en annan person först.")


@transaction.atomic
def grant_need_to_know(
    *, entry_id: int, user_id: int, valid_from: date, actor: Actor, at: datetime, valid_to: date | None = None
) -> NeedToKnow:
    """Lägg till på behörighetslistan. The list only opens secrecy: what a role may do is not widened.

    Raises:
        NotAllowed: the matter's officer, or the board's registrar who may see it.
        NotForOperation, DatesInDisorder, AlreadyListed.
    """
    entry = lock_entry(entry_id)
    actor = policy.require(actor, KEEP, entry)
    if valid_to is not None and valid_to < valid_from:
        raise DatesInDisorder
    if not User.objects.filter(pk=user_id, is_active=True).exists() or _runs_the_system(user_id, valid_from):
        raise NotForOperation
    if _overlapping(entry, user_id, valid_from, valid_to):
        raise AlreadyListed
    row = NeedToKnow.objects.create(entry=entry, user_id=user_id, valid_from=valid_from, valid_to=valid_to)
    _tell(row, entry, "need_to_know_granted", actor=actor, at=at)
    return row


@transaction.atomic
def end_need_to_know(*, row_id: int, actor: Actor, at: datetime) -> NeedToKnow:
    """Ta bort från behörighetslistan, at once: the last day becomes yesterday. The row stays.

    Raises:
        NotAllowed: the matter's officer, or the board's registrar who may see it.
        LastOfTheList: the officer is not the one who asks, and nobody else would see the secret matter.
    """
    found = NeedToKnow.objects.filter(pk=row_id).first()
    if found is None:
        raise policy.NotVisible
    entry = lock_entry(found.entry_id)
    actor = policy.require(actor, KEEP, entry)
    found.refresh_from_db()
    today = stockholm_date(at)
    if entry.is_secret and not policy.can(actor, AS_OWNER, entry) and not _others(found, today):
        raise LastOfTheList
    yesterday = today - timedelta(days=1)
    found.valid_from = min(found.valid_from, yesterday)
    found.valid_to = yesterday if found.valid_to is None else min(found.valid_to, yesterday)
    found.save(update_fields=["valid_from", "valid_to"])
    _tell(found, entry, "need_to_know_ended", actor=actor, at=at)
    return found


def put_on_list(entry: DiaryEntry, user_id: int, *, actor: Actor, at: datetime) -> None:
    """On the list from today, unless the person stands there; the caller holds the entry's lock and has asked."""
    today = stockholm_date(at)
    if _overlapping(entry, user_id, today, None):
        return
    row = NeedToKnow.objects.create(entry=entry, user_id=user_id, valid_from=today)
    _tell(row, entry, "need_to_know_granted", actor=actor, at=at)


def _overlapping(entry: DiaryEntry, user_id: int, valid_from: date, valid_to: date | None) -> bool:
    rows = NeedToKnow.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from), entry=entry, user=user_id)
    return (rows if valid_to is None else rows.filter(valid_from__lte=valid_to)).exists()


def _others(row: NeedToKnow, today: date) -> bool:
    rows = NeedToKnow.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), entry=row.entry_id)
    return rows.filter(valid_from__lte=today, user__is_active=True).exclude(user=row.user_id).exists()


def _runs_the_system(user_id: int, on: date) -> bool:
    rows = Mandate.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), user=user_id, role=Role.IT_ADMIN)
    return rows.exists()


def _tell(row: NeedToKnow, entry: DiaryEntry, verb: str, *, actor: Actor, at: datetime) -> None:
    """Who it is stands beside the event: that somebody handles a secret matter may be secret itself."""
    data = {
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }
    record(entry, verb, actor=actor, at=at, data=data, values={"person": str(row.user.uuid), "name": row.user.name})
