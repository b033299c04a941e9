"""Lägesbild: the door that saves what is collected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal
from cases.models import AnalysisSource, Case, PriorityArea, SituationAnalysis
from cases.rules.situation_analysis import given
from cases.selectors.situation_analysis import text_of
from cases.services.case import lock_case, record_on_case
from cases.states import AnalysisState


class PeriodReversed(Refusal):
    """The period ends before it begins."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Perioden slutar innan den börjar. Ändra något av datumen."))


class AnalysisChanged(Refusal):
    """Somebody saved the analysis after the person opened it; saving once more is to choose."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            _(
                "Lägesbilden har sparats av någon annan sedan du öppnade den. Det du skrev finns kvar här. "
                "Jämför med den sparade lägesbilden. Sparar du igen gäller din text."
            )
        )


@dataclass(frozen=True, slots=True)
class AreaLine:
    """Prioriterat område som det skrivs i formuläret."""

    name: str
    districts: str = ""
    motivation: str = ""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Underlag som det skrivs i formuläret."""

    title: str
    dated: date | None = None


def open_analysis(case: Case) -> SituationAnalysis:
    """The analysis that is being collected; a new version when the last one is concluded. The case is locked."""
    latest = case.analyses.order_by("-number").first()
    if latest is not None and latest.state == AnalysisState.COLLECTING:
        return latest
    return SituationAnalysis(case=case, number=latest.number + 1 if latest else 1)


def take_in_contributions(analysis: SituationAnalysis) -> None:
    """What was contributed becomes sources of the version that is concluded, each with its document."""
    position = max(analysis.sources.values_list("position", flat=True), default=0)
    AnalysisSource.objects.bulk_create(
        AnalysisSource(
            analysis=analysis,
            position=position + number,
            title=row.document.title,
            dated=row.document.dated,
            document=row.document,
        )
        for number, row in enumerate(given(analysis.case).select_related("document").order_by("ended_at", "pk"), 1)
        if row.document is not None
    )


def _latest_text(case: Case) -> str:
    latest = case.analyses.order_by("number").last()
    return text_of(latest, latest.sources.all(), latest.areas.all()) if latest else text_of(None)


@transaction.atomic
def save_analysis(
    *,
    case_id: int,
    covers_from: date | None,
    covers_to: date | None,
    as_of: date | None,
    analysis: str,
    sources: Sequence[SourceLine],
    areas: Sequence[AreaLine],
    actor: Actor,
    at: datetime,
    seen: str | None = None,
) -> SituationAnalysis:
    """Spara lägesbilden (R5): period, sources, prioritised areas and the common analysis.

    `seen` is the fingerprint (`text_of`) of the latest version as the person had it before them.

    Raises:
        NotAllowed: only the case's officer writes the analysis, in the steps where it is written.
        PeriodReversed: the period ends before it begins.
        AnalysisChanged: somebody saved it since.
    """
    if covers_from and covers_to and covers_to < covers_from:
        raise PeriodReversed
    case = lock_case(case_id)
    actor = policy.require(actor, "write_analysis", case)
    if seen is not None and seen != _latest_text(case):
        raise AnalysisChanged
    kept = open_analysis(case)
    kept.covers_from, kept.covers_to, kept.as_of, kept.analysis = covers_from, covers_to, as_of, analysis
    kept.save()
    known = dict(kept.sources.filter(document__isnull=False).values_list("title", "document"))
    kept.sources.all().delete()
    kept.areas.all().delete()
    AnalysisSource.objects.bulk_create(
        AnalysisSource(
            analysis=kept, position=position, title=line.title, dated=line.dated, document_id=known.get(line.title)
        )
        for position, line in enumerate(sources, 1)
    )
    PriorityArea.objects.bulk_create(
        PriorityArea(
            analysis=kept, position=position, name=line.name, districts=line.districts, motivation=line.motivation
        )
        for position, line in enumerate(areas, 1)
    )
    record_on_case(
        case,
        "analysis_saved",
        actor=actor,
        at=at,
        data={"version": kept.number, "sources": len(sources), "areas": len(areas)},
    )
    return kept
