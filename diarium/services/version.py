"""Versioner: the row of a file, the job that reads it, and what the event says of it. For the doors of documents."""

from __future__ import annotations

import mimetypes
from datetime import datetime

from accounts.capacity import Actor
from audit.rules import JSON
from audit.services import follow_up
from diarium.engine.extract import can_be_read
from diarium.engine.storage import Blob, store
from diarium.models import DiaryEntry, Document, DocumentVersion
from diarium.selectors.document import RENDERED
from diarium.states import VersionRole


def write_version(
    document: Document,
    number: int,
    content: bytes | Blob,
    file_name: str,
    media_type: str,
    role: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    derived_from_id: int | None = None,
) -> DocumentVersion:
    """Write the row, and let a job read the file. What we set ourselves (`FINAL`) is its own rendition."""
    blob = content if isinstance(content, Blob) else store(content)
    name = file_name.strip() or f"handling-{document.document_no}"
    version = DocumentVersion.objects.create(
        document=document,
        number=number,
        role=role,
        sha256=blob.sha256,
        size=blob.size,
        media_type=media_type or mimetypes.guess_type(name)[0] or "application/octet-stream",
        file_name=name,
        derived_from_id=derived_from_id,
        reason=reason,
        created_at=at,
        created_by_id=actor.user_id,
    )
    if role != VersionRole.RENDITION and can_be_read(version.media_type):
        follow_up("diarium.read_file", version_id=version.pk, rendition=role not in RENDERED)
    return version


def tell_version(
    entry: DiaryEntry, document: Document, version: DocumentVersion, told: dict[str, JSON], values: dict[str, str]
) -> None:
    """Name the file's hash in the event; of a secret document only its commitment, which says nothing by itself."""
    told["version"] = version.number
    told["size"] = None if document.is_secret or entry.is_secret else version.size
    if document.is_secret or entry.is_secret:
        values["sha256"] = version.sha256
    else:
        told["sha256"] = version.sha256
