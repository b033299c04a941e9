"""Lista över ärenden (screens.md §3.3): tabs, filter and pages by key, two queries whatever the number of matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat, JSONObject
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, Mandate, Role, Unit, User
from audit.models import Event
from audit.rules import Sentence
from cases.models import Case
from cases.policy import OPEN
from cases.selectors.keyset import Place, page_of
from cases.selectors.page import Tab, subject_of
from cases.states import CaseState

NOBODY = "ingen"
NAMES = ("q", "steg", "namnd", "enhet", "handlaggare")
MINE, UNIT, ALL, BACKLOG = "mina", "enhetens", "alla", "balans"
LABELS: dict[str, Sentence] = {
    MINE: gettext_lazy("Mina ärenden"),
    UNIT: gettext_lazy("Enhetens"),
    ALL: gettext_lazy("Alla"),
    BACKLOG: gettext_lazy("Balans"),
}
EMPTY: dict[str, tuple[Sentence, Sentence]] = {
    MINE: (gettext_lazy("Du har inga ärenden."), gettext_lazy("Ärenden visas här när du blir handläggare.")),
    UNIT: (gettext_lazy("Enheten har inga ärenden."), ""),
    ALL: (gettext_lazy("Det finns inga ärenden."), ""),
    BACKLOG: (gettext_lazy("Det finns inga öppna ärenden."), ""),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Det som adressen ber om: codes of board and unit, the officer's uuid; `NOBODY` = the matters that have none."""

    tab: str = ""
    words: str = ""
    state: str = ""
    board: str = ""
    unit: str = ""
    officer: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wanted:
        """As the address says it."""
        words = " ".join(query.get("q", "").split())[:200]
        return cls(query.get("visa", ""), words, *(query.get(name, "") for name in NAMES[1:]))

    @property
    def kept(self) -> dict[str, str]:
        """The filter as an address writes it, without the tab."""
        told = (self.words, self.state, self.board, self.unit, self.officer)
        return {name: value for name, value in zip(NAMES, told, strict=True) if value}


@dataclass(frozen=True, slots=True)
class Choices:
    """Det som filtret låter välja mellan, as (value, name): boards and units by code, officers by uuid."""

    boards: Sequence[tuple[str, str]] = ()
    units: Sequence[tuple[str, str]] = ()
    officers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """Rad i listan."""

    uuid: str
    number: str
    opened_on: date
    subject: str
    board: str
    state: str
    officer: str
    last_at: datetime | None
    last_who: str
    secret: bool
    url: str


@dataclass(frozen=True, slots=True)
class CaseListPage:
    """Sidan. `shown` is “Visar 1–50 av 642”."""

    tab: str
    tabs: Sequence[Tab]
    rows: Sequence[CaseRow]
    shown: str
    previous: str
    next: str
    empty: tuple[Sentence, Sentence]

    @property
    def tells_age(self) -> bool:
        """Whether the list is the one of the oldest first, where each row says since when."""
        return self.tab == BACKLOG


def case_list(actor: Actor, wanted: Wanted, place: Place) -> CaseListPage:
    """Listan som läsaren bad om, among the matters that are visible to her."""
    tab = tab_of(actor, wanted)
    rows = with_last_event(cases_in(actor, tab, wanted))
    page = page_of(rows, place, lambda **more: list_address(tab, wanted, **more), **order_of(tab))
    return CaseListPage(
        tab=tab,
        tabs=tabs_of(actor, tab),
        rows=[case_row(case) for case in page.rows],
        shown=page.shown,
        previous=page.previous,
        next=page.next,
        empty=EMPTY[tab],
    )


def order_of(tab: str) -> dict[str, Any]:
    """Ordningen, as `keyset` takes it."""
    return {"day": "entry__opened_on", "oldest_first": True} if tab == BACKLOG else {}


def choices(actor: Actor) -> Choices:
    """Nämnder, enheter och handläggare att filtrera på (one query): every person who has or had the officer's role."""
    officers = Mandate.objects.filter(user=OuterRef("pk"), role=Role.CASE_OFFICER)
    boards = policy.visible(actor, Board).filter(external_host=False).values(told=_told("code"))
    units = policy.visible(actor, Unit).values(told=_told("code"))
    people = policy.visible(actor, User).filter(Exists(officers)).values(told=_told("uuid"))
    listed = (ArraySubquery(rows.order_by("name", "pk")) for rows in (boards, units, people))
    row: Sequence[Any] = User.objects.filter(pk=actor.user_id or 0).values_list(*listed).first() or ([], [], [])
    return Choices(*([(one["value"], one["name"]) for one in rows] for rows in row))


def _told(value: str) -> JSONObject:
    return JSONObject(value=value, name="name")


def tabs_of(actor: Actor, current: str) -> list[Tab]:
    """Flikarna."""
    return [Tab(name, LABELS[name], list_address(name), None, name == current) for name in tab_names(actor)]


def tab_names(actor: Actor) -> list[str]:
    """Who prepares matters begins with the own ones; a unit's tab is for those who have a unit."""
    mine = [MINE] if actor.holds(Role.CASE_OFFICER) else []
    unit = [UNIT] if _units(actor) else []
    return [*mine, *unit, ALL, BACKLOG]


def tab_of(actor: Actor, wanted: Wanted) -> str:
    """The tab that is asked for, or the reader's first."""
    tabs = tab_names(actor)
    return wanted.tab if wanted.tab in tabs else tabs[0]


def cases_in(actor: Actor, tab: str, wanted: Wanted) -> QuerySet[Case]:
    """Ärendena i en flik som filtret släpper igenom."""
    return _matching(_in_tab(policy.visible(actor, Case), actor, tab), wanted)


def _units(actor: Actor) -> set[int]:
    return {grant.unit_id for grant in actor.grants if grant.unit_id is not None}


def _in_tab(rows: QuerySet[Case], actor: Actor, tab: str) -> QuerySet[Case]:
    if tab == MINE:
        own = {actor.user_id} if actor.user_id else set()
        return rows.filter(case_officer__in=own | actor.doing_the_work_of(Role.CASE_OFFICER))
    if tab == UNIT:
        return rows.filter(unit__in=_units(actor))
    return rows.filter(state__in=OPEN) if tab == BACKLOG else rows


def _matching(rows: QuerySet[Case], wanted: Wanted) -> QuerySet[Case]:
    if wanted.state in CaseState.values:
        rows = rows.filter(state=wanted.state)
    if wanted.board:
        rows = rows.filter(board__code=wanted.board)
    if wanted.unit:
        rows = rows.filter(unit=None) if wanted.unit == NOBODY else rows.filter(unit__code=wanted.unit)
    if wanted.officer:
        rows = rows.filter(case_officer=None) if wanted.officer == NOBODY else rows.filter(_officer(wanted.officer))
    for word in wanted.words.split()[:8]:
        rows = rows.filter(
            Q(entry__public_subject__icontains=word)
            | Q(entry__protected_subject__icontains=word)
            | Q(entry__printed_number__icontains=word)
            | Q(case_officer__name__icontains=word)
        )
    return rows


def _officer(uuid: str) -> Q:
    """The one officer; an identity that is none has no matters."""
    try:
        return Q(case_officer__uuid=UUID(uuid))
    except ValueError:
        return Q(pk__in=[])


def with_last_event(rows: QuerySet[Case]) -> QuerySet[Any]:
    """The matters with what a row shows, the last event among it."""
    last = Event.objects.filter(
        stream=Concat(Value("case:"), Cast(OuterRef("uuid"), TextField())), seq=OuterRef("version")
    )
    return rows.select_related("entry", "board", "case_officer").annotate(
        last_at=Subquery(last.values("at")), last_who=Subquery(last.values("actor_label"))
    )


def case_row(case: Any) -> CaseRow:
    """Raden för ett ärende ur `with_last_event`."""
    return CaseRow(
        uuid=str(case.uuid),
        number=case.entry.printed_number,
        opened_on=case.entry.opened_on,
        subject=subject_of(case),
        board=case.board.name,
        state=str(CaseState(case.state).label),
        officer=case.case_officer.name if case.case_officer else "",
        last_at=case.last_at,
        last_who=case.last_who or "",
        secret=case.entry.is_secret,
        url=reverse("case", args=[case.uuid]),
    )


def list_address(tab: str, wanted: Wanted | None = None, **more: Any) -> str:
    """Listans adress med filtret."""
    query = {"visa": tab, **(wanted.kept if wanted else {}), **more}
    return f"{reverse('case_list')}?{urlencode({name: value for name, value in query.items() if value != ''})}"
