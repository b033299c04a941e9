"""Regler om lägesbilden."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case, Referral, SituationAnalysis

MONTHS_24 = timedelta(days=731)


def _concluded(case: Case) -> bool:
    latest = case.analyses.order_by("-number").first()
    return latest is not None and latest.state == "concluded"


def _fresh(case: Case) -> bool:
    latest = case.analyses.order_by("-number").first()
    return (
        latest is None
        or latest.as_of is None
        or latest.concluded_at is None
        or (latest.concluded_at.date() - latest.as_of <= MONTHS_24)
    )


def collecting(case: Case) -> SituationAnalysis | None:
    """The analysis that is being written; read once for the object in hand and its version."""
    cached: tuple[int, SituationAnalysis | None] | None = case.__dict__.get("_collecting_analysis")
    if cached is None or cached[0] != case.version:
        cached = (case.version, case.analyses.filter(state="collecting").order_by("-number").first())
        case.__dict__["_collecting_analysis"] = cached
    return cached[1]


def given(case: Case) -> QuerySet[Referral]:
    """Lämnade underlag that no concluded version rests on yet; they are sources of the one that is collected."""
    used = apps.get_model("cases", "AnalysisSource").objects.filter(analysis__case=case, document__isnull=False)
    return case.referrals.filter(stance="contributes").exclude(document__in=used.values("document"))


def _has_period(case: Case) -> bool:
    analysis = collecting(case)
    return analysis is not None and analysis.covers_from is not None and analysis.covers_to is not None


def _has_source(case: Case) -> bool:
    analysis = collecting(case)
    return analysis is not None and (analysis.sources.exists() or given(case).exists())


def _has_area(case: Case) -> bool:
    analysis = collecting(case)
    return analysis is not None and analysis.areas.exists()


ANALYSIS_CONCLUDED = Rule(
    "analysis-concluded",
    _("Lägesbilden är inte fastställd."),
    _concluded,
    done=_("Lägesbilden är fastställd"),
    law="2023:196 4 §",
    place="case_analysis",
    mended_by="write_analysis",
)
ANALYSIS_FRESH = Rule(
    "analysis-fresh",
    _("Underlaget är äldre än 24 månader."),
    _fresh,
    law="2023:196 6 §",
    place="case_analysis",
    mended_by="write_analysis",
    severity="warning",
)
ANALYSIS_HAS_PERIOD = Rule(
    "analysis-has-period",
    _("Fyll i vilken period lägesbilden avser."),
    _has_period,
    done=_("Perioden är angiven"),
    place="case_analysis",
    mended_by="write_analysis",
)
ANALYSIS_HAS_SOURCE = Rule(
    "analysis-has-source",
    _("Lägg till minst ett underlag."),
    _has_source,
    done=_("Minst ett underlag finns"),
    place="case_analysis",
    mended_by="write_analysis",
)
ANALYSIS_HAS_AREA = Rule(
    "analysis-has-area",
    _("Lägg till minst ett prioriterat område."),
    _has_area,
    done=_("Minst ett prioriterat område finns"),
    place="case_analysis",
    mended_by="write_analysis",
)
