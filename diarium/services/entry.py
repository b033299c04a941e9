"""Diarieposter: opening, correcting and closing. A number is given in the transaction that needs it, and never goes.

The steps of a case call `open_entry`, `close_entry` and `reopen_entry` after asking the policy; corrections of the
register itself ask it here. Lock order: entry row → diary counter → event streams.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from audit.rules import JSON
from audit.services import Refusal, record
from diarium.calendar import stockholm_date
from diarium.models import ClassCode, DiaryEntry, EntryAlias, EntryLink
from diarium.numbers import DiaryNumber
from diarium.selectors.entry import form_of
from diarium.services.diary import locked_diary, require_active, take_over
from diarium.services.search import index_entry
from diarium.states import ENTRY_STEPS, AliasKind, EntryStatus, LinkKind, Origin


class EntryLocked(Refusal):
    """The entry's status does not allow the change."""


class SameMatter(Refusal):
    """A matter was to be joined with itself."""

    sentence = _("Välj ett annat ärende.")
    status = 422


class ReasonMissing(Refusal):
    """A correction that the register must be able to explain came without its reason."""

    sentence = _("Skriv skälet.")
    status = 422


class ReferenceMissing(Refusal):
    """A reference without text, or one that the matter has already."""

    sentence = _("Skriv beteckningen.")
    status = 422


class UnknownClassCode(Refusal):
    """The class code is not in the plan on that day."""


def lock_entry(entry_id: int) -> DiaryEntry:
    """The entry with its diary and board, locked until the transaction ends."""
    return (
        DiaryEntry.objects.select_for_update(of=("self",)).select_related("diary__board", "class_code").get(pk=entry_id)
    )


@transaction.atomic
def open_entry(
    *,
    board_id: int,
    opened_on: date,
    public_subject: str,
    class_code: str | None,
    actor: Actor,
    at: datetime,
    protected_subject: str = "",
    secrecy_provision: str = "",
    imported_number: DiaryNumber | None = None,
) -> DiaryEntry:
    """Lägg upp en diariepost och ge den sitt nummer.

    An own number belongs to the diary of the day it is given (Stockholm); an `imported_number` to its own year.

    Raises:
        BoardWoundUp: the board had ended, or not begun, on `opened_on`.
        NumberTaken: the imported number is another board's, already used, or would stand among numbers of our own.
        UnknownClassCode: the code is not in the plan on `opened_on`.
    """
    board = Board.objects.get(pk=board_id)
    require_active(board, opened_on)
    code = _class_code(class_code or (imported_number.class_code if imported_number else ""), opened_on)
    if imported_number is None:
        diary = locked_diary(board, stockholm_date(at).year)
        serial = diary.last_serial = diary.next_serial
        diary.save(update_fields=["last_serial"])
    else:
        diary, serial = take_over(board, imported_number), imported_number.serial
    number = DiaryNumber(board.code.upper(), diary.year, serial, code.code if code else "")
    entry = DiaryEntry.objects.create(
        diary=diary,
        serial=serial,
        origin=Origin.OWN if imported_number is None else Origin.IMPORTED,
        class_code=code,
        printed_number=number.printed(form_of(diary)),
        number_key=number.identity,
        opened_on=opened_on,
        registered_at=at,
        public_subject=public_subject.strip(),
        protected_subject=protected_subject.strip(),
        secrecy_provision=secrecy_provision.strip(),
        secrecy_on=stockholm_date(at) if secrecy_provision.strip() else None,
    )
    record(
        diary,
        "number_taken" if imported_number is None else "number_taken_over",
        actor=actor,
        at=at,
        data={"entry": str(entry.uuid), "serial": serial, "carried_over": diary.carried_over},
    )
    record(
        entry,
        "entry_opened",
        actor=actor,
        at=at,
        after=EntryStatus.OPEN,
        data={
            "number": entry.printed_number,
            "origin": entry.origin,
            "opened_on": opened_on.isoformat(),
            "class_code": number.class_code,
            "secret": entry.is_secret,
        },
        values=given_texts(public_subject=entry.public_subject, protected_subject=entry.protected_subject),
    )
    index_entry(entry)
    return entry


def given_texts(**texts: str) -> dict[str, str]:
    """What stands beside the event with a commitment in it: free text, and only what was filled in."""
    return {name: text for name, text in texts.items() if text}


def _class_code(code: str, on: date) -> ClassCode | None:
    if not code:
        return None
    fitting = [
        row
        for row in ClassCode.objects.filter(code=code).order_by(F("valid_from").desc(nulls_last=True), "-pk")
        if (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to)
    ]
    if not fitting:
        raise UnknownClassCode(_("Klassificeringen %(code)s finns inte i diarieplanen.") % {"code": code})
    return fitting[0]


def move(
    entry: DiaryEntry,
    status: EntryStatus,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    data: Mapping[str, JSON] | None = None,
) -> None:
    """Give a locked entry its next status, with the event that tells of it.

    Raises:
        EntryLocked: the status does not follow the present one.
    """
    before = EntryStatus(entry.status)
    if status not in ENTRY_STEPS[before]:
        raise EntryLocked(
            _("%(number)s är %(status)s och kan inte ändras så.")
            % {"number": entry.printed_number, "status": str(before.label).lower()}
        )
    entry.status = status
    entry.save(update_fields=["status", "cancelled_reason", "merged_into"])
    record(entry, verb, actor=actor, at=at, before=before, after=status, data=data, values=given_texts(reason=reason))


@transaction.atomic
def close_entry(*, entry_id: int, actor: Actor, at: datetime) -> DiaryEntry:
    """Avsluta diarieposten; the case's step has asked the policy and its rules.

    Raises:
        EntryLocked: it is not open.
    """
    entry = lock_entry(entry_id)
    move(entry, EntryStatus.CLOSED, "entry_closed", actor=actor, at=at)
    return entry


@transaction.atomic
def reopen_entry(*, entry_id: int, actor: Actor, at: datetime) -> DiaryEntry:
    """Öppna en avslutad diariepost igen.

    Raises:
        EntryLocked: it is not closed.
    """
    entry = lock_entry(entry_id)
    move(entry, EntryStatus.OPEN, "entry_reopened", actor=actor, at=at)
    return entry


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
    policy.require(actor, "correct_entry", entry)
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
    policy.require(actor, "correct_entry", entry)
    policy.require(actor, "correct_entry", into)
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


def lock_both(entry_id: int, other_id: int | None) -> tuple[DiaryEntry, DiaryEntry | None]:
    """Two entries locked in the order of their keys, which is what keeps two such acts from waiting for each other.

    Raises:
        SameMatter: they are one.
    """
    if other_id is None:
        return lock_entry(entry_id), None
    if other_id == entry_id:
        raise SameMatter
    locked = {pk: lock_entry(pk) for pk in sorted((entry_id, other_id))}
    return locked[entry_id], locked[other_id]


def _require_in_use(entry: DiaryEntry) -> None:
    if entry.status in {EntryStatus.CANCELLED, EntryStatus.MERGED}:
        raise EntryLocked(_("%(number)s används inte längre.") % {"number": entry.printed_number})


@transaction.atomic
def change_class_code(*, entry_id: int, class_code: str, actor: Actor, at: datetime, reason: str = "") -> DiaryEntry:
    """Ändra klassificering: the printed number changes, the identity does not; the former form stays as an alias.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: the entry is cancelled or merged.
        UnknownClassCode: the code is not in the plan.
    """
    entry = lock_for_correction(entry_id, actor)
    code = _class_code(class_code, entry.opened_on)
    before, former = entry.class_code, entry.printed_number
    if before == code:
        return entry
    entry.class_code = code
    entry.printed_number = entry.number.printed(form_of(entry.diary))
    entry.save(update_fields=["class_code", "printed_number"])
    index_entry(entry)
    if entry.printed_number != former:
        EntryAlias.objects.get_or_create(entry=entry, text=former, defaults={"kind": AliasKind.FORMER})
    record(
        entry,
        "class_code_changed",
        actor=actor,
        at=at,
        data={
            "before_code": before.code if before else "–",
            "after_code": code.code if code else "–",
            "number": entry.printed_number,
        },
        values=given_texts(reason=reason.strip()),
    )
    return entry


@transaction.atomic
def correct_subject(
    *,
    entry_id: int,
    public_subject: str,
    actor: Actor,
    at: datetime,
    protected_subject: str | None = None,
    reason: str = "",
) -> DiaryEntry:
    """Rätta ärendemeningen; the former wording stands in the history.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: the entry is cancelled or merged.
    """
    entry = lock_for_correction(entry_id, actor)
    before = (entry.public_subject, entry.protected_subject)
    entry.public_subject = public_subject.strip()
    if protected_subject is not None:
        entry.protected_subject = protected_subject.strip()
    if before == (entry.public_subject, entry.protected_subject):
        return entry
    entry.save(update_fields=["public_subject", "protected_subject"])
    index_entry(entry)
    record(
        entry,
        "subject_corrected",
        actor=actor,
        at=at,
        values=given_texts(
            public_subject=entry.public_subject, protected_subject=entry.protected_subject, reason=reason.strip()
        ),
    )
    return entry


@transaction.atomic
def add_foreign_reference(*, entry_id: int, text: str, actor: Actor, at: datetime, reason: str = "") -> EntryAlias:
    """Lägg till en annan myndighets beteckning, kept verbatim; it touches no counter.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: the entry is cancelled or merged.
        ReferenceMissing: there is none, or it is there already.
    """
    entry = lock_for_correction(entry_id, actor)
    reference = " ".join(text.split())
    if not reference:
        raise ReferenceMissing
    if entry.aliases.filter(text__iexact=reference).exists():
        raise ReferenceMissing(_("Beteckningen finns redan i ärendet."))
    alias = EntryAlias.objects.create(entry=entry, text=reference, kind=AliasKind.FOREIGN)
    record(
        entry,
        "reference_added",
        actor=actor,
        at=at,
        values=given_texts(reference=reference, reason=reason.strip()),
    )
    return alias


def lock_for_correction(entry_id: int, actor: Actor) -> DiaryEntry:
    """The entry of a correction, locked.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: the entry is cancelled or merged.
    """
    entry = lock_entry(entry_id)
    policy.require(actor, "correct_entry", entry)
    if entry.status not in {EntryStatus.OPEN, EntryStatus.CLOSED}:
        raise EntryLocked(
            _("%(number)s är %(status)s och kan inte ändras.")
            % {"number": entry.printed_number, "status": str(EntryStatus(entry.status).label).lower()}
        )
    return entry


def require_reason(text: str) -> str:
    """The reason without its outer blanks.

    Raises:
        ReasonMissing: there is none.
    """
    if not text.strip():
        raise ReasonMissing
    return text.strip()
