"""Kalenderadress: made, changed and closed by the person; whose a secret is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from audit.services import record
from meetings.models import CalendarAddress

SALT = "meetings.calendar_address"


def secret_of(address: CalendarAddress) -> str:
    """The part of the address that nobody guesses."""
    return salted_hmac(SALT, f"{address.user.uuid}:{address.serial}", algorithm="sha256").hexdigest()


@transaction.atomic
def new_address(*, actor: Actor, at: datetime) -> CalendarAddress:
    """Skapa en adress, or another one in its place: the old leads nowhere from now on.

    Raises:
        NotAllowed: it is the person's own.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=actor.person_id)
    policy.require(actor, "change_own_settings", person)
    row = CalendarAddress.objects.filter(user=person).first()
    if row is None:
        row = CalendarAddress(user=person)
    else:
        row.serial += 1
    row.is_open, row.made_at = True, at
    row.save()
    record(person, "calendar_address_made", actor=actor, at=at, data={"serial": row.serial})
    return row


@transaction.atomic
def close_address(*, actor: Actor, at: datetime) -> None:
    """Stäng adressen; the next one is another.

    Raises:
        NotAllowed: it is the person's own.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=actor.person_id)
    policy.require(actor, "change_own_settings", person)
    row = CalendarAddress.objects.filter(user=person, is_open=True).first()
    if row is not None:
        row.is_open = False
        row.save()
        record(person, "calendar_address_closed", actor=actor, at=at, data={"serial": row.serial})


def person_of(uuid: UUID, secret: str) -> User | None:
    """Whose address it is; None when it is closed, changed or guessed, or the account is closed."""
    row = CalendarAddress.objects.select_related("user").filter(user__uuid=uuid).first()
    given = secret.encode(errors="replace")
    known = secret_of(row).encode() if row is not None else b"-" * len(given)
    fits = constant_time_compare(given, known)
    return row.user if row is not None and fits and row.is_open and row.user.is_active else None
