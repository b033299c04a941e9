"""Listan Beslut (screens.md §3.3): what boards and delegates have decided, and what is not reported to the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case, Decision
from cases.selectors.keyset import Place, page_of
from cases.selectors.page import Tab, subject_of
from cases.selectors.registers import ListPage
from cases.selectors.report_day import report_days
from cases.states import FINAL_OUTCOMES, AppealRegime, Outcome

BY_BOARD, BY_DELEGATE, UNREPORTED, MINUTED = "", "delegation", "ej-anmalda", "protokollfors-sarskilt"
LABELS: Mapping[str, Sentence] = {
    BY_BOARD: _("Nämndbeslut"),
    BY_DELEGATE: _("Delegationsbeslut"),
    UNREPORTED: _("Ej anmälda"),
    MINUTED: _("Protokollförs särskilt"),
}
EMPTY: Mapping[str, Sentence] = {
    BY_BOARD: _("Det finns inga beslut."),
    BY_DELEGATE: _("Det finns inga delegationsbeslut."),
    UNREPORTED: _("Alla delegationsbeslut är anmälda till nämnden."),
    MINUTED: _("Det finns inga delegationsbeslut som ska protokollföras särskilt."),
}
OUTCOME_COLORS: Mapping[str, str] = {
    Outcome.ADOPTED: "success",
    Outcome.ADOPTED_AMENDED: "success",
    Outcome.REJECTED: "danger",
    Outcome.TABLED: "warning",
    Outcome.REFERRED_BACK: "warning",
    Outcome.FORWARDED: "info",
}


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """Rad i beslutslistan. `confirmed` is False until a second person has confirmed; `case` is chosen in bulk.

    An `urgent` decision (KL 6:39) is reported at the board's next meeting: `report_to`, None while none is planned.
    One that is `minuted` is not reported to the board.
    """

    day: date
    body: str
    delegate: str
    paragraph: str
    number: str
    subject: str
    secret: bool
    outcome: str
    color: str
    confirmed: bool
    appeal: str
    reported: date | None
    report_to: date | None
    urgent: bool
    minuted: bool
    case: str
    url: str


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """Filtret över besluten."""

    words: str = ""
    outcome: str = ""
    tab: str = BY_BOARD

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> DecisionFilter:
        """What the address asks for."""
        tab = str(query.get("visa", ""))
        words = " ".join(str(query.get("q", "")).split())[:200]
        return cls(words=words, outcome=str(query.get("utfall", "")), tab=tab if tab in LABELS else BY_BOARD)

    @property
    def kept(self) -> dict[str, str]:
        """The filter as an address holds it."""
        return {"visa": self.tab, "q": self.words, "utfall": self.outcome}


def decision_list(actor: Actor, wanted: DecisionFilter, place: Place) -> ListPage:
    """Besluten i de ärenden som läsaren får se, the latest first."""
    page = page_of(decisions(actor, wanted), place, lambda **more: _address(**wanted.kept, **more), day="meeting_date")
    return ListPage(
        rows=decision_rows(page.rows),
        shown=page.shown,
        previous=page.previous,
        next=page.next,
        tabs=[
            Tab(name or "decision_list", label, _address(visa=name), None, name == wanted.tab)
            for name, label in LABELS.items()
        ],
        tab=wanted.tab,
        empty=EMPTY[wanted.tab],
    )


def decisions(actor: Actor, wanted: DecisionFilter) -> QuerySet[Decision]:
    """Besluten som filtret släpper igenom."""
    rows = Decision.objects.filter(refused=False, case__in=policy.visible(actor, Case))
    if wanted.tab == UNREPORTED:
        rows = rows.filter(UNREPORTED_ROWS)
    elif wanted.tab == MINUTED:
        rows = rows.filter(MINUTED_ROWS)
    else:
        rows = rows.filter(delegation_point__isnull=wanted.tab == BY_BOARD)
    if wanted.outcome in Outcome.values:
        rows = rows.filter(outcome=wanted.outcome)
    for word in wanted.words.split()[:8]:
        rows = rows.filter(_says(word))
    return rows.select_related("body", "case__entry", "case__case_type", "delegation_point", "delegation_report")


_DELEGATED = Q(delegation_point__isnull=False, confirmed_at__isnull=False, delegation_report__isnull=True)
UNREPORTED_ROWS = _DELEGATED & Q(delegation_point__reported=True)
# What is not reported and can be appealed is minuted separately (KL 6:40, 7:8): every decision that ends a matter.
MINUTED_ROWS = _DELEGATED & Q(delegation_point__reported=False, outcome__in=sorted(FINAL_OUTCOMES))


def _says(word: str) -> Q:
    names = ("printed_number", "public_subject", "protected_subject")
    found = Q(body__name__icontains=word) | Q(delegate__icontains=word)
    for name in names:
        found |= Q(**{f"case__entry__{name}__icontains": word})
    return found


def _address(**query: Any) -> str:
    told = urlencode({key: value for key, value in query.items() if value})
    return f"{reverse('decision_list')}?{told}" if told else reverse("decision_list")


def decision_rows(rows: Sequence[Decision]) -> list[DecisionRow]:
    """Raderna för beslut ur `decisions`, with the meetings that the urgent ones are reported at (one query for all)."""
    days = report_days([row for row in rows if not hasattr(row, "delegation_report")])
    return [_row(row, days.get(row.pk)) for row in rows]


def _row(row: Decision, next_meeting: date | None) -> DecisionRow:
    report = getattr(row, "delegation_report", None)
    point = row.delegation_point
    return DecisionRow(
        day=row.meeting_date,
        body=row.body.name,
        delegate=row.delegate,
        paragraph=str(row.paragraph) if point is None else point.number,
        number=row.case.entry.printed_number,
        subject=subject_of(row.case),
        secret=row.case.entry.is_secret,
        outcome=str(Outcome(row.outcome).label),
        color=OUTCOME_COLORS.get(row.outcome, "neutral"),
        confirmed=row.confirmed_at is not None,
        appeal=_appeal(row),
        reported=report.meeting_date if report is not None else None,
        report_to=next_meeting if row.urgent else row.report_to,
        urgent=row.urgent,
        minuted=point is not None and not point.reported,
        case=str(row.case.uuid),
        url=reverse("case_decision", args=[row.case.uuid]),
    )


def _appeal(row: Decision) -> str:
    """Only a decision that ends the matter is appealed (KL 13:2); the day comes with the notice of the minutes."""
    if row.outcome not in FINAL_OUTCOMES:
        return ""
    return str(AppealRegime(row.case.case_type.appeal_regime).label)
