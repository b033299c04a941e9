"""Ärendets publika sida: its documents, and the days that brought them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min
from django.urls import reverse

from accounts.policy import NotVisible
from diarium.models import PublicDocument, PublicMatter
from diarium.selectors.entry import number_template
from diarium.selectors.keyset import Place, Slice, page_of
from diarium.selectors.publicity.lines import DocumentLine, MatterLine, document_line_in, matter_line
from diarium.selectors.publicity.paging import addresses

DAYS_TOLD = 10


@dataclass(frozen=True, slots=True)
class Happening:
    """Händelse som registret självt visar: a day, and which documents it brought."""

    day: date
    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class MatterPage:
    """Ärendets publika sida."""

    line: MatterLine
    uuid: UUID
    hidden: bool
    continues_in: str
    continues_in_url: str
    documents: Slice[Any] | None
    rows: Sequence[DocumentLine]
    happenings: Sequence[Happening]

    @property
    def ask_url(self) -> str:
        """The form that asks for what is in the matter."""
        return f"{reverse('ask_for_document')}?arende={self.uuid}"


def public_matter(uuid: UUID, place: Place) -> MatterPage:
    """Ärendets sida; of a hidden matter its number and date.

    Raises:
        NotVisible: there is no such matter.
    """
    matter = PublicMatter.objects.select_related("board").filter(uuid=uuid).first()
    if matter is None:
        raise NotVisible
    if matter.masked:
        return MatterPage(matter_line(matter), uuid, True, "", "", None, (), ())
    form = number_template()
    documents = PublicDocument.objects.filter(matter=matter.pk)
    page = page_of(documents, place, addresses("public_matter", None, uuid), oldest_first=True)
    told = documents.values("registered_on").annotate(
        first=Min("document_no"), last=Max("document_no"), count=Count("pk")
    )
    continues_in = matter.continues_in or ""
    into = PublicMatter.objects.filter(number=continues_in).first() if continues_in else None
    return MatterPage(
        line=matter_line(matter),
        uuid=uuid,
        hidden=False,
        continues_in=continues_in,
        continues_in_url=reverse("public_matter", args=[into.uuid]) if into else "",
        documents=page,
        rows=[document_line_in(row, matter, form) for row in page.rows],
        happenings=[
            Happening(row["registered_on"], row["first"], row["last"], row["count"])
            for row in told.order_by("-registered_on")[:DAYS_TOLD]
        ],
    )
