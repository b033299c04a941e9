"""Mottagna beslut: what has been delivered inside the municipality to the boards whose registry one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Dispatch
from cases.policy import registry_of
from cases.selectors.documents_tab import title_of
from cases.selectors.keyset import Place, page_of
from cases.selectors.page import Tab
from cases.states import Channel, DispatchState
from diarium.models import Document, DocumentVersion
from diarium.numbers import NumberTemplate
from diarium.selectors import form_of, number_template

UNREAD, READ = "", "kvitterade"
LABELS: Mapping[str, Sentence] = {UNREAD: _("Att kvittera"), READ: _("Kvitterade")}


@dataclass(frozen=True, slots=True)
class DeliveredDocument:
    """Handling i leveransen, in the version that was sent; `url` is empty when the file is not there to open.

    `guarded` = opening it is told in the log, so it is fetched by a button.
    """

    number: str
    title: str
    url: str
    guarded: bool


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """Intern leverans till en nämnd."""

    uuid: UUID
    board: str
    replaced: str
    purpose: str
    number: str
    body: str
    meeting_date: date
    designation: str
    delivered_at: datetime
    documents: Sequence[DeliveredDocument]
    acknowledged_at: datetime | None
    acknowledged_by: str


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """Sidan; `waiting` = how many are still to be acknowledged."""

    tabs: Sequence[Tab]
    tab: str
    rows: Sequence[DeliveryRow]
    shown: str
    previous: str
    next: str


def deliveries_to(actor: Actor) -> QuerySet[Dispatch]:
    """Interna leveranser till de nämnder vars registrator personen är."""
    rows = policy.visible(actor, Dispatch).filter(channel=Channel.INTERNAL)
    boards = registry_of(actor)
    return rows if boards is None else rows.filter(board_id__in=boards)


def unread_count(actor: Actor) -> int:
    """Hur många leveranser som väntar på personens kvittens (one query)."""
    return deliveries_to(actor).filter(state=DispatchState.SENT).count()


def deliveries_page(actor: Actor, tab: str, place: Place) -> DeliveriesPage:
    """Listan; the ones to acknowledge first."""
    tab = tab if tab in LABELS else UNREAD
    rows = deliveries_to(actor)
    counts = rows.aggregate(
        unread=Count("pk", filter=Q(state=DispatchState.SENT)),
        read=Count("pk", filter=Q(state=DispatchState.ACKNOWLEDGED)),
    )
    wanted = DispatchState.SENT if tab == UNREAD else DispatchState.ACKNOWLEDGED
    chosen = rows.filter(state=wanted).select_related(
        "board",
        "distribution__case__entry__diary",
        "distribution__decision__body",
        "distribution__decision__delegation_point",
    )
    page = page_of(chosen, place, lambda **more: _address(tab, **more))
    versions, ours = _versions(actor, page.rows), number_template()
    return DeliveriesPage(
        tabs=[
            Tab(name, label, _address(name), counts["unread"] if name == UNREAD else counts["read"], name == tab)
            for name, label in LABELS.items()
        ],
        tab=tab,
        rows=[_row(dispatch, versions, ours) for dispatch in page.rows],
        shown=page.shown,
        previous=page.previous,
        next=page.next,
    )


def _address(tab: str, **more: Any) -> str:
    query = {name: value for name, value in {"visa": tab, **more}.items() if value}
    return f"{reverse('deliveries')}?{urlencode(query)}" if query else reverse("deliveries")


def _versions(actor: Actor, rows: Sequence[Dispatch]) -> dict[tuple[str, str], DocumentVersion]:
    """The files that were sent and may be read, by the document and the hash that was frozen (one query)."""
    sent = {document["document"] for row in rows for document in row.distribution.documents}
    seen = policy.visible(actor, Document).filter(uuid__in=sent)
    found = DocumentVersion.objects.filter(document__in=seen).select_related("document__entry").order_by("pk")
    return {(str(version.document.uuid), version.sha256): version for version in found}


def _row(dispatch: Dispatch, versions: Mapping[tuple[str, str], DocumentVersion], ours: NumberTemplate) -> DeliveryRow:
    distribution = dispatch.distribution
    decision, entry = distribution.decision, distribution.case.entry
    if decision is None:
        raise LookupError("what is delivered to a board is a decision")
    read = dispatch.state == DispatchState.ACKNOWLEDGED
    form = form_of(entry.diary, ours)
    return DeliveryRow(
        uuid=dispatch.uuid,
        board=dispatch.board.name if dispatch.board else dispatch.name,
        replaced=dispatch.replaced_name,
        purpose=dispatch.get_purpose_display(),
        number=entry.printed_number,
        body=decision.body.name,
        meeting_date=decision.meeting_date,
        designation=decision.designation,
        delivered_at=distribution.sent_at,
        documents=[_document(told, entry.printed_number, form, versions) for told in distribution.documents],
        acknowledged_at=dispatch.state_at if read else None,
        acknowledged_by=dispatch.acknowledged_label,
    )


def _document(
    told: Mapping[str, Any],
    number: str,
    form: NumberTemplate,
    versions: Mapping[tuple[str, str], DocumentVersion],
) -> DeliveredDocument:
    version = versions.get((told["document"], told["sha256"]))
    shown = form.document(number, told["number"])
    if version is None:
        return DeliveredDocument(shown, now_in("Handling {n}").format(n=told["number"]), "", guarded=False)
    document = version.document
    return DeliveredDocument(
        number=shown,
        title=title_of(document),
        url=reverse("document_file", args=[document.uuid, version.number]),
        guarded=document.is_secret or document.entry.is_secret,
    )
