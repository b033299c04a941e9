"""Handlingar i ärendet: register one in a matter, and open a secret one so that it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import policy
from accounts.capacity import Actor
from audit.services import record
from cases.models import Case
from diarium import services as register
from diarium.engine.storage import Blob
from diarium.models import Correspondent, Document, DocumentVersion
from diarium.selectors import match_recipient
from diarium.services.intake import StoredFile


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


def is_guarded(case: Case, document: Document) -> bool:
    """Whether opening the document leaves a trace: it or its matter is marked secret."""
    return document.is_secret or case.entry.is_secret
