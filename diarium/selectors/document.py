"""Handlingar i ett ärende."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from accounts import policy
from accounts.capacity import Actor
from diarium.models import DiaryEntry, Document, DocumentVersion
from diarium.states import VersionRole

RENDERED = (VersionRole.FINAL, VersionRole.RENDITION)
"""Made by us, by typst: the only roles that are ever shown in the browser."""

NOT_THE_TEXT = (VersionRole.RENDITION, VersionRole.MASKED)
"""Versions that are never the newest text of their document."""


def documents_of(actor: Actor, entry: DiaryEntry) -> QuerySet[Document]:
    """The entry's documents that the actor may see, in number order, with their versions (oldest first)."""
    versions = DocumentVersion.objects.select_related("created_by").order_by("number")
    return (
        policy.visible(actor, Document)
        .filter(entry=entry)
        .select_related("correspondent", "registered_by")
        .prefetch_related(Prefetch("versions", queryset=versions))
        .order_by("document_no")
    )


def latest_version(document: Document) -> DocumentVersion | None:
    """The newest text of a document, None for a paper that was not scanned. A rendition or masked copy is none."""
    return document.versions.exclude(role__in=NOT_THE_TEXT).order_by("-number").first()
