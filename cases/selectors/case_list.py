"""Lista över ärenden (screens.md §3.3): tabs, filter and pages by key, two queries whatever the number of matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role
from audit.models import Event
from audit.rules import Sentence
from cases.models import Case
from cases.policy import OPEN
from cases.selectors.page import Tab, subject_of
from cases.states import CaseState

PAGE = 50
COUNTED = 1000
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
    """Det som adressen ber om. `after`/`before` are keys of the last/first row of the page one comes from."""

    tab: str = ""
    words: str = ""
    state: str = ""
    after: str = ""
    before: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class CaseRow:
    """Rad i listan."""

    uuid: str
    number: str
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
    filtered: bool
    empty: tuple[Sentence, Sentence]


def case_list(actor: Actor, wanted: Wanted) -> CaseListPage:
    """Listan som läsaren bad om, among the matters that are visible to her."""
    tabs = _tabs_of(actor)
    tab = tab_of(actor, wanted)
    rows = cases_in(actor, tab, wanted)
    total = rows.order_by()[: COUNTED + 1].count()
    oldest_first = tab == BACKLOG
    back = bool(wanted.before)
    page = _page(rows, wanted, oldest_first=oldest_first)
    more = len(page) > PAGE
    page = page[:PAGE]
    if back:
        page.reverse()
    start = min(max(wanted.start, 0), COUNTED) if wanted.after or back else 0
    has_next, has_previous = (back or more, (more if back else bool(wanted.after)))
    return CaseListPage(
        tab=tab,
        tabs=[Tab(name, LABELS[name], _address(name), None, name == tab) for name in tabs],
        rows=[case_row(case) for case in page],
        shown=_shown(start, len(page), total),
        previous=_address(tab, wanted, fore=_key(page[0], oldest_first), fran=max(start - PAGE, 0))
        if page and has_previous
        else "",
        next=_address(tab, wanted, efter=_key(page[-1], oldest_first), fran=start + PAGE) if page and has_next else "",
        filtered=bool(wanted.words or wanted.state),
        empty=EMPTY[tab],
    )


def _tabs_of(actor: Actor) -> list[str]:
    """Who prepares matters begins with the own ones; a unit's tab is for those who have a unit."""
    mine = [MINE] if actor.holds(Role.CASE_OFFICER) else []
    unit = [UNIT] if _units(actor) else []
    return [*mine, *unit, ALL, BACKLOG]


def tab_of(actor: Actor, wanted: Wanted) -> str:
    """The tab that is asked for, or the reader's first."""
    tabs = _tabs_of(actor)
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
    for word in wanted.words.split()[:8]:
        rows = rows.filter(
            Q(entry__public_subject__icontains=word)
            | Q(entry__protected_subject__icontains=word)
            | Q(entry__printed_number__icontains=word)
            | Q(case_officer__name__icontains=word)
        )
    return rows


def with_last_event(rows: QuerySet[Case]) -> QuerySet[Any]:
    """The matters with what a row shows, the last event among it."""
    last = Event.objects.filter(
        stream=Concat(Value("case:"), Cast(OuterRef("uuid"), TextField())), seq=OuterRef("version")
    )
    return rows.select_related("entry", "board", "case_officer").annotate(
        last_at=Subquery(last.values("at")), last_who=Subquery(last.values("actor_label"))
    )


def _page(rows: QuerySet[Case], wanted: Wanted, *, oldest_first: bool) -> list[Any]:
    """One row more than the page, from the key on; backwards when one goes back."""
    rows = with_last_event(rows)
    back = bool(wanted.before)
    key = wanted.before or wanted.after
    forwards = oldest_first != back
    day, pk = _parse(key)
    if pk is not None:
        beyond = Q(pk__gt=pk) if forwards else Q(pk__lt=pk)
        if oldest_first and day is not None:
            later = Q(entry__opened_on__gt=day) if forwards else Q(entry__opened_on__lt=day)
            beyond = later | (Q(entry__opened_on=day) & beyond)
        rows = rows.filter(beyond)
    names = ["entry__opened_on", "pk"] if oldest_first else ["pk"]
    return list(rows.order_by(*(F(name).asc() if forwards else F(name).desc() for name in names))[: PAGE + 1])


def _key(case: Case, oldest_first: bool) -> str:
    return f"{case.entry.opened_on.isoformat()}_{case.pk}" if oldest_first else str(case.pk)


def _parse(key: str) -> tuple[date | None, int | None]:
    """A key that nobody gave out is no key."""
    day, _sep, pk = key.rpartition("_")
    try:
        return (date.fromisoformat(day) if day else None), (int(pk) if pk.isdecimal() and len(pk) < 19 else None)
    except ValueError:
        return None, None


def case_row(case: Any) -> CaseRow:
    """Raden för ett ärende ur `with_last_event`."""
    return CaseRow(
        uuid=str(case.uuid),
        number=case.entry.printed_number,
        subject=subject_of(case),
        board=case.board.name,
        state=str(CaseState(case.state).label),
        officer=case.case_officer.name if case.case_officer else "",
        last_at=case.last_at,
        last_who=case.last_who or "",
        secret=case.entry.is_secret,
        url=reverse("case", args=[case.uuid]),
    )


def _shown(start: int, number: int, total: int) -> str:
    if not number:
        return ""
    of = _("över 1 000").replace(" 1 000", "\u00a01\u00a0000") if total > COUNTED else str(total)
    return _("Visar {a}–{b} av {n}").format(a=start + 1, b=start + number, n=of)


def _address(tab: str, wanted: Wanted | None = None, **place: str | int) -> str:
    kept = {"q": wanted.words, "steg": wanted.state} if wanted else {}
    query = {"visa": tab, **kept, **place}
    return f"{reverse('case_list')}?{urlencode({name: value for name, value in query.items() if value != ''})}"
