"""Lägesbilden som den visas (S5): one version with its sources and areas, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from cases import rules
from cases.models import AnalysisSource, Case, PriorityArea, SituationAnalysis
from cases.rules.situation_analysis import MONTHS_24, collecting
from cases.selectors.frame import CheckItem
from cases.selectors.held import holds
from cases.selectors.page import Tag
from cases.selectors.referral import contributed
from cases.states import AnalysisState

EXPIRES_SOON = timedelta(days=90)
CONCLUSION_RULES = (rules.ANALYSIS_HAS_PERIOD, rules.ANALYSIS_HAS_SOURCE, rules.ANALYSIS_HAS_AREA)


@dataclass(frozen=True, slots=True)
class AnalysisCard:
    """En version av lägesbilden."""

    number: int
    tag: Tag
    concluded: bool
    covers_from: date | None
    covers_to: date | None
    as_of: date | None
    next_update_due: date | None
    analysis: str
    concluded_at: datetime | None
    concluded_by: str
    old: bool
    sources: Sequence[AnalysisSource]
    given: Sequence[tuple[str, str]]
    areas: Sequence[PriorityArea]
    seen: str


def text_of(
    row: SituationAnalysis | None, sources: Iterable[AnalysisSource] = (), areas: Iterable[PriorityArea] = ()
) -> str:
    """Fingeravtryck av det som står i versionen: what a person had before them when they began to write."""
    told: list[object] = []
    if row is not None:
        told = [row.number, row.state, row.covers_from, row.covers_to, row.as_of, row.analysis]
        told += [(source.title, source.dated) for source in sources]
        told += [(area.name, area.districts, area.motivation) for area in areas]
    return sha256(repr(told).encode()).hexdigest()


NOTHING_WRITTEN = text_of(None)


def analysis_card(actor: Actor, case: Case, today: date, number: int | None = None) -> AnalysisCard | None:
    """The version with the number, or the latest that the actor may see; None before there is one.

    What is being collected is working material.
    """
    rows = visible_versions(actor, case)
    row = rows[-1] if rows and number is None else next((one for one in rows if one.number == number), None)
    return None if row is None else _card(row, today, contributed(actor, case) if _collecting(row) else [])


def _collecting(row: SituationAnalysis) -> bool:
    return row.state == AnalysisState.COLLECTING


def visible_versions(actor: Actor, case: Case) -> list[SituationAnalysis]:
    """Versionerna som personen får se, the oldest first."""
    rows = list(case.analyses.select_related("concluded_by").order_by("number"))
    if any(row.state == AnalysisState.COLLECTING for row in rows) and not policy.can(
        actor, "see_working_material", case
    ):
        rows = [row for row in rows if row.state == AnalysisState.CONCLUDED]
    return rows


def _card(row: SituationAnalysis, today: date, given: Sequence[tuple[str, str]]) -> AnalysisCard:
    concluded = row.state == AnalysisState.CONCLUDED
    sources, areas = list(row.sources.select_related("document")), list(row.areas.all())
    return AnalysisCard(
        number=row.number,
        tag=_tag(row, today),
        concluded=concluded,
        covers_from=row.covers_from,
        covers_to=row.covers_to,
        as_of=row.as_of,
        next_update_due=row.next_update_due,
        analysis=row.analysis,
        concluded_at=row.concluded_at,
        concluded_by=row.concluded_by.name if row.concluded_by else "",
        old=row.as_of is not None and not concluded and today - row.as_of > MONTHS_24,
        sources=sources,
        given=given,
        areas=areas,
        seen=text_of(row, sources, areas),
    )


def _tag(row: SituationAnalysis, today: date) -> Tag:
    due = row.next_update_due
    if row.state == AnalysisState.COLLECTING:
        return Tag(_("Samlas in"), "info")
    if due is not None and due < today:
        return Tag(_("Uppdateringen är försenad"), "danger", "clock")
    if due is not None and due - today <= EXPIRES_SOON:
        return Tag(_("Ska snart uppdateras"), "warning", "clock")
    return Tag(str(AnalysisState.CONCLUDED.label), "success", "check")


def conclusion_checks(case: Case, today: date) -> list[CheckItem]:
    """Det som ska finnas innan lägesbilden fastställs, every rule at once."""
    analysis = collecting(case)
    address = reverse("edit_analysis", args=[case.uuid])
    items = []
    for rule in CONCLUSION_RULES:
        if analysis is not None and holds(rule, case):
            items.append(CheckItem(rule.done or rule.sentence, "done"))
        else:
            items.append(CheckItem(rule.sentence, "missing", address, _("Fyll i")))
    if not holds(rules.CONTRIBUTIONS_ENDED, case):
        asked = reverse("case_referrals", args=[case.uuid])
        items.append(CheckItem(rules.CONTRIBUTIONS_ENDED.sentence, "missing", asked, _("Åtgärda")))
    if analysis is not None and analysis.as_of is not None and today - analysis.as_of > MONTHS_24:
        items.append(CheckItem(rules.ANALYSIS_FRESH.sentence, "warning", address, _("Se över underlaget")))
    return items
