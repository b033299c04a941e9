"""Ärende och handling i en lista: the row of a matter and of a document as the public sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.rules import Sentence
from diarium.models import PublicDocument, PublicMatter
from diarium.numbers import NumberTemplate
from diarium.states import Direction, EntryStatus

STATUS: dict[str, Sentence] = {
    EntryStatus.OPEN: _("Öppet"),
    EntryStatus.CLOSED: _("Avslutat"),
    EntryStatus.CANCELLED: _("Makulerat"),
    EntryStatus.MERGED: _("Sammanslaget"),
}
DOCUMENT_HIDDEN = _("Handlingen finns men visas inte här.")
MATTER_HIDDEN = _("Ärendet finns men visas inte här.")
TITLE_HIDDEN = _("Rubriken visas inte här.")


@dataclass(frozen=True, slots=True)
class MatterLine:
    """Ärende i en lista."""

    number: str
    subject: Sentence
    board: str
    status: Sentence
    opened_on: date
    url: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """Handling i en lista. `note` says what kind of row it is when it is not an ordinary one."""

    uuid: UUID
    no: int
    number: str
    title: Sentence
    hidden: bool
    cancelled: bool
    direction: Sentence
    other_party: str
    day: date
    registered_on: date
    registered_at: datetime
    matter_number: str
    matter_subject: Sentence
    matter_url: str
    board: str

    @property
    def url(self) -> str:
        """The row on the matter's page."""
        return f"{self.matter_url}#handling-{self.no}"

    @property
    def ask_url(self) -> str:
        """The form that asks for the document."""
        return f"{reverse('ask_for_document')}?handling={self.uuid}"


def matter_line(matter: PublicMatter) -> MatterLine:
    """One matter as the public sees it."""
    line = MatterLine(
        number=matter.number,
        subject=matter.subject or TITLE_HIDDEN,
        board=matter.board.name,
        status=STATUS.get(matter.status, ""),
        opened_on=matter.opened_on,
        url=reverse("public_matter", args=[matter.uuid]),
    )
    return replace(line, subject=MATTER_HIDDEN, status="") if matter.masked else line


def document_line(document: PublicDocument, form: NumberTemplate) -> DocumentLine:
    """One document as the public sees it, its number in the form; load it with its matter and board."""
    return document_line_in(document, document.matter, form)


def document_line_in(document: PublicDocument, matter: PublicMatter, form: NumberTemplate) -> DocumentLine:
    """One document of the matter as the public sees it, its number in the form."""
    shown = not document.masked
    return DocumentLine(
        uuid=document.uuid,
        no=document.document_no,
        number=form.document(matter.number, document.document_no),
        title=(document.title or TITLE_HIDDEN) if shown else DOCUMENT_HIDDEN,
        hidden=not shown,
        cancelled=document.cancelled and shown,
        direction=Direction(document.direction).label if shown and document.direction else "",
        other_party=document.other_party if shown else "",
        day=document.day,
        registered_on=document.registered_on,
        registered_at=document.registered_at,
        matter_number=matter.number,
        matter_subject=MATTER_HIDDEN if matter.masked else (matter.subject or TITLE_HIDDEN),
        matter_url=reverse("public_matter", args=[matter.uuid]),
        board=matter.board.name,
    )
