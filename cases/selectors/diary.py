"""Diariets handlingar (S10), filtered and paged by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Municipality
from cases.models import Case
from cases.selectors.diary_filter import (
    MARKED,
    UNMARKED,
    DiaryPage,
    Matter,
    Wanted,
    address,
    diary_page,
    document_no_of,
    entries_of_number,
    order_of,
    works_with_diary,
)
from cases.selectors.documents_tab import title_of
from cases.selectors.keyset import COUNTED, Place, page_of
from diarium.models import DiaryEntry, Document, DocumentVersion
from diarium.numbers import NumberTemplate
from diarium.selectors.document import NOT_THE_TEXT
from diarium.selectors.search import with_words
from diarium.states import DocumentStatus


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """Rad i diariet. Of what the reader may not see only number and day are told."""

    pk: int
    uuid: str
    day: date
    number: str
    matter: Matter
    title: str = ""
    direction: str = ""
    other: str = ""
    version: int | None = None
    secrecy: str = ""
    marked: bool = False
    status: str = ""
    readable: bool = False
    url: str = ""


def documents(actor: Actor, wanted: Wanted) -> QuerySet[Document]:
    """Handlingarna i diariet som filtret släpper igenom, with `day` on each row; not all of them may be read."""
    seen = policy.visible(actor, Document)
    entries = entries_of_number(actor, wanted.words)
    by_content = bool(wanted.words and not entries) or wanted.asks_content
    rows = seen
    if works_with_diary(actor) and not by_content:
        drafts = seen.filter(status=DocumentStatus.DRAFT).values("pk")
        rows = Document.objects.filter(~Q(status=DocumentStatus.DRAFT) | Q(pk__in=drafts))
    if entries:
        number = document_no_of(DiaryEntry.objects.filter(pk__in=entries), wanted.words)
        rows = rows.filter(entry__in=entries)
        rows = rows.filter(document_no=number) if number is not None else rows
    elif wanted.words:
        rows = with_words(rows, wanted.words)
    board = "" if entries else wanted.one_board  # the number says which
    return _narrowed(rows.annotate(day=Coalesce("received_on", "dated")), wanted, board)


def _narrowed(rows: QuerySet[Document], wanted: Wanted, board: str) -> QuerySet[Document]:
    equal = {
        "direction": wanted.direction,
        "status": wanted.status,
        "entry__class_code__code": wanted.class_code,
        "entry__diary__board__code": board,
        "day__gte": wanted.since,
        "day__lte": wanted.until,
    }
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    for word in wanted.officer.split()[:4]:
        rows = rows.filter(entry__case__case_officer__name__icontains=word)
    marked = ~Q(secrecy_provision="") | ~Q(entry__secrecy_provision="")
    if wanted.secrecy in (MARKED, UNMARKED):
        rows = rows.filter(marked if wanted.secrecy == MARKED else ~marked)
    return rows


def whole(rows: QuerySet[Document]) -> QuerySet[Document]:
    """With what a line of the list shows."""
    versions = DocumentVersion.objects.filter(document=OuterRef("pk")).exclude(role__in=NOT_THE_TEXT).order_by()
    latest = versions.values("document").annotate(latest=Max("number")).values("latest")
    return rows.select_related("entry__diary__board", "entry__class_code").annotate(
        latest=Coalesce(Subquery(latest, output_field=IntegerField()), 0),
        ours=Subquery(Municipality.objects.order_by("pk").values("number_template")[:1]),
    )


def document_lines(actor: Actor, rows: Iterable[Document]) -> list[DocumentLine]:
    """Raderna som läsaren får se dem (one query: which documents, and which matters)."""
    listed = list(rows)
    documents = policy.visible(actor, Document).filter(pk__in=[row.pk for row in listed])
    cases = policy.visible(actor, Case).filter(entry__in={row.entry_id for row in listed})
    seen: dict[tuple[bool, int], Any] = {
        (matter, pk): uuid
        for matter, pk, uuid in documents.order_by()
        .values_list(Value(False), "pk", "uuid")
        .union(cases.order_by().values_list(Value(True), "entry_id", "uuid"), all=True)
    }
    return [_line(row, (False, row.pk) in seen, seen.get((True, row.entry_id))) for row in listed]


def _line(row: Any, readable: bool, case: Any) -> DocumentLine:
    entry = row.entry
    subject = (entry.protected_subject or entry.public_subject) if case else ""
    matter = Matter(entry.printed_number, subject, reverse("case", args=[case]) if case else "")
    form = NumberTemplate.from_settings(entry.diary.template or row.ours or {})
    number = form.document(entry.printed_number, row.document_no)
    marked = row.is_secret or entry.is_secret
    if not readable:
        return DocumentLine(row.pk, "", row.day, number, matter, _("Sekretessmarkerad handling"), marked=marked)
    return DocumentLine(
        pk=row.pk,
        uuid=str(row.uuid),
        day=row.day,
        number=number,
        matter=matter,
        title=title_of(row),
        direction=row.get_direction_display(),
        other=row.protected_sender_or_recipient or row.sender_or_recipient,
        version=row.latest or None,
        secrecy=row.secrecy_provision or entry.secrecy_provision,
        marked=marked,
        status=row.get_status_display(),
        readable=True,
        url=reverse("document", args=[row.uuid]),
    )


def document_page(actor: Actor, wanted: Wanted, place: Place) -> DiaryPage:
    """Fliken Handlingar: three queries at most, whatever the number of rows; two more for words."""
    rows = documents(actor, wanted)
    seen: dict[str, int | None] = {}

    def count() -> int:
        seen.update(rows.order_by()[: COUNTED + 1].aggregate(total=Count("pk"), first=Min("entry"), last=Max("entry")))
        return seen["total"] or 0

    page = page_of(whole(rows), place, lambda **more: address("diary", wanted, **more), total=count, **order_of(wanted))
    lines = document_lines(actor, page.rows)
    if seen:
        single = page.total <= COUNTED and seen["first"] == seen["last"]
    else:
        single = len({row.entry_id for row in page.rows}) == 1
    return diary_page(
        "diary",
        page,
        wanted,
        lines,
        found=_found(page.total) if wanted.narrowed else "",
        matter=lines[0].matter if lines and single else None,
    )


def _found(total: int) -> str:
    if total > COUNTED:
        return _("Över 1 000 handlingar matchar").replace(" 1 000", "\u00a01\u00a0000")
    return ngettext("{n} handling matchar", "{n} handlingar matchar", total).format(n=total)
