"""Visningsversioner: made by a job of what came from outside, and added as a version beside the original."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.capacity import SYSTEM
from accounts.selectors import municipality
from diarium.engine.child import ChildFailed
from diarium.engine.render import RenderFailed
from diarium.engine.rendition import NoRendition, make_rendition
from diarium.models import DocumentVersion
from diarium.selectors.entry import document_number
from diarium.services.document import add_document_version, lock_document
from diarium.states import DocumentStatus, VersionRole

REASON = "Visningsversion"
_KEPT_AS_THEY_ARE = (DocumentStatus.CANCELLED, DocumentStatus.ARCHIVED)


def add_rendition(*, version_id: int, at: datetime) -> DocumentVersion | None:
    """Gör visningsversionen av en version, once; None = it has none, or the document is closed to versions.

    The rendering is done before anything is locked; the same file gives the same bytes whenever it is done.
    """
    version = DocumentVersion.objects.select_related("document__entry__diary__board").get(pk=version_id)
    document = version.document
    if _has_one(version) or document.status in _KEPT_AS_THEY_ARE:
        return None
    place = municipality()
    head = {
        "title": document.title,
        "dnr": document_number(document.entry, document.document_no),
        "file_name": version.file_name,
        "municipality": {"name": place.name if place else ""},
        "marked": document.is_secret or document.entry.is_secret,
    }
    try:
        pdf = make_rendition(version.sha256, version.media_type, head, at=version.created_at)
    except (NoRendition, ChildFailed, RenderFailed):
        return None
    with transaction.atomic():
        if _has_one(version) or lock_document(document.pk).status in _KEPT_AS_THEY_ARE:
            return None
        return add_document_version(
            document_id=document.pk,
            content=pdf,
            file_name=f"{version.file_name.rpartition('.')[0] or version.file_name}-visning.pdf",
            media_type="application/pdf",
            role=VersionRole.RENDITION,
            reason=REASON,
            derived_from_id=version.pk,
            actor=SYSTEM,
            at=at,
        )


def _has_one(version: DocumentVersion) -> bool:
    return DocumentVersion.objects.filter(derived_from=version, role=VersionRole.RENDITION).exists()
