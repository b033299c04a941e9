"""Handlingar i ärendet: register them, settle one, add a version, and open a secret one so that it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.services import Refusal, once, record, remember
from cases.models import Case
from cases.services.case import lock_case
from diarium import services as register
from diarium.engine.storage import Blob
from diarium.models import Correspondent, Document, DocumentVersion
from diarium.rules import takes_new_version
from diarium.selectors import latest_version, match_recipient
from diarium.selectors.document import RENDERED
from diarium.services.intake import StoredFile
from diarium.states import DocumentStatus, VersionRole

SETTLED = "Fastställd"


class SameFile(Refusal):
    """A new version must be another file."""

    status = 422


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """Handling som den skrivs in i ärendet; `file` None = a paper that was not scanned."""

    title: str
    direction: str
    kind: str
    dated: date
    received_on: date | None = None
    sender_or_recipient: str = ""
    protected_sender_or_recipient: str = ""
    secrecy_provision: str = ""
    protected_title: str = ""
    secrecy_reviewed: bool = False
    file: StoredFile | None = None


def register_lines(*, case: Case, lines: Sequence[DocumentLine], actor: Actor, at: datetime) -> list[Document]:
    """Registrera flera handlingar i ett låst ärende, in their order; the door that calls has asked the policy.

    Raises:
        EntryLocked, DateInTheFuture: as the register says.
    """
    known: dict[str, int | None] = {}
    documents = []
    for line in lines:
        who = line.sender_or_recipient
        if who not in known:
            found = match_recipient(who) if who else None
            known[who] = found.pk if isinstance(found, Correspondent) else None
        file = line.file
        documents.append(
            register.register_document(
                entry_id=case.entry_id,
                title=line.title,
                direction=line.direction,
                kind=line.kind,
                dated=line.dated,
                received_on=line.received_on,
                sender_or_recipient=who,
                protected_sender_or_recipient=line.protected_sender_or_recipient,
                correspondent_id=known[who],
                secrecy_provision=line.secrecy_provision,
                protected_title=line.protected_title,
                secrecy_reviewed=line.secrecy_reviewed,
                content=Blob(file.sha256, file.size) if file else None,
                file_name=file.file_name if file else "",
                media_type=file.media_type if file else "",
                actor=actor,
                at=at,
            )
        )
    return documents


def plain_line(line: DocumentLine) -> dict[str, Any]:
    """The line as a fingerprint takes it."""
    found = asdict(line)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


@transaction.atomic
def open_secret_document(*, version_id: int, actor: Actor, at: datetime) -> DocumentVersion:
    """Öppna en sekretessmarkerad handling: who did, and when, is told in the register.

    Raises:
        NotVisible: the person may not see the document.
    """
    version = DocumentVersion.objects.select_related("document__entry").get(pk=version_id)
    document = policy.get_visible(actor, Document, pk=version.document_id)
    record(
        version.document.entry,
        "document_opened",
        actor=actor,
        at=at,
        data={"document": str(document.uuid), "document_no": document.document_no, "version": version.number},
    )
    return version


@transaction.atomic
def open_secret_documents(*, version_ids: Sequence[int], actor: Actor, at: datetime) -> None:
    """Öppna flera sekretessmarkerade handlingar på en gång: each is told in the register."""
    for version_id in sorted(version_ids):
        open_secret_document(version_id=version_id, actor=actor, at=at)


@transaction.atomic
def finalise_document(*, document_id: int, actor: Actor, at: datetime) -> Document:
    """Fastställ arbetsmaterial: the document is locked, and becomes allmän by the event of its type.

    The newest working version becomes a settled one, a version of its own that names what it came from: that is what
    everybody reads and finds from then on.

    Raises:
        NotAllowed: who may register in the matter. DocumentLocked: it is no working material.
    """
    document = _lock(document_id, actor)
    if document.status == DocumentStatus.FINAL:
        return document
    if document.status != DocumentStatus.DRAFT:
        raise register.DocumentLocked(
            _("Handling %(number)s är inte arbetsmaterial och kan inte fastställas.") % {"number": document.document_no}
        )
    newest = latest_version(document)
    if newest is not None and newest.role not in RENDERED:
        register.add_document_version(
            document_id=document_id,
            content=Blob(newest.sha256, newest.size),
            file_name=newest.file_name,
            media_type=newest.media_type,
            role=VersionRole.SETTLED,
            reason=SETTLED,
            derived_from_id=newest.pk,
            actor=actor,
            at=at,
        )
    return register.set_document_status(document_id=document_id, status=DocumentStatus.FINAL, actor=actor, at=at)


@transaction.atomic
def add_version(
    *, document_id: int, file: StoredFile, reason: str, actor: Actor, at: datetime, key: str
) -> tuple[Document, int]:
    """Ny version av en handling, from a file: working material, or what came in. Gives the version's number.

    Raises:
        NotAllowed: who may register in the matter. DocumentLocked: the document takes no new version.
        SameFile: the newest version is that file. ReasonMissing, KeyReused.
    """
    claim = once(
        actor_id=actor.id,
        key=key,
        door="add_version",
        fingerprint_of={"document": document_id, "sha256": file.sha256, "reason": reason},
    )
    if not claim.fresh:
        return Document.objects.get(pk=document_id), int((claim.answer or {})["version"])
    document = _lock(document_id, actor)
    newest = latest_version(document)
    made_by_us = newest is not None and newest.role in RENDERED
    if not takes_new_version(direction=document.direction, status=document.status, made_by_us=made_by_us):
        raise register.DocumentLocked(
            _("Handling %(number)s är låst och tar ingen ny version.") % {"number": document.document_no}
        )
    if newest is not None and newest.sha256 == file.sha256:
        raise SameFile(_("Filen är densamma som version %(number)s.") % {"number": newest.number})
    version = register.add_document_version(
        document_id=document_id,
        content=Blob(file.sha256, file.size),
        file_name=file.file_name,
        media_type=file.media_type,
        role=VersionRole.WORKING if document.status == DocumentStatus.DRAFT else VersionRole.ORIGINAL,
        reason=reason,
        derived_from_id=newest.pk if newest else None,
        actor=actor,
        at=at,
    )
    remember(claim, {"version": version.number})
    return document, version.number


def _lock(document_id: int, actor: Actor) -> Document:
    """The document in its locked matter, and the right asked again."""
    document = Document.objects.select_related("entry").get(pk=document_id)
    case = lock_case(Case.objects.values_list("pk", flat=True).get(entry=document.entry_id))
    actor = policy.require(actor, "register_document", case)
    policy.get_visible(actor, Document, pk=document_id)
    document.refresh_from_db(fields=["status", "direction"])
    return document


def is_guarded(case: Case, document: Document) -> bool:
    """Whether opening the document leaves a trace: it or its matter is marked secret."""
    return document.is_secret or case.entry.is_secret
