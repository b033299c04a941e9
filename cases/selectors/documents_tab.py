"""Handlingar i ett ärende (S4): the tab's rows, a document's card, and what to think of before registering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.policy.conflict import conflicted_column, read_with
from cases.selectors.emergency import require_document_opened
from diarium.models import Document, DocumentVersion
from diarium.selectors.document import NOT_THE_TEXT
from diarium.states import Direction, DocumentStatus, VersionRole


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """Rad i fliken. A document that the reader may not see shows its number and date only, and no filter finds it."""

    number: int
    title: str
    direction: str
    day: date
    other: str
    version: int
    secrecy: str
    status: str
    status_color: str
    url: str


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Filtret över fliken."""

    direction: str = ""
    status: str = ""


STATUS_COLORS: dict[str, str] = {
    DocumentStatus.DRAFT: "warning",
    DocumentStatus.CANCELLED: "danger",
    DocumentStatus.DISPATCHED: "success",
    DocumentStatus.APPROVED: "success",
}


def listed_documents(actor: Actor) -> QuerySet[Document]:
    """Handlingar som står i listan: those the reader may see, and the numbers of those that are marked secret."""
    seen = policy.visible(actor, Document)
    return Document.objects.filter(Q(pk__in=seen.values("pk")) | (~Q(secrecy_provision="") & ~Q(status="draft")))


def document_rows(actor: Actor, case: Case, wanted: DocumentFilter) -> list[DocumentRow]:
    """Fliken i nummerordning (one query)."""
    versions = DocumentVersion.objects.filter(document=OuterRef("pk")).exclude(role__in=NOT_THE_TEXT).order_by()
    latest = versions.values("document").annotate(latest=Max("number")).values("latest")
    rows = (
        listed_documents(actor)
        .filter(entry=case.entry_id)
        .annotate(
            seen=Exists(policy.visible(actor, Document).filter(pk=OuterRef("pk"))),
            latest=Coalesce(Subquery(latest, output_field=IntegerField()), 0),
        )
        .order_by("document_no")
    )
    if wanted.direction in Direction.values:
        rows = rows.filter(direction=wanted.direction, seen=True)
    if wanted.status in DocumentStatus.values:
        rows = rows.filter(status=wanted.status, seen=True)
    return [_row(document) if document.seen else _hidden_row(document) for document in rows]


def _row(document: Any) -> DocumentRow:
    return DocumentRow(
        number=document.document_no,
        title=title_of(document),
        direction=document.get_direction_display(),
        day=document.received_on or document.dated,
        other=other_party_of(document),
        version=document.latest,
        secrecy=document.secrecy_provision,
        status=document.get_status_display(),
        status_color=STATUS_COLORS.get(document.status, "neutral"),
        url=reverse("document", args=[document.uuid]),
    )


def _hidden_row(document: Any) -> DocumentRow:
    """Number and date are public at once (OSL 5:2); nothing else of the document is told."""
    return DocumentRow(
        number=document.document_no,
        title=_("Sekretessmarkerad handling"),
        direction="",
        day=document.received_on or document.dated,
        other="",
        version=0,
        secrecy="",
        status="",
        status_color="neutral",
        url="",
    )


def title_of(document: Document) -> str:
    """Rubriken för den som får se handlingen."""
    return document.protected_title or document.title


def other_party_of(document: Document) -> str:
    """Avsändaren eller mottagaren för den som får se handlingen."""
    return document.protected_sender_or_recipient or document.sender_or_recipient


def visible_document(actor: Actor, uuid: UUID) -> Document:
    """Handlingen med sina versioner.

    Raises:
        NotVisible: hidden and absent are the same. NotOpened: read by emergency access, and the matter not opened.
    """
    working = DocumentVersion.objects.filter(document=OuterRef("pk"), role=VersionRole.WORKING)
    rows = policy.visible(actor, Document).select_related(
        "entry__case", "entry__diary__board", "registered_by", "correspondent"
    )
    rows = rows.annotate(was_worked_on=Exists(working), conflicted_=conflicted_column("entry__case"))
    document = rows.filter(uuid=uuid).first()
    if document is None:
        raise policy.NotVisible
    read_with(document, document.entry.case)
    require_document_opened(actor, document)
    prefetch_related_objects([document], Prefetch("versions", queryset=_readable_versions(actor, document)))
    return document


def _readable_versions(actor: Actor, document: Document) -> QuerySet[DocumentVersion]:
    """Versionerna, the newest first; of a settled document its drafts only for those who may read them (TF 2:12)."""
    versions = DocumentVersion.objects.select_related("created_by").order_by("-number")
    if document.status == DocumentStatus.DRAFT or not getattr(document, "was_worked_on", False):
        return versions
    if policy.can(actor, "see_drafts", document.entry.case):
        return versions
    later = DocumentVersion.objects.filter(document=OuterRef("document"), number__gt=OuterRef("number"))
    texts = DocumentVersion.objects.filter(document=document).exclude(role__in=NOT_THE_TEXT)
    drafts = texts.filter(Exists(later.exclude(role__in=NOT_THE_TEXT)))
    return versions.exclude(pk__in=drafts).exclude(role=VersionRole.RENDITION, derived_from__in=drafts)


def version_in_hand(document: Document, number: int) -> DocumentVersion:
    """Versionen med numret, of a document that `visible_document` gave.

    Raises:
        NotVisible: there is none, or it is a draft that the reader may not read.
    """
    found = next((version for version in document.versions.all() if version.number == number), None)
    if found is None:
        raise policy.NotVisible
    return found
