"""Historik (S11): the events of a matter and its diary entry in one list, and of every visible matter for review."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as Choose
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, UUIDField, Value, When
from django.db.models.functions import Cast, Concat, JSONObject, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import SYSTEM, Actor
from audit.models import Event
from cases.models import Case
from cases.policy import cases_to_act_in
from cases.selectors.assignment import assignments_column
from cases.selectors.event_lines import KINDS, events_of_case
from cases.selectors.history_rows import HistoryRow, history_rows
from cases.selectors.keyset import Place, page_of
from cases.selectors.page import visible_case

PRINTED = 2000
TYPES: Mapping[str, tuple[Promise | str, Q]] = {
    "steg": (_("Steg"), KINDS["steg"]),
    "handlingar": (_("Handlingar"), KINDS["handlingar"]),
    "anteckningar": (_("Anteckningar"), KINDS["anteckningar"]),
    "oppnade": (_("Öppnade handlingar"), Q(verb="document_opened")),
    "expediering": (
        _("Sändlista och expediering"),
        Q(verb__startswith="dispatch_")
        | Q(verb__startswith="recipient_")
        | Q(verb__in=["decision_distributed", "delivery_acknowledged"]),
    ),
}


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Filtret. `person` is an actor's id, `name` a part of a name, `matter` a part of a number or subject."""

    person: str = ""
    name: str = ""
    matter: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def asked(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.person or self.name or self.matter or self.kind or self.since or self.until)

    def address(self, base: str) -> Callable[..., str]:
        """The address of the list with this filter, and what else it is given."""
        days = {"fran_och_med": self.since, "till_och_med": self.until}
        kept = {"person": self.person or self.name, "arende": self.matter, "typ": self.kind, **days}

        def address(**more: Any) -> str:
            query = {name: value for name, value in {**kept, **more}.items() if value}
            return f"{base}?{urlencode(query)}" if query else base

        return address


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Sidan. `address` is the list with this filter, and what else it is given; `events` are those of the rows."""

    rows: Sequence[HistoryRow]
    events: Sequence[Event]
    shown: str
    previous: str
    next: str
    address: Callable[..., str]
    filtered: bool


def case_history(
    actor: Actor, case: Case, wanted: HistoryFilter, place: Place, *, number: int, whole: bool = False
) -> HistoryPage:
    """Historiken i ett ärende of `number` posts; `whole` = every row of the filter on one page, for printing."""
    events = _filtered(events_of_case(case), wanted)
    address = wanted.address(reverse("case_history", args=[case.uuid]))
    streams = {case.stream: case, case.entry.stream: case}
    if whole:
        found, shown, neighbours = list(events[:PRINTED]), "", ("", "")
    else:
        page = page_of(events, place, address, total=None if wanted.asked else number)
        found, shown, neighbours = page.rows, page.shown, (page.previous, page.next)
    return HistoryPage(
        rows=history_rows(actor, found, streams),
        events=found,
        shown=shown,
        previous=neighbours[0],
        next=neighbours[1],
        address=address,
        filtered=wanted.asked,
    )


def case_and_people(actor: Actor, uuid: UUID) -> tuple[Case, list[tuple[str, str]]]:
    """Ärendet med sina handläggare, och de som har gjort något i det, for the filter; one query.

    Raises:
        NotVisible: hidden and absent are the same.
    """
    streams = [
        Concat(Value("case:"), Cast(OuterRef("uuid"), TextField())),
        Concat(Value("entry:"), Cast(OuterRef("entry__uuid"), TextField())),
    ]
    acted = Event.objects.filter(stream__in=streams).order_by()
    person = acted.annotate(person=JSONObject(label="actor_label", actor="actor")).values("person").distinct()
    case = visible_case(actor, uuid, people=ArraySubquery(person), officers_=assignments_column())
    found = sorted((row["label"], row["actor"]) for row in getattr(case, "people", ()))
    return case, [(who, label or SYSTEM.label) for label, who in found]


def reviewed_history(actor: Actor, wanted: HistoryFilter, place: Place) -> HistoryPage:
    """Historiken i alla ärenden som läsaren får se; what emergency access opens is read in the matter, when opened."""
    seen = cases_to_act_in(actor)
    for word in wanted.matter.split()[:8]:
        seen = seen.filter(
            Q(entry__printed_number__icontains=word)
            | Q(entry__public_subject__icontains=word)
            | Q(entry__protected_subject__icontains=word)
        )
    events = Event.objects.annotate(case_uuid=_uuid_in("case:"), entry_uuid=_uuid_in("entry:")).filter(
        Exists(seen.filter(uuid=OuterRef("case_uuid"))) | Exists(seen.filter(entry__uuid=OuterRef("entry_uuid")))
    )
    address = wanted.address(reverse("review_history"))
    page = page_of(_filtered(events.prefetch_related("protected_values"), wanted), place, address)
    return HistoryPage(
        rows=history_rows(actor, page.rows, _cases_of(actor, page.rows), named=True),
        events=page.rows,
        shown=page.shown,
        previous=page.previous,
        next=page.next,
        address=address,
        filtered=wanted.asked,
    )


def _uuid_in(prefix: str) -> Choose:
    """The matter's or the entry's identity in the name of the chain; other chains have none."""
    return Choose(
        When(stream__startswith=prefix, then=Cast(Substr("stream", len(prefix) + 1), UUIDField())),
        default=Value(None),
        output_field=UUIDField(),
    )


def _cases_of(actor: Actor, events: Sequence[Event]) -> dict[str, Case]:
    names = [event.stream.partition(":") for event in events]
    matters = {uuid for prefix, _sep, uuid in names if prefix == "case"}
    entries = {uuid for prefix, _sep, uuid in names if prefix == "entry"}
    rows = cases_to_act_in(actor).filter(Q(uuid__in=matters) | Q(entry__uuid__in=entries))
    found = {}
    for case in rows.select_related("entry"):
        found[case.stream] = found[case.entry.stream] = case
    return found


def _filtered(events: QuerySet[Event], wanted: HistoryFilter) -> QuerySet[Event]:
    if wanted.kind in TYPES:
        events = events.filter(TYPES[wanted.kind][1])
    if wanted.person:
        events = events.filter(actor=wanted.person)
    if wanted.name:
        events = events.filter(actor_label__icontains=wanted.name)
    if wanted.since:
        events = events.filter(at__gte=_morning(wanted.since))
    if wanted.until:
        events = events.filter(at__lt=_morning(wanted.until + timedelta(days=1)))
    return events


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def one_event(case: Case, uuid: UUID) -> Event:
    """Händelsen i ärendets eller diariepostens kedja.

    Raises:
        NotVisible: it belongs to another matter, or there is none.
    """
    event = events_of_case(case).filter(uuid=uuid).order_by(F("pk")).first()
    if event is None:
        raise policy.NotVisible
    return event
