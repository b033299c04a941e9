"""Tillfällig åtkomst till ett sekretessärende: asked with a reason, granted by another person, for some hours.

Reading only, logged at each opening, and told to the registry. Whoever asks learns nothing by asking: the answer is
the same whether there is such a matter, whether it is secret, and whether the person may see it anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.selectors import municipality
from audit.rules import JSON
from audit.services import Refusal, record
from diarium.models import DiaryEntry, EmergencyAccess
from diarium.services.entry import given_texts, lock_entry, require_reason

ASK: Final = "ask_emergency_access"
NEEDED: Final = "needs_emergency_access"
GRANT: Final = "grant_emergency_access"
NOTICE: Final = "acknowledge_emergency"
DEFAULT_HOURS: Final = 24
MOST_HOURS: Final = 168


class AlreadyAnswered(Refusal):
    """Somebody granted or refused it meanwhile."""

    sentence = _("Begäran är redan besvarad.")


class HoursOutOfRange(Refusal):
    """Nobody gets access for an hour less than one or more than a week."""

    sentence = _("Skriv ett antal timmar mellan 1 och 168.")
    status = 422


def default_hours() -> int:
    """How long the municipality lets it last, if the one who grants says nothing else."""
    place = municipality()
    return place.emergency_hours if place else DEFAULT_HOURS


@transaction.atomic
def ask_emergency_access(*, entry_id: int, reason: str, actor: Actor, at: datetime) -> EmergencyAccess | None:
    """Begär tillfällig åtkomst. None where there is nothing to ask for; nobody tells the asker which it was.

    Raises:
        NotAllowed: the role may not ask at all.
        ReasonMissing: no reason is given.
    """
    actor = policy.require(actor, ASK)
    text = require_reason(reason)
    entry = lock_entry(entry_id)
    if not policy.can(actor, NEEDED, entry) or _waiting(entry, actor):
        return None
    asked = EmergencyAccess.objects.create(entry=entry, asked_by_id=actor.person_id, asked_at=at, reason=text)
    _tell(asked, "emergency_asked", actor=actor, at=at, reason=text)
    return asked


@transaction.atomic
def grant_emergency_access(*, access_id: int, actor: Actor, at: datetime, hours: int | None = None) -> EmergencyAccess:
    """Bevilja tillfällig åtkomst, for the municipality's number of hours if no other is said.

    Raises:
        NotAllowed: only the director, and never the one who asked or somebody acting for that person.
        AlreadyAnswered, HoursOutOfRange.
    """
    hours = default_hours() if hours is None else hours
    if not 1 <= hours <= MOST_HOURS:
        raise HoursOutOfRange
    access, actor = _open(access_id, actor)
    access.granted_by_id = actor.person_id
    access.granted_at = at
    access.until = at + timedelta(hours=hours)
    access.save(update_fields=["granted_by", "granted_at", "until"])
    _tell(access, "emergency_granted", actor=actor, at=at, data={"hours": hours})
    return access


@transaction.atomic
def refuse_emergency_access(*, access_id: int, actor: Actor, at: datetime) -> EmergencyAccess:
    """Avslå en begäran om tillfällig åtkomst.

    Raises:
        NotAllowed: as for granting. AlreadyAnswered.
    """
    access, actor = _open(access_id, actor)
    access.refused_by_id = actor.person_id
    access.refused_at = at
    access.save(update_fields=["refused_by", "refused_at"])
    _tell(access, "emergency_refused", actor=actor, at=at)
    return access


@transaction.atomic
def acknowledge_emergency(*, access_id: int, actor: Actor, at: datetime) -> EmergencyAccess:
    """Kvittera att tillfällig åtkomst har beviljats; a second time changes nothing.

    Raises:
        NotAllowed: only the registrar of the matter's board, and never the one who got the access.
    """
    access = _locked(access_id)
    actor = policy.require(actor, NOTICE, access)
    if access.seen_by_registry_at is None:
        access.seen_by_registry_at = at
        access.save(update_fields=["seen_by_registry_at"])
        _tell(access, "emergency_acknowledged", actor=actor, at=at)
    return access


@transaction.atomic
def note_emergency_opening(*, entry_id: int, actor: Actor, at: datetime) -> DiaryEntry:
    """Öppna ärendet med tillfällig åtkomst: who did, and when, is told in the register. The caller has asked."""
    entry = lock_entry(entry_id)
    record(entry, "emergency_opened", actor=actor, at=at)
    return entry


def _waiting(entry: DiaryEntry, actor: Actor) -> bool:
    rows = EmergencyAccess.objects.filter(entry=entry, asked_by=actor.person_id)
    return rows.filter(granted_by__isnull=True, refused_by__isnull=True).exists()


def _locked(access_id: int) -> EmergencyAccess:
    access = EmergencyAccess.objects.filter(pk=access_id).first()
    if access is None:
        raise policy.NotVisible
    entry = lock_entry(access.entry_id)
    access.refresh_from_db()
    access.entry = entry
    return access


def _open(access_id: int, actor: Actor) -> tuple[EmergencyAccess, Actor]:
    access = _locked(access_id)
    actor = policy.require(actor, GRANT, access)
    if access.granted_by_id is not None or access.refused_by_id is not None:
        raise AlreadyAnswered
    return access, actor


def _tell(
    access: EmergencyAccess,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    data: Mapping[str, JSON] | None = None,
) -> None:
    told = {"access": access.pk, **(data or {})}
    record(access.entry, verb, actor=actor, at=at, data=told, values=given_texts(reason=reason))
