"""Diarieposter: opening, correcting and closing. A number is given in the transaction that needs it, and never goes.

The steps of a case call `open_entry`, `close_entry` and `reopen_entry` after asking the policy; corrections of the
register itself ask it here. Lock order: entry row → diary counter → event streams.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from audit.services import Refusal, record
from diarium.calendar import stockholm_date
from diarium.models import ClassCode, DiaryEntry, EntryAlias
from diarium.numbers import DiaryNumber
from diarium.services.diary import locked_diary, number_template, require_active, take_over
from diarium.states import ENTRY_STEPS, AliasKind, EntryStatus, Origin


class EntryLocked(Refusal):
    """The entry's status does not allow the change."""


class ReasonMissing(Refusal):
    """A correction that the register must be able to explain came without its reason."""

    sentence = _("Skriv skälet.")
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
    template = number_template()
    entry = DiaryEntry.objects.create(
        diary=diary,
        serial=serial,
        origin=Origin.OWN if imported_number is None else Origin.IMPORTED,
        class_code=code,
        printed_number=number.printed(template),
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


def _move(entry: DiaryEntry, status: EntryStatus, verb: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    before = EntryStatus(entry.status)
    if status not in ENTRY_STEPS[before]:
        raise EntryLocked(
            _("%(number)s är %(status)s och kan inte ändras så.")
            % {"number": entry.printed_number, "status": str(before.label).lower()}
        )
    entry.status = status
    entry.save(update_fields=["status", "cancelled_reason"])
    record(entry, verb, actor=actor, at=at, before=before, after=status, values=given_texts(reason=reason))


@transaction.atomic
def close_entry(*, entry_id: int, actor: Actor, at: datetime) -> DiaryEntry:
    """Avsluta diarieposten; the case's step has asked the policy and its rules.

    Raises:
        EntryLocked: it is not open.
    """
    entry = lock_entry(entry_id)
    _move(entry, EntryStatus.CLOSED, "entry_closed", actor=actor, at=at)
    return entry


@transaction.atomic
def reopen_entry(*, entry_id: int, actor: Actor, at: datetime) -> DiaryEntry:
    """Öppna en avslutad diariepost igen.

    Raises:
        EntryLocked: it is not closed.
    """
    entry = lock_entry(entry_id)
    _move(entry, EntryStatus.OPEN, "entry_reopened", actor=actor, at=at)
    return entry


@transaction.atomic
def cancel_entry(*, entry_id: int, reason: str, actor: Actor, at: datetime) -> DiaryEntry:
    """Makulera: the number, its date and the reason stay in the register; the number is never used again.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: it is not open.
        ReasonMissing: no reason is given.
    """
    entry = lock_entry(entry_id)
    policy.require(actor, "correct_entry", entry)
    entry.cancelled_reason = require_reason(reason)
    _move(entry, EntryStatus.CANCELLED, "entry_cancelled", actor=actor, at=at, reason=reason)
    return entry


@transaction.atomic
def change_class_code(*, entry_id: int, class_code: str, actor: Actor, at: datetime) -> DiaryEntry:
    """Ändra klassificering: the printed number changes, the identity does not; the former form stays as an alias.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: the entry is cancelled or merged.
        UnknownClassCode: the code is not in the plan.
    """
    entry = _lock_for_correction(entry_id, actor)
    code = _class_code(class_code, entry.opened_on)
    before, former = entry.class_code, entry.printed_number
    number = entry.number
    entry.class_code = code
    entry.printed_number = DiaryNumber(number.board, number.year, number.serial, code.code if code else "").printed(
        number_template()
    )
    if entry.printed_number == former:
        return entry
    entry.save(update_fields=["class_code", "printed_number"])
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
    )
    return entry


@transaction.atomic
def correct_subject(
    *, entry_id: int, public_subject: str, actor: Actor, at: datetime, protected_subject: str | None = None
) -> DiaryEntry:
    """Rätta ärendemeningen; the former wording stands in the history.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: the entry is cancelled or merged.
    """
    entry = _lock_for_correction(entry_id, actor)
    entry.public_subject = public_subject.strip()
    if protected_subject is not None:
        entry.protected_subject = protected_subject.strip()
    entry.save(update_fields=["public_subject", "protected_subject"])
    record(
        entry,
        "subject_corrected",
        actor=actor,
        at=at,
        values=given_texts(public_subject=entry.public_subject, protected_subject=entry.protected_subject),
    )
    return entry


@transaction.atomic
def mark_entry_secret(*, entry_id: int, provision: str, actor: Actor, at: datetime) -> DiaryEntry:
    """Sekretessmarkera (OSL 5:5): a warning with provision and date, not a decision. Lifting it takes two persons.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: the entry is cancelled or merged.
        ReasonMissing: no provision is given.
    """
    entry = _lock_for_correction(entry_id, actor)
    entry.secrecy_provision = require_reason(provision)
    entry.secrecy_on = stockholm_date(at)
    entry.save(update_fields=["secrecy_provision", "secrecy_on"])
    record(
        entry,
        "entry_marked_secret",
        actor=actor,
        at=at,
        values=given_texts(secrecy_provision=entry.secrecy_provision),
    )
    return entry


def _lock_for_correction(entry_id: int, actor: Actor) -> DiaryEntry:
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
