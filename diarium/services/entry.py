"""Diarieposter: opening, closing and locking. A number is given in the transaction that needs it, and never goes.

The steps of a case call `open_entry`, `close_entry` and `reopen_entry` after asking the policy; `striking` and
`correction` ask it themselves. Lock order: entry row → diary counter → event streams.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from accounts.models import Board
from audit.rules import JSON
from audit.services import Refusal, record
from diarium.calendar import stockholm_date
from diarium.models import ClassCode, DiaryEntry
from diarium.numbers import DiaryNumber
from diarium.selectors.entry import form_of
from diarium.services.diary import locked_diary, require_active, take_over
from diarium.services.search import index_entry
from diarium.states import ENTRY_STEPS, EntryStatus, Origin


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
    code = class_code_on(class_code or (imported_number.class_code if imported_number else ""), opened_on)
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


def class_code_on(code: str, on: date) -> ClassCode | None:
    """The code as it stands in the plan that day; none where none is given.

    Raises:
        UnknownClassCode: it is not in the plan.
    """
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


def require_reason(text: str) -> str:
    """The reason without its outer blanks.

    Raises:
        ReasonMissing: there is none.
    """
    if not text.strip():
        raise ReasonMissing
    return text.strip()
