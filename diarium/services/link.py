"""Kopplingar mellan ärenden, and what a matter that is split takes with it.

Both entries are locked in the order of their keys; the event stands in the stories of both.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.services import Refusal, record
from diarium.engine.storage import Blob
from diarium.models import DiaryEntry, Document, EntryLink
from diarium.services.document import add_document_version, register_document
from diarium.services.entry import SameMatter, given_texts, lock_both
from diarium.states import DocumentStatus, LinkKind, VersionRole

NOT_THE_DOCUMENT = (VersionRole.RENDITION, VersionRole.MASKED)


class LinkedAlready(Refusal):
    """The two matters are linked in this way already."""

    sentence = _("Ärendena är redan kopplade så.")


class NotLinked(Refusal):
    """The link was removed by somebody else."""

    sentence = _("Kopplingen är redan borttagen.")


class DocumentNotCarried(Refusal):
    """A document that is cancelled, is working material or belongs elsewhere is not carried into another matter."""


@transaction.atomic
def link_entries(
    *, entry_id: int, other_id: int, kind: str, actor: Actor, at: datetime, reason: str = "", note: str = ""
) -> EntryLink:
    """Koppla ärendet till ett annat, read from `entry_id` to `other_id`: "ersätter", "hör ihop med", "delat från".

    Raises:
        NotAllowed: only a registrar of one of the two boards.
        SameMatter, LinkedAlready.
    """
    entry, other = lock_both(entry_id, other_id)
    if other is None:
        raise SameMatter
    actor = _require_one_of(actor, entry, other)
    if _live(entry, other, kind) or (kind == LinkKind.RELATED and _live(other, entry, kind)):
        raise LinkedAlready
    link = EntryLink.objects.create(
        entry=entry, other=other, kind=kind, note=note.strip(), linked_at=at, linked_by_id=actor.user_id
    )
    _tell(entry, other, "entry_linked", kind, reason, actor=actor, at=at)
    return link


@transaction.atomic
def unlink_entries(*, link_id: int, actor: Actor, at: datetime, reason: str = "") -> EntryLink:
    """Ta bort en koppling; the row stays with its day, and the history tells of both.

    Raises:
        NotAllowed: only a registrar of one of the two boards.
        NotLinked: it is removed already.
    """
    found = EntryLink.objects.get(pk=link_id)
    entry, other = lock_both(found.entry_id, found.other_id)
    link = EntryLink.objects.select_for_update().get(pk=link_id)
    if other is None or link.removed_at is not None:
        raise NotLinked
    actor = _require_one_of(actor, entry, other)
    link.removed_at = at
    link.save(update_fields=["removed_at"])
    _tell(entry, other, "entry_unlinked", link.kind, reason, actor=actor, at=at)
    return link


@transaction.atomic
def carry_document(*, document_id: int, entry_id: int, reason: str, actor: Actor, at: datetime) -> Document:
    """För in en handling i ett annat ärende: registered anew there with the same file, and where it came from.

    The document keeps its number in the matter it lies in; the stored file is the same, known by its hash. A secrecy
    marking goes with it, that of the matter it lies in too.

    Raises:
        NotAllowed: only the registrar of the new matter's board.
        DocumentNotCarried: it is cancelled, or working material.
    """
    document = Document.objects.select_related("entry").get(pk=document_id)
    actor = policy.require(actor, "correct_entry", DiaryEntry.objects.select_related("diary").get(pk=entry_id))
    if document.status in {DocumentStatus.CANCELLED, DocumentStatus.DRAFT}:
        status = str(DocumentStatus(document.status).label).lower()
        raise DocumentNotCarried(
            _("Handling %(number)s är %(status)s och kan inte föras över.")
            % {"number": document.document_no, "status": status}
        )
    carried = register_document(
        entry_id=entry_id,
        title=document.title,
        protected_title=document.protected_title,
        secrecy_provision=document.secrecy_provision or document.entry.secrecy_provision,
        protection_provision=document.protection_provision,
        direction=document.direction,
        kind=document.kind,
        dated=document.dated,
        received_on=document.received_on,
        sender_or_recipient=document.sender_or_recipient,
        protected_sender_or_recipient=document.protected_sender_or_recipient,
        secrecy_reviewed=document.secrecy_reviewed_on is not None,
        correspondent_id=document.correspondent_id,
        actor=actor,
        at=at,
    )
    version = document.versions.exclude(role__in=NOT_THE_DOCUMENT).order_by("-number").first()
    if version is not None:
        add_document_version(
            document_id=carried.pk,
            content=Blob(sha256=version.sha256, size=version.size),
            file_name=version.file_name,
            media_type=version.media_type,
            reason=reason,
            role=version.role,
            derived_from_id=version.pk,
            actor=actor,
            at=at,
        )
    return carried


def _require_one_of(actor: Actor, entry: DiaryEntry, other: DiaryEntry) -> Actor:
    about = other if policy.can(actor, "correct_entry", other) else entry
    return policy.require(actor, "correct_entry", about)


def _live(entry: DiaryEntry, other: DiaryEntry, kind: str) -> bool:
    return EntryLink.objects.filter(entry=entry, other=other, kind=kind, removed_at__isnull=True).exists()


def _tell(
    entry: DiaryEntry, other: DiaryEntry, verb: str, kind: str, reason: str, *, actor: Actor, at: datetime
) -> None:
    """In both stories; neither names the other, which the reader of the one may not be allowed to see."""
    for subject in sorted((entry, other), key=lambda row: row.stream):
        record(subject, verb, actor=actor, at=at, data={"kind": kind}, values=given_texts(reason=reason.strip()))
