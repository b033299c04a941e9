"""Ärendebalansen: how many open matters each board, unit or officer has, and how old they are. One query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from audit.rules import Sentence
from cases.selectors.case_list import BACKLOG, NOBODY, Wanted, cases_in, list_address
from cases.selectors.page import Tab
from diarium.calendar import add_months

BOARD, UNIT, OFFICER = "namnd", "enhet", "handlaggare"
LIST: Sentence = _("Ärenden")
LABELS: Mapping[str, Sentence] = {BOARD: _("Per nämnd"), UNIT: _("Per enhet"), OFFICER: _("Per handläggare")}
HEADINGS: Mapping[str, Sentence] = {BOARD: _("Nämnd"), UNIT: _("Enhet"), OFFICER: _("Handläggare")}
NONE: Mapping[str, Sentence] = {BOARD: "", UNIT: _("Ingen enhet"), OFFICER: _("Ingen handläggare")}
AGES: Sequence[Sentence] = (_("Under 3 månader"), _("3–6 månader"), _("6–12 månader"), _("Över 12 månader"))
COLUMNS: Sequence[Sentence] = (_("Öppna"), *AGES, _("Äldsta öppnat"))
MONTHS = (3, 6, 12)
# What the rows are grouped by: the value of the filter and the name.
GROUPS: Mapping[str, tuple[str, str]] = {
    BOARD: ("board__code", "board__name"),
    UNIT: ("unit__code", "unit__name"),
    OFFICER: ("case_officer__uuid", "case_officer__name"),
}


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """Rad i balansen: `ages` as `AGES`, `oldest` the day when the oldest of them was opened."""

    name: Sentence
    number: int
    ages: Sequence[int]
    oldest: date
    url: str = ""

    @property
    def told(self) -> Iterable[tuple[Sentence, int]]:
        """The numbers, each with its age."""
        return zip(AGES, self.ages, strict=True)


@dataclass(frozen=True, slots=True)
class BalancePage:
    """Balansen, by name: it compares the work with time, never people with each other."""

    per: str
    heading: Sentence
    rows: Sequence[BalanceRow]
    total: BalanceRow | None


def per_of(asked: str) -> str:
    """What the address wants the balance of."""
    return asked if asked in GROUPS else BOARD


def balance(actor: Actor, wanted: Wanted, per: str, *, today: date) -> BalancePage:
    """Balansen bland de öppna ärenden som läsaren får se, filtret inräknat."""
    rows = balance_rows(grouped(actor, wanted, per, today=today), wanted, per)
    return BalancePage(per, HEADINGS[per], rows, _total(rows))


def grouped(actor: Actor, wanted: Wanted, per: str, *, today: date) -> QuerySet[Any, Any]:
    """En rad per nämnd, enhet eller handläggare; those that have none of it come last."""
    opened = "entry__opened_on"
    edges = [add_months(today, -months) for months in MONTHS]
    spans = [
        Q(**{f"{opened}__gt": edges[0]}),
        *(Q(**{f"{opened}__lte": newer, f"{opened}__gt": older}) for newer, older in pairwise(edges)),
        Q(**{f"{opened}__lte": edges[-1]}),
    ]
    value, name = GROUPS[per]
    return (
        cases_in(actor, BACKLOG, wanted)
        .order_by()
        .values(value=F(value), name=F(name))
        .annotate(
            number=Count("pk"),
            oldest=Min(opened),
            **{f"age_{n}": Count("pk", filter=span) for n, span in enumerate(spans)},
        )
        .order_by(F("name").asc(nulls_last=True), "value")
    )


def balance_rows(found: Iterable[Mapping[str, Any]], wanted: Wanted, per: str) -> list[BalanceRow]:
    """Raderna ur `grouped`, each with the address of its matters."""
    field = {BOARD: "board", UNIT: "unit", OFFICER: "officer"}[per]
    return [
        BalanceRow(
            name=row["name"] or NONE[per],
            number=row["number"],
            ages=[row[f"age_{n}"] for n in range(len(AGES))],
            oldest=row["oldest"],
            url=list_address(BACKLOG, replace(wanted, **{field: str(row["value"] or NOBODY)})),
        )
        for row in found
    ]


def _total(rows: Sequence[BalanceRow]) -> BalanceRow | None:
    if not rows:
        return None
    ages = [sum(row.ages[n] for row in rows) for n in range(len(AGES))]
    return BalanceRow(now_in("Alla"), sum(ages), ages, min(row.oldest for row in rows))


def balance_tabs(wanted: Wanted, current: str) -> list[Tab]:
    """The list of the matters, and the balance per board, unit and officer: of what the filter lets through."""
    tabs = [Tab("case_list", LIST, list_address(BACKLOG, wanted), None, current == "")]
    for per, label in LABELS.items():
        tabs.append(Tab(per, label, balance_address(wanted, per), None, per == current))
    return tabs


def balance_address(wanted: Wanted, per: str) -> str:
    """Balansens adress med filtret."""
    return f"{reverse('case_balance')}?{urlencode({'per': per, **wanted.kept})}"
