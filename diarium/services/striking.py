"""Makulera och slå ihop: a diariepost that is used no longer keeps its number, and the register says why.

The policy is asked here. Lock order: entry rows by their keys → event streams.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import JSON
from audit.services import record
from diarium.models import DiaryEntry, EntryLink
from diarium.services.entry import EntryLocked, lock_both, move, require_reason
from diarium.states import EntryStatus, LinkKind


@transaction.atomic
def cancel_entry(
    *, entry_id: int, reason: str, actor: Actor, at: datetime, went_to_id: int | None = None
) -> DiaryEntry:
    """Makulera: the number, its date and the reason stay in the register; the number is never used again.

    `went_to_id` is the entry that is used in its place, where there is one; look-up of the number leads there.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: it is not open, or the other is cancelled or merged.
        ReasonMissing: no reason is given.
    """
    entry, other = lock_both(entry_id, went_to_id)
    actor = policy.require(actor, "correct_entry", entry)
    entry.cancelled_reason = require_reason(reason)
    if other is not None:
        _require_in_use(other)
    told: dict[str, JSON] = {"went_to": other.printed_number} if other is not None else {}
    move(entry, EntryStatus.CANCELLED, "entry_cancelled", actor=actor, at=at, reason=entry.cancelled_reason, data=told)
    if other is not None:
        EntryLink.objects.create(
            entry=other, other=entry, kind=LinkKind.REPLACES, linked_at=at, linked_by_id=actor.user_id
        )
        record(other, "entry_replaces", actor=actor, at=at, data={"number": entry.printed_number})
    return entry


@transaction.atomic
def merge_entry(*, entry_id: int, into_id: int, reason: str, actor: Actor, at: datetime) -> DiaryEntry:
    """Slå ihop: the matter is kept in the other's number from now on; its own number and documents stay where they are.

    Raises:
        NotAllowed: only a registrar of the boards of both.
        EntryLocked: it is not open, or the other is not.
        ReasonMissing: no reason is given.
    """
    entry, into = lock_both(entry_id, into_id)
    actor = policy.require(actor, "correct_entry", entry)
    actor = policy.require(actor, "correct_entry", into)
    if into is None or into.status != EntryStatus.OPEN:
        raise EntryLocked(_("Ärendet kan bara slås ihop med ett öppet ärende."))
    entry.merged_into = into
    move(
        entry,
        EntryStatus.MERGED,
        "entry_merged",
        actor=actor,
        at=at,
        reason=require_reason(reason),
        data={"into": into.printed_number},
    )
    record(into, "entry_took_over", actor=actor, at=at, data={"number": entry.printed_number})
    return entry


def _require_in_use(entry: DiaryEntry) -> None:
    if entry.status in {EntryStatus.CANCELLED, EntryStatus.MERGED}:
        raise EntryLocked(_("%(number)s används inte längre.") % {"number": entry.printed_number})
