"""Handlingar i ärendet: register one in a matter, and open a secret one so that it is known."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import policy
from accounts.capacity import Actor
from audit.services import once, record, remember
from cases.models import Case
from cases.services.case import lock_case
from diarium import services as register
from diarium.engine.storage import Blob
from diarium.models import Correspondent, Document, DocumentVersion
from diarium.selectors import match_recipient


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Fil som släppts in och lagrats; registered or not, its content lies under its hash."""

    sha256: str
    size: int
    file_name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """Handling som den skrivs in i ärendet; `file` None = a paper that was not scanned."""

    title: str
    direction: str
    kind: str
    dated: date
    received_on: date | None = None
    sender_or_recipient: str = ""
    secrecy_provision: str = ""
    protected_title: str = ""
    file: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """Svar: the same for the same form sent twice."""

    document: str
    number: int


@transaction.atomic
def register_in_case(*, case_id: int, line: DocumentLine, actor: Actor, at: datetime, key: str) -> Registered:
    """Registrera en handling i ärendet. A sender whom the register knows is bound to it, never guessed.

    Raises:
        NotAllowed: the case's officer, the board's registrar, and the secretary where minutes are due.
        EntryLocked, DateInTheFuture: as the register says. KeyReused.
    """
    claim = once(
        actor_id=actor.id,
        key=key,
        door="register_in_case",
        fingerprint_of={"case": case_id, "line": _plain(line)},
    )
    if not claim.fresh:
        return Registered(**(claim.answer or {}))
    case = lock_case(case_id)
    policy.require(actor, "register_document", case)
    known = match_recipient(line.sender_or_recipient) if line.sender_or_recipient else None
    file = line.file
    document = register.register_document(
        entry_id=case.entry_id,
        title=line.title,
        direction=line.direction,
        kind=line.kind,
        dated=line.dated,
        received_on=line.received_on,
        sender_or_recipient=line.sender_or_recipient,
        correspondent_id=known.pk if isinstance(known, Correspondent) else None,
        secrecy_provision=line.secrecy_provision,
        protected_title=line.protected_title,
        content=Blob(file.sha256, file.size) if file else None,
        file_name=file.file_name if file else "",
        media_type=file.media_type if file else "",
        actor=actor,
        at=at,
    )
    answer = Registered(str(document.uuid), document.document_no)
    remember(claim, asdict(answer))
    return answer


def _plain(line: DocumentLine) -> dict[str, Any]:
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
