"""Handlingar: registering, new versions, status. Document numbers run from 1 within the matter without gaps (G7).

The steps and doors of a case call these after asking the policy about the case; a job registers what it rendered as
the system. The entry row is locked first; a version is written once.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import JSON
from audit.services import Refusal, record
from diarium.calendar import stockholm_date
from diarium.engine.storage import Blob
from diarium.models import Document, DocumentVersion
from diarium.services.entry import EntryLocked, given_texts, lock_entry, require_reason
from diarium.services.search import index_document
from diarium.services.version import tell_version, write_version
from diarium.states import DOCUMENT_STEPS, Direction, DocumentStatus, EntryStatus, VersionRole

LOCKED_FACTS = (
    "status",
    "title",
    "protected_title",
    "sender_or_recipient",
    "protected_sender_or_recipient",
    "secrecy_provision",
    "secrecy_on",
    "secrecy_reviewed_on",
    "protection_provision",
    "protection_on",
)


class DocumentLocked(Refusal):
    """The document's status does not allow the change."""


class DateInTheFuture(Refusal):
    """A document cannot have come in tomorrow."""

    sentence = _("Datumet ligger i framtiden.")
    status = 422


@transaction.atomic
def register_document(
    *,
    entry_id: int,
    title: str,
    direction: str,
    kind: str,
    dated: date,
    actor: Actor,
    at: datetime,
    content: bytes | Blob | None = None,
    file_name: str = "",
    media_type: str = "",
    received_on: date | None = None,
    sender_or_recipient: str = "",
    correspondent_id: int | None = None,
    status: str = DocumentStatus.FINAL,
    protected_title: str = "",
    protected_sender_or_recipient: str = "",
    secrecy_provision: str = "",
    protection_provision: str = "",
    secrecy_reviewed: bool = False,
    role: str = VersionRole.ORIGINAL,
) -> Document:
    """Registrera en handling i ärendet och ge den nästa handlingsnummer.

    `content` left out = a paper that was not scanned. `received_on` left out of a received document = `dated`.
    What is protected is so by `protection_provision`, left out = by that of the marking. `secrecy_reviewed` = a person
    has tried whether a marking is needed; to mark it says the same.

    Raises:
        EntryLocked: the entry is cancelled or merged into another.
        DateInTheFuture: it is said to have come in after `at`.
        ReasonMissing: a fact is protected, and no provision is given.
    """
    entry = lock_entry(entry_id)
    if entry.merged_into is not None:
        raise EntryLocked(
            _("%(number)s förs nu i %(other)s. Registrera handlingen där.")
            % {"number": entry.printed_number, "other": entry.merged_into.printed_number}
        )
    if entry.status not in {EntryStatus.OPEN, EntryStatus.CLOSED}:
        raise EntryLocked(
            _("%(number)s är makulerat. Registrera handlingen i ett annat ärende.") % {"number": entry.printed_number}
        )
    if direction == Direction.RECEIVED and received_on is None:
        received_on = dated
    if received_on is not None and received_on > stockholm_date(at):
        raise DateInTheFuture
    entry.last_document_no += 1
    entry.save(update_fields=["last_document_no"])
    provision = secrecy_provision.strip()
    document = Document(
        entry=entry,
        document_no=entry.last_document_no,
        title=title.strip(),
        protected_title=protected_title.strip(),
        direction=direction,
        kind=kind,
        dated=dated,
        received_on=received_on,
        registered_at=at,
        registered_by_id=actor.user_id,
        sender_or_recipient=sender_or_recipient.strip(),
        protected_sender_or_recipient=protected_sender_or_recipient.strip(),
        correspondent_id=correspondent_id,
        status=status,
        secrecy_provision=provision,
        secrecy_on=stockholm_date(at) if provision else None,
        secrecy_reviewed_on=stockholm_date(at) if provision or secrecy_reviewed else None,
    )
    keep_apart(document, protection_provision.strip() or provision, at)
    document.save()
    told: dict[str, JSON] = {
        "document": str(document.uuid),
        "document_no": document.document_no,
        "direction": direction,
        "kind": kind,
        "status": status,
        "dated": dated.isoformat(),
        "received_on": received_on.isoformat() if received_on else None,
        "secret": document.is_secret,
    }
    values = given_texts(
        title=document.title,
        protected_title=document.protected_title,
        sender_or_recipient=document.sender_or_recipient,
        protected_sender_or_recipient=document.protected_sender_or_recipient,
    )
    if content is not None:
        version = write_version(document, 1, content, file_name, media_type, role, actor=actor, at=at)
        tell_version(entry, document, version, told, values)
    record(entry, "document_registered", actor=actor, at=at, data=told, values=values)
    index_document(document, with_text=content is not None)
    return document


def keep_apart(document: Document, provision: str, at: datetime) -> None:
    """Sätt bestämmelse och dag för de skyddade uppgifterna på en låst handling, if it has any; the caller saves.

    Raises:
        ReasonMissing: something is protected, and no provision is given.
    """
    protected = bool(document.protected_title or document.protected_sender_or_recipient)
    document.protection_provision = require_reason(provision) if protected else ""
    document.protection_on = stockholm_date(at) if protected else None


@transaction.atomic
def add_document_version(
    *,
    document_id: int,
    content: bytes | Blob,
    file_name: str,
    media_type: str,
    actor: Actor,
    at: datetime,
    reason: str,
    derived_from_id: int | None = None,
    role: str = VersionRole.ORIGINAL,
) -> DocumentVersion:
    """Lägg till en version: a new text, a rendition or a signed copy (`derived_from_id`). Earlier versions stay.

    `role` says what it is. A rendition is not the newest version of anything: `diarium.selectors.latest_version`.

    Raises:
        DocumentLocked: the document is cancelled or archived.
        ReasonMissing: no reason is given.
    """
    document = lock_document(document_id)
    if document.status in {DocumentStatus.CANCELLED, DocumentStatus.ARCHIVED}:
        raise _locked(document)
    latest = document.versions.order_by("-number").first()
    version = write_version(
        document,
        latest.number + 1 if latest else 1,
        content,
        file_name,
        media_type,
        role,
        actor=actor,
        at=at,
        reason=require_reason(reason),
        derived_from_id=derived_from_id,
    )
    told: dict[str, JSON] = {"document": str(document.uuid), "document_no": document.document_no}
    values = given_texts(reason=version.reason)
    tell_version(document.entry, document, version, told, values)
    verb = "document_rendition_made" if role == VersionRole.RENDITION else "document_version_added"
    record(document, verb, actor=actor, at=at, data=told, values=values)
    index_document(document)
    return version


@transaction.atomic
def set_document_status(*, document_id: int, status: str, actor: Actor, at: datetime) -> Document:
    """Sätt handlingens status, e.g. fastställd or expedierad; the same status again changes nothing.

    Raises:
        DocumentLocked: that status does not follow the present one.
    """
    document = lock_document(document_id)
    if document.status == status:
        return document
    _move(document, DocumentStatus(status), "document_status_changed", actor=actor, at=at)
    return document


@transaction.atomic
def cancel_document(*, document_id: int, reason: str, actor: Actor, at: datetime) -> Document:
    """Makulera en handling: its number and the reason stay in the register.

    Raises:
        NotAllowed: only the board's registrar corrects the register.
        DocumentLocked: it is dispatched, archived or cancelled already.
        ReasonMissing: no reason is given.
    """
    document = lock_document(document_id)
    actor = policy.require(actor, "correct_entry", document.entry)
    document.cancelled_reason = require_reason(reason)
    document.cancelled_as_draft = document.status == DocumentStatus.DRAFT  # it never was a public record (TF 2:12)
    _move(
        document, DocumentStatus.CANCELLED, "document_cancelled", actor=actor, at=at, reason=document.cancelled_reason
    )
    return document


def lock_document(document_id: int) -> Document:
    """The document and its entry, the entry's row locked: it is what every door of a matter's documents locks."""
    document = Document.objects.get(pk=document_id)
    document.entry = lock_entry(document.entry_id)
    document.refresh_from_db(fields=[*LOCKED_FACTS])
    return document


def _move(
    document: Document, status: DocumentStatus, verb: str, *, actor: Actor, at: datetime, reason: str = ""
) -> None:
    before = DocumentStatus(document.status)
    if status not in DOCUMENT_STEPS[before]:
        raise _locked(document)
    document.status = status
    document.save(update_fields=["status", "cancelled_reason", "cancelled_as_draft"])
    if DocumentStatus.DRAFT in {before, status}:  # working material is not for the public
        index_document(document)
    record(
        document,
        verb,
        actor=actor,
        at=at,
        data={
            "document": str(document.uuid),
            "document_no": document.document_no,
            "status_before": before.value,
            "status_after": status.value,
        },
        values=given_texts(reason=reason),
    )


def _locked(document: Document) -> DocumentLocked:
    status = str(DocumentStatus(document.status).label).lower()
    return DocumentLocked(
        _("Handling %(number)s är %(status)s och kan inte ändras så.")
        % {"number": document.document_no, "status": status}
    )
