"""Begäran om handlingar: the registry's queue with its clock, one request, and the refusal in writing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from accounts.selectors import municipality
from audit.models import Event
from audit.rules import Sentence
from audit.selectors import Finding
from diarium.calendar import is_working_day, stockholm_date
from diarium.models import DiaryEntry, DisclosureRequest, DisclosureYear, Document
from diarium.numbers import NumberTemplate, document_no_in
from diarium.selectors.entry import document_number, find_entry, number_template
from diarium.selectors.keyset import Place, Slice, page_of
from diarium.states import DisclosureStatus

OPEN = (DisclosureStatus.NEW, DisclosureStatus.TRIED)
COLORS = {
    DisclosureStatus.NEW: "info",
    DisclosureStatus.TRIED: "warning",
    DisclosureStatus.RELEASED: "success",
    DisclosureStatus.MASKED: "success",
    DisclosureStatus.REFUSED: "danger",
}
WAITING, ANSWERED = "", "besvarade"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """Rad i kön. `waited` = “Väntat 2 dagar”; `late` after one working day."""

    uuid: UUID
    reference: str
    received_at: datetime
    wanted: str
    number: str
    status: Sentence
    color: str
    waited: str
    late: bool
    url: str


@dataclass(frozen=True, slots=True)
class RequestQueue:
    """Kön: those that wait, the oldest first, or those that are answered, the latest first."""

    rows: Sequence[RequestLine]
    page: Slice[Any]
    answered: bool


@dataclass(frozen=True, slots=True)
class RequestPage:
    """En begäran. `title` is empty for who may not read the document; `copy` is the masked copy that was registered."""

    request: DisclosureRequest
    line: RequestLine
    title: str
    marked: bool
    document_url: str
    copy: Document | None
    may_handle: bool
    is_open: bool
    answered_by: str


def open_requests_count(actor: Actor) -> int:
    """How many requests wait, of those the actor sees."""
    return policy.visible(actor, DisclosureRequest).filter(status__in=OPEN).count()


def request_queue(actor: Actor, show: str, place: Place, *, now: datetime) -> RequestQueue:
    """The requests that the actor sees."""
    answered = show == ANSWERED
    rows = policy.visible(actor, DisclosureRequest).select_related("entry__diary", "document")
    rows = rows.exclude(status__in=OPEN) if answered else rows.filter(status__in=OPEN)
    page = page_of(rows, place, _address(show), oldest_first=not answered)
    ours = number_template()
    return RequestQueue([_line(row, ours, now) for row in page.rows], page, answered)


def _address(show: str) -> Any:
    def address(**more: str | int) -> str:
        kept = {"visa": show} if show else {}
        query = "&".join(f"{name}={value}" for name, value in {**kept, **more}.items() if value != "")
        return f"{reverse('disclosure_requests')}?{query}"

    return address


def _line(request: DisclosureRequest, ours: NumberTemplate, now: datetime) -> RequestLine:
    is_open = request.status in OPEN
    received, today = stockholm_date(request.received_at), stockholm_date(now)
    return RequestLine(
        uuid=request.uuid,
        reference=request.reference,
        received_at=request.received_at,
        wanted=request.wanted,
        number=_number(request, ours),
        status=request.get_status_display(),
        color=COLORS[DisclosureStatus(request.status)],
        waited=_waited((today - received).days) if is_open else "",
        late=is_open and working_days_between(received, today) > 1,
        url=reverse("disclosure_request", args=[request.uuid]),
    )


def _waited(days: int) -> str:
    if days <= 0:
        return _("Kom in i dag")
    return ngettext("Väntat {n} dag", "Väntat {n} dagar", days).format(n=days).replace(f"{days} ", f"{days}\u00a0")


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; what came on Friday has waited one on Monday."""
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, min((end - start).days, 400) + 1))


def _number(request: DisclosureRequest, ours: NumberTemplate) -> str:
    """The number that the request is bound to, in the diary's own form or `ours`."""
    entry, document = request.entry, request.document
    if entry is None or document is None:
        return entry.printed_number if entry else ""
    form = NumberTemplate.from_settings(entry.diary.template) if entry.diary.template else ours
    return form.document(entry.printed_number, document.document_no)


def reference_of(uuid: UUID) -> str:
    """The reference that the receipt shows; empty when there is no such request."""
    found = DisclosureRequest.objects.filter(uuid=uuid).only("year", "number").first()
    return found.reference if found else ""


@dataclass(frozen=True, slots=True)
class Target:
    """Det ärende, eller den handling, som ett nummer betyder."""

    entry_id: int
    document_id: int | None
    text: str


def target_of(actor: Actor, number: str) -> Target | None:
    """The matter or document that the number means, among those that the actor sees; None when it is not one."""
    found = find_entry(number, rows=policy.visible(actor, DiaryEntry))
    if len(found) != 1:
        return None
    entry, document_no = found[0], document_no_in(number)
    if document_no is None:
        return Target(entry.pk, None, entry.printed_number)
    document = policy.visible(actor, Document).filter(entry=entry, document_no=document_no).first()
    return Target(entry.pk, document.pk, document_number(entry, document_no)) if document else None


def copy_of(request: DisclosureRequest) -> int | None:
    """The number within the matter of the masked copy that answered the request."""
    number = _answer(request).get("copy_no")
    return int(number) if number else None


def visible_request(actor: Actor, uuid: UUID) -> DisclosureRequest:
    """The request, when the actor sees it.

    Raises:
        NotVisible: hidden and absent are the same.
    """
    found = policy.get_visible(actor, DisclosureRequest, uuid=uuid)
    return DisclosureRequest.objects.select_related("entry__diary__board", "document", "decided_by").get(pk=found.pk)


def request_page(actor: Actor, request: DisclosureRequest, *, now: datetime) -> RequestPage:
    """The request's page; the title of a document that the reader may not see is not there."""
    readable = _readable(actor, request)
    is_open = request.status in OPEN
    told = _answer(request)
    copy_uuid = told.get("copy") if told else None
    copies = policy.visible(actor, Document).select_related("entry")
    return RequestPage(
        request=request,
        line=_line(request, number_template(), now),
        title=readable.protected_title or readable.title if readable else "",
        marked=bool((request.document and request.document.is_secret) or (request.entry and request.entry.is_secret)),
        document_url=reverse("document", args=[readable.uuid]) if readable else "",
        copy=copies.filter(uuid=copy_uuid).first() if copy_uuid else None,
        may_handle=policy.can(actor, "handle_request", request),
        is_open=is_open,
        answered_by=request.decided_by.name if request.decided_by else "",
    )


def _readable(actor: Actor, request: DisclosureRequest) -> Document | None:
    if request.document_id is None:
        return None
    return policy.visible(actor, Document).filter(pk=request.document_id).first()


def _answer(request: DisclosureRequest) -> dict[str, Any]:
    event = Event.objects.filter(stream=request.stream, verb="request_answered").order_by("-seq").first()
    return dict(event.facts["data"]) if event else {}


@dataclass(frozen=True, slots=True)
class Refused:
    """Beslutet på papper: what was asked, why not, and how to appeal."""

    request: DisclosureRequest
    number: str
    municipality: str
    board: str
    address: str
    email: str
    decided_on: date
    decided_by: str


def refusal_of(request: DisclosureRequest) -> Refused | None:
    """The written refusal; None when the request was not refused."""
    if request.status != DisclosureStatus.REFUSED or request.decided_at is None:
        return None
    ours = municipality()
    board = request.entry.diary.board.name if request.entry else ""
    return Refused(
        request=request,
        number=_number(request, NumberTemplate.from_settings(ours.number_template if ours else {})),
        municipality=ours.name if ours else "",
        board=board,
        address=ours.postal_address if ours else "",
        email=ours.email if ours else "",
        decided_on=stockholm_date(request.decided_at),
        decided_by=request.decided_by.name if request.decided_by else "",
    )


def odd_requests() -> Iterator[Finding]:
    """Requests whose numbers have a hole, or whose status is not that of their last event."""
    years = {row.year: row.last_number for row in DisclosureYear.objects.order_by("year")}
    counted = DisclosureRequest.objects.values("year").annotate(count=Count("pk"), highest=Max("number"))
    found = {row["year"]: (row["count"], row["highest"]) for row in counted.order_by("year")}
    for year, last in years.items():
        if found.get(year, (0, 0)) != (last, last):
            yield Finding(
                "E-REQUEST-NO", f"B-{year}", str(last), str(found.get(year)), _("Numren på begäran har en lucka.")
            )
    yield from _odd_statuses(DisclosureRequest.objects.order_by("pk"))


def _odd_statuses(requests: QuerySet[DisclosureRequest]) -> Iterator[Finding]:
    last = Event.objects.filter(stream__startswith="request:").values("stream").annotate(last=Max("pk"))
    told = dict(Event.objects.filter(pk__in=last.values("last")).order_by("pk").values_list("stream", "status_after"))
    for request in requests.iterator(chunk_size=2000):
        status = told.get(request.stream)
        if status != request.status:
            yield Finding(
                "E-REQUEST", request.stream, str(status), request.status, _("Begäran är inte som händelserna säger.")
            )
