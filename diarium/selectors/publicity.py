"""Det publika diariet, read from the public projection alone: what is not in it cannot be shown by mistake.

A secret matter or document keeps its number and date. A title that the projection leaves out reads as not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from accounts.models import Board
from accounts.policy import NotVisible
from audit.rules import Sentence
from diarium.models import PublicDocument, PublicMatter
from diarium.numbers import DiaryNumber, NumberTemplate, document_no_in, sought
from diarium.selectors.entry import number_template
from diarium.selectors.keyset import Place, Slice, page_of
from diarium.selectors.search import public_hits
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
DAYS_TOLD = 10
MOST_BY_NUMBER = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Det som besökaren söker efter."""

    words: str = ""
    board: str = ""
    status: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def narrowed(self) -> bool:
        """Whether something under more choices is used."""
        return bool(self.board or self.status or self.since or self.until)


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


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """Sök i diariet. `go` = the one matter that the number means."""

    rows: Sequence[MatterLine] = ()
    shown: str = ""
    previous: str = ""
    next: str = ""
    go: str = ""


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


@dataclass(frozen=True, slots=True)
class DailyList:
    """Postlista för en dag; `previous`/`next` are the nearest days that have documents."""

    day: date
    total: int
    rows: Sequence[DocumentLine]
    page: Slice[Any]
    previous: date | None
    next: date | None


def boards() -> list[Board]:
    """Nämnderna, by name: every one that there is or was."""
    return list(Board.objects.order_by("name", "pk"))


def public_diary(wanted: Wanted, place: Place) -> DiaryPage:
    """Ärenden som matchar, newest first. A number in any typing goes first; else words, in the public index alone."""
    address = _addresses("public_diary", _query(wanted))
    numbered = _by_number(wanted.words)
    if numbered and len(numbered) == 1 and not wanted.narrowed:
        document_no = document_no_in(wanted.words)
        place_in_it = f"#handling-{document_no}" if document_no else ""
        return DiaryPage(go=reverse("public_matter", args=[numbered[0].uuid]) + place_in_it)
    if wanted.words and not numbered:
        page = public_hits(
            wanted.words,
            place,
            address,
            board=wanted.board,
            since=wanted.since,
            until=wanted.until,
            status=wanted.status,
        )
    else:
        rows = PublicMatter.objects.all()
        if numbered:
            rows = rows.filter(pk__in=[matter.pk for matter in numbered])
        page = page_of(_narrowed(rows, wanted).select_related("board"), place, address, day="opened_on")
    return DiaryPage([_matter(row) for row in page.rows], page.shown, page.previous, page.next)


def _by_number(words: str) -> list[PublicMatter]:
    """The matters that the words number, by the first meaning that finds any."""
    rows = PublicMatter.objects.order_by("-opened_on", "-pk")
    for meant in sought(words):
        if meant.board and meant.year:
            found = list(rows.filter(number_key=DiaryNumber(meant.board, meant.year, meant.serial).identity))
        else:
            same = rows.filter(serial=meant.serial)
            same = same.filter(board__code__iexact=meant.board) if meant.board else same
            same = same.filter(year=meant.year) if meant.year else same
            ending = f".{meant.class_code}" if meant.class_code and not meant.year else ""
            found = [row for row in same[:MOST_BY_NUMBER] if row.number.endswith(ending)]
        if found:
            return found
    return []


def _narrowed(rows: QuerySet[PublicMatter], wanted: Wanted) -> QuerySet[PublicMatter]:
    if wanted.board:
        rows = rows.filter(board__code=wanted.board)
    if wanted.status:  # the status of a hidden matter is not shown, so it is not found by it
        rows = rows.filter(status=wanted.status, masked=False)
    if wanted.since:
        rows = rows.filter(opened_on__gte=wanted.since)
    return rows.filter(opened_on__lte=wanted.until) if wanted.until else rows


def _query(wanted: Wanted) -> dict[str, str]:
    return {
        "q": wanted.words,
        "namnd": wanted.board,
        "status": wanted.status,
        "fran_och_med": wanted.since.isoformat() if wanted.since else "",
        "till_och_med": wanted.until.isoformat() if wanted.until else "",
    }


def _addresses(name: str, query: dict[str, str] | None = None, *args: object) -> Callable[..., str]:
    def address(**more: str | int) -> str:
        asked = {key: value for key, value in {**(query or {}), **more}.items() if value != ""}
        return f"{reverse(name, args=args)}?{urlencode(asked)}"

    return address


def public_matter(uuid: UUID, place: Place) -> MatterPage:
    """Ärendets sida; of a hidden matter its number and date.

    Raises:
        NotVisible: there is no such matter.
    """
    matter = PublicMatter.objects.select_related("board").filter(uuid=uuid).first()
    if matter is None:
        raise NotVisible
    if matter.masked:
        return MatterPage(_matter(matter), uuid, True, "", "", None, (), ())
    form = number_template()
    documents = PublicDocument.objects.filter(matter=matter.pk)
    page = page_of(documents, place, _addresses("public_matter", None, uuid), oldest_first=True)
    told = documents.values("registered_on").annotate(
        first=Min("document_no"), last=Max("document_no"), count=Count("pk")
    )
    continues_in = matter.continues_in or ""
    into = PublicMatter.objects.filter(number=continues_in).first() if continues_in else None
    return MatterPage(
        line=_matter(matter),
        uuid=uuid,
        hidden=False,
        continues_in=continues_in,
        continues_in_url=reverse("public_matter", args=[into.uuid]) if into else "",
        documents=page,
        rows=[_document(row, matter, form) for row in page.rows],
        happenings=[
            Happening(row["registered_on"], row["first"], row["last"], row["count"])
            for row in told.order_by("-registered_on")[:DAYS_TOLD]
        ],
    )


def last_public_day() -> date | None:
    """The day of the latest registration that the public sees."""
    row = PublicDocument.objects.order_by("-registered_at", "-pk").first()
    return row.registered_on if row else None


def daily_list(day: date, place: Place, *, address: str) -> DailyList:
    """Postlista: what was registered that day (Stockholm), by number; `address` names the page that shows it."""
    start, end = midnight(day), midnight(day + timedelta(days=1))
    rows = PublicDocument.objects.filter(registered_at__gte=start, registered_at__lt=end)
    earlier = PublicDocument.objects.filter(registered_at__lt=start).order_by("-registered_at").first()
    later = PublicDocument.objects.filter(registered_at__gte=end).order_by("registered_at").first()
    total, form = rows.count(), number_template()
    page = page_of(
        rows.select_related("matter__board"),
        place,
        _addresses(address, None, day.isoformat()),
        oldest_first=True,
        total=total,
    )
    return DailyList(
        day=day,
        total=total,
        rows=[_document(row, row.matter, form) for row in page.rows],
        page=page,
        previous=earlier.registered_on if earlier else None,
        next=later.registered_on if later else None,
    )


def newest_documents(*, board: str = "", number: int = 50) -> list[DocumentLine]:
    """De senast registrerade handlingarna, for those who follow the diary."""
    rows = PublicDocument.objects.select_related("matter__board").order_by("-registered_at", "-pk")
    if board:
        rows = rows.filter(matter__board__code=board)
    form = number_template()
    return [_document(row, row.matter, form) for row in rows[:number]]


@dataclass(frozen=True, slots=True)
class Named:
    """Det som en begäran gäller: keys of the register, and the number as people read it."""

    entry_id: int | None = None
    document_id: int | None = None
    text: str = ""


def asked_about(*, document: str = "", matter: str = "") -> Named:
    """What an address of the request form names; nothing but what the public register shows can be named."""
    if document and (found := PublicDocument.objects.select_related("matter").filter(uuid=_uuid(document)).first()):
        return Named(found.matter_id, found.pk, number_template().document(found.matter.number, found.document_no))
    if matter and (entry := PublicMatter.objects.filter(uuid=_uuid(matter)).first()):
        return Named(entry.pk, None, entry.number)
    return Named()


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def midnight(day: date) -> datetime:
    """When the day begins in Stockholm."""
    return make_aware(datetime.combine(day, time.min))


def matter_rows(wanted: Wanted) -> QuerySet[PublicMatter]:
    """Ärendena för öppna data, in the order in which they were registered."""
    return _narrowed(PublicMatter.objects.select_related("board"), wanted).order_by("pk")


def document_rows(wanted: Wanted) -> QuerySet[PublicDocument]:
    """Handlingarna för öppna data, in the order in which they were registered; the period is of registration."""
    rows = PublicDocument.objects.select_related("matter__board")
    narrowed = Q()
    if wanted.board:
        narrowed &= Q(matter__board__code=wanted.board)
    if wanted.since:
        narrowed &= Q(registered_at__gte=midnight(wanted.since))
    if wanted.until:
        narrowed &= Q(registered_at__lt=midnight(wanted.until + timedelta(days=1)))
    return rows.filter(narrowed).order_by(F("pk").asc())


def matter_line(matter: PublicMatter) -> MatterLine:
    """One matter as the public sees it."""
    return _matter(matter)


def document_line(document: PublicDocument, form: NumberTemplate) -> DocumentLine:
    """One document as the public sees it, its number in the form; load it with its matter and board."""
    return _document(document, document.matter, form)


def _matter(matter: PublicMatter) -> MatterLine:
    line = MatterLine(
        number=matter.number,
        subject=matter.subject or TITLE_HIDDEN,
        board=matter.board.name,
        status=STATUS.get(matter.status, ""),
        opened_on=matter.opened_on,
        url=reverse("public_matter", args=[matter.uuid]),
    )
    return replace(line, subject=MATTER_HIDDEN, status="") if matter.masked else line


def _document(document: PublicDocument, matter: PublicMatter, form: NumberTemplate) -> DocumentLine:
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
