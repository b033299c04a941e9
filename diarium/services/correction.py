"""Rättelser av diarieposten: its class code, its subject and the references others know it by.

The policy is asked here. Lock order: entry row → event streams.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.services import Refusal, record
from diarium.models import DiaryEntry, EntryAlias
from diarium.selectors.entry import form_of
from diarium.services.entry import EntryLocked, class_code_on, given_texts, lock_entry
from diarium.services.search import index_entry
from diarium.states import AliasKind, EntryStatus


class ReferenceMissing(Refusal):
    """A reference without text, or one that the matter has already."""

    sentence = _("Skriv beteckningen.")
    status = 422


@transaction.atomic
def change_class_code(*, entry_id: int, class_code: str, actor: Actor, at: datetime, reason: str = "") -> DiaryEntry:
    """Ändra klassificering: the printed number changes, the identity does not; the former form stays as an alias.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: the entry is cancelled or merged.
        UnknownClassCode: the code is not in the plan.
    """
    entry, actor = lock_for_correction(entry_id, actor)
    code = class_code_on(class_code, entry.opened_on)
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
    entry, actor = lock_for_correction(entry_id, actor)
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
    entry, actor = lock_for_correction(entry_id, actor)
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


def lock_for_correction(entry_id: int, actor: Actor) -> tuple[DiaryEntry, Actor]:
    """The entry of a correction, locked, and the actor as the registrar.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        EntryLocked: the entry is cancelled or merged.
    """
    entry = lock_entry(entry_id)
    actor = policy.require(actor, "correct_entry", entry)
    if entry.status not in {EntryStatus.OPEN, EntryStatus.CLOSED}:
        raise EntryLocked(
            _("%(number)s är %(status)s och kan inte ändras.")
            % {"number": entry.printed_number, "status": str(EntryStatus(entry.status).label).lower()}
        )
    return entry, actor
