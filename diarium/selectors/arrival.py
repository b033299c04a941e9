"""Att registrera: what waits, how long it has waited, and what was left unregistered; and what was registered late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Count, DateField, DateTimeField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from diarium.calendar import STOCKHOLM, add_days, registered_late_if_on, registration_due
from diarium.models import Arrival, ArrivalFile, Document
from diarium.selectors.keyset import COUNTED, Place, page_of
from diarium.states import ArrivalChannel, ArrivalExit, Direction

LATE_DAYS = 365
"""How far back late registrations are looked for."""


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """Rad i Att registrera; `late` = its target day has passed. `reason` and `decided` when it has left."""

    pk: int
    uuid: UUID
    subject: str
    sender: str
    board: str
    channel: str
    came_on: date
    age: str
    late: bool
    files: int
    url: str
    way_out: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArrivalList:
    """Listan, a page of it."""

    rows: Sequence[ArrivalRow]
    shown: str
    previous: str
    next: str
    total: int
    boards: Sequence[tuple[str, str]] = ()
    board: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalPage:
    """Sidan för det som kom."""

    arrival: Arrival
    row: ArrivalRow
    files: Sequence[ArrivalFile]


def waiting(actor: Actor) -> QuerySet[Arrival]:
    """What waits for a person's choice."""
    return policy.visible(actor, Arrival).filter(exit=ArrivalExit.WAITING)


def waiting_count(actor: Actor) -> int:
    """Hur mycket som väntar (one query, stops at a thousand)."""
    return waiting(actor).order_by()[: COUNTED + 1].count()


def overdue_arrivals(actor: Actor, today: date) -> QuerySet[Arrival]:
    """Försenade: waits still, though the next working day after it came has passed (OSL 5:1 “så snart”)."""
    return waiting(actor).filter(came_on__lte=registered_late_if_on(today)).order_by("came_on", "pk")


def late_documents(actor: Actor, today: date, *, days: int = LATE_DAYS) -> QuerySet[Document]:
    """Sent registrerade: received documents entered after their target day; `due` is that day. The latest first."""
    first = add_days(today, -days)
    offsets: dict[int, list[date]] = {}
    for back in range(days + 1):
        day = add_days(first, back)
        offsets.setdefault((registration_due(day) - day).days, []).append(day)
    dues = [
        When(received_on__in=on, then=F("received_on") + Value(timedelta(days=offset)))
        for offset, on in offsets.items()
        if offset != 1
    ]
    moved = Choice(*dues, default=F("received_on") + Value(timedelta(days=1)), output_field=DateTimeField())
    due = Cast(moved, DateField())
    rows = policy.visible(actor, Document).filter(direction=Direction.RECEIVED, received_on__gte=first)
    rows = rows.annotate(due=due, entered=TruncDate("registered_at", tzinfo=STOCKHOLM))
    return rows.filter(entered__gt=F("due")).order_by("-registered_at", "-pk")


def arrival_list(actor: Actor, place: Place, *, today: date, board: str = "", late_only: bool = False) -> ArrivalList:
    """Det som väntar, the oldest first: what is late stands at the top."""
    boards = _boards(actor)
    chosen = board if board in dict(boards) else ""
    rows = overdue_arrivals(actor, today) if late_only else waiting(actor)
    kept = {"namnd": chosen, "visa": "forsenade" if late_only else ""}
    return _listed(actor, rows, place, "arrivals", kept, today=today, boards=boards, board=chosen, oldest_first=True)


def left_list(actor: Actor, place: Place, *, today: date, board: str = "") -> ArrivalList:
    """Det som inte registrerades, for who audits: the latest choice first."""
    boards = _boards(actor)
    chosen = board if board in dict(boards) else ""
    left = (ArrivalExit.KEPT, ArrivalExit.TRIVIAL, ArrivalExit.ELSEWHERE)
    rows = policy.visible(actor, Arrival).filter(exit__in=left)
    kept = {"namnd": chosen}
    return _listed(actor, rows, place, "left_arrivals", kept, today=today, boards=boards, board=chosen)


def _listed(
    actor: Actor,
    rows: QuerySet[Arrival],
    place: Place,
    name: str,
    kept: Mapping[str, str],
    *,
    today: date,
    boards: Sequence[tuple[str, str]],
    board: str,
    oldest_first: bool = False,
) -> ArrivalList:
    def address(**more: Any) -> str:
        query = {key: value for key, value in {**kept, **more}.items() if value}
        return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)

    chosen = rows.filter(board__code=board) if board else rows
    chosen = chosen.select_related("board", "decided_by").annotate(held=Count("files"))
    page = page_of(chosen, place, address, day="came_on", oldest_first=oldest_first)
    listed = [row_of(arrival, today, files=getattr(arrival, "held", 0)) for arrival in page.rows]
    return ArrivalList(listed, page.shown, page.previous, page.next, page.total, boards, board)


def _boards(actor: Actor) -> list[tuple[str, str]]:
    """The boards that something has come to; a filter where there are several."""
    came = policy.visible(actor, Arrival).filter(board=OuterRef("pk"))
    return list(Board.objects.filter(Exists(came)).order_by("name", "pk").values_list("code", "name"))


def row_of(arrival: Arrival, today: date, *, files: int) -> ArrivalRow:
    """The row of what came, in the words of the list."""
    left = arrival.exit != ArrivalExit.WAITING
    return ArrivalRow(
        pk=arrival.pk,
        uuid=arrival.uuid,
        subject=arrival.subject,
        sender=arrival.sender,
        board=arrival.board.name,
        channel=str(ArrivalChannel(arrival.channel).label),
        came_on=arrival.came_on,
        age=age_of(arrival.came_on, today),
        late=not left and arrival.came_on <= registered_late_if_on(today),
        files=files,
        url=reverse("arrival", args=[arrival.uuid]),
        way_out=str(ArrivalExit(arrival.exit).label) if left else "",
        reason=arrival.reason,
        decided_by=arrival.decided_by.name if arrival.decided_by else "",
        decided_at=arrival.decided_at,
    )


def age_of(came_on: date, today: date) -> str:
    """“Kom in i går”, as people count: days, not hours."""
    days = (today - came_on).days
    if days <= 0:
        return _("Kom in i dag")
    if days == 1:
        return _("Kom in i går")
    return _("Kom in för {n} dagar sedan").format(n=days)


def arrival_page(actor: Actor, uuid: UUID, *, today: date) -> ArrivalPage:
    """Det som kom, with its files.

    Raises:
        NotVisible: hidden and absent are the same.
    """
    rows = policy.visible(actor, Arrival).select_related("board", "decided_by", "document")
    arrival = rows.filter(uuid=uuid).first()
    if arrival is None:
        raise policy.NotVisible
    files = list(arrival.files.order_by("position"))
    return ArrivalPage(arrival, row_of(arrival, today, files=len(files)), files)
