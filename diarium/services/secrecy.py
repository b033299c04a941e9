"""Sekretess (OSL 5:5): marking a matter, a document or single facts.

A marking is a warning with provision and date, not a decision; absence of one says nothing. The entry's row is locked
first. Who may is said by the policy of `cases`, which knows the matter's officer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import JSON
from audit.services import record
from diarium.calendar import stockholm_date
from diarium.models import DiaryEntry, Document
from diarium.services.document import keep_apart, lock_document
from diarium.services.entry import EntryLocked, given_texts, lock_entry, require_reason
from diarium.services.need_to_know import KEEP, put_on_list
from diarium.services.search import index_document, index_entry
from diarium.states import EntryStatus

MARK: Final = "mark_secrecy"
PROTECTED: Final = ("protected_title", "protected_sender_or_recipient", "protection_provision", "protection_on")


@transaction.atomic
def mark_entry_secret(
    *, entry_id: int, provision: str, actor: Actor, at: datetime, entitled: Iterable[int] = ()
) -> DiaryEntry:
    """Sekretessmarkera ärendet; `entitled` are put on the list of those who may see it, if the actor may keep it.

    Raises:
        NotAllowed: only the board's registrar marks, and a marked matter only one who may see it.
        EntryLocked: the entry is cancelled or merged.
        ReasonMissing: no provision is given.
    """
    entry = lock_entry(entry_id)
    actor = policy.require(actor, MARK, entry)
    _require_live(entry)
    let_in = list(entitled) if policy.can(actor, KEEP, entry) else []
    entry.secrecy_provision = require_reason(provision)
    entry.secrecy_on = stockholm_date(at)
    entry.save(update_fields=["secrecy_provision", "secrecy_on"])
    for user_id in let_in:
        put_on_list(entry, user_id, actor=actor, at=at)
    record(
        entry,
        "entry_marked_secret",
        actor=actor,
        at=at,
        values=given_texts(secrecy_provision=entry.secrecy_provision),
    )
    index_entry(entry)
    return entry


@transaction.atomic
def mark_document_secret(
    *,
    document_id: int,
    provision: str,
    actor: Actor,
    at: datetime,
    protected_title: str = "",
    entitled: Iterable[int] = (),
) -> Document:
    """Sekretessmarkera en handling; `entitled` are put on the matter's list, if the actor may keep it.

    Who does not see everything secret in the matter may mark a document, but not let anybody in by doing so.

    Raises:
        NotAllowed: only the board's registrar marks, and a marked document only one who may see it.
        ReasonMissing: no provision is given.
    """
    document = lock_document(document_id)
    actor = policy.require(actor, MARK, document)
    _require_live(document.entry)
    let_in = list(entitled) if policy.can(actor, KEEP, document.entry) else []
    document.secrecy_provision = require_reason(provision)
    document.secrecy_on = document.secrecy_reviewed_on = stockholm_date(at)
    if protected := protected_title.strip():
        document.protected_title = protected
        keep_apart(document, document.secrecy_provision, at)
    document.save(update_fields=["secrecy_provision", "secrecy_on", "secrecy_reviewed_on", *PROTECTED])
    for user_id in let_in:
        put_on_list(document.entry, user_id, actor=actor, at=at)
    record(
        document,
        "document_marked_secret",
        actor=actor,
        at=at,
        data=told_of(document),
        values=given_texts(secrecy_provision=document.secrecy_provision, protected_title=document.protected_title),
    )
    index_document(document)
    return document


@transaction.atomic
def review_secrecy(*, document_id: int, actor: Actor, at: datetime) -> Document:
    """Sekretess prövad: a person has tried whether the document needs a marking, and it does not.

    A document that is marked is left as it is.

    Raises:
        NotAllowed: only the board's registrar.
    """
    document = lock_document(document_id)
    actor = policy.require(actor, MARK, document)
    if document.is_secret:
        return document
    document.secrecy_reviewed_on = stockholm_date(at)
    document.save(update_fields=["secrecy_reviewed_on"])
    record(document, "document_secrecy_reviewed", actor=actor, at=at, data=told_of(document))
    return document


@transaction.atomic
def protect_fields(
    *,
    document_id: int,
    provision: str,
    title: str,
    protected_title: str,
    sender_or_recipient: str,
    protected_sender_or_recipient: str,
    actor: Actor,
    at: datetime,
) -> Document:
    """Skydda enskilda uppgifter (OSL 5:2): what must not be shown is kept apart so that the rest can be.

    `title` and `sender_or_recipient` are what everybody may read afterwards, the protected ones what stands inside in
    their place. The provision and the day stand on the document, who did it in the event.

    Raises:
        NotAllowed: only the board's registrar, and in a marked matter or document only one who may see it.
        ReasonMissing: no provision, or no public title is given.
    """
    document = lock_document(document_id)
    actor = policy.require(actor, MARK, document)
    _require_live(document.entry)
    document.title = require_reason(title)
    document.protected_title = protected_title.strip()
    document.sender_or_recipient = sender_or_recipient.strip()
    document.protected_sender_or_recipient = protected_sender_or_recipient.strip()
    document.secrecy_reviewed_on = stockholm_date(at)
    keep_apart(document, require_reason(provision), at)
    texts = {
        "title": document.title,
        "protected_title": document.protected_title,
        "sender_or_recipient": document.sender_or_recipient,
        "protected_sender_or_recipient": document.protected_sender_or_recipient,
    }
    document.save(update_fields=["title", "sender_or_recipient", "secrecy_reviewed_on", *PROTECTED])
    record(
        document,
        "document_fields_protected",
        actor=actor,
        at=at,
        data=told_of(document),
        values=given_texts(secrecy_provision=document.protection_provision, **texts),
    )
    index_document(document)
    return document


def told_of(document: Document) -> dict[str, JSON]:
    """How an event of the matter names the document."""
    return {"document": str(document.uuid), "document_no": document.document_no}


def _require_live(entry: DiaryEntry) -> None:
    if entry.status not in {EntryStatus.OPEN, EntryStatus.CLOSED}:
        raise EntryLocked(
            _("%(number)s är %(status)s och kan inte ändras.")
            % {"number": entry.printed_number, "status": str(EntryStatus(entry.status).label).lower()}
        )
