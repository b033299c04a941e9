"""Lägesbild: mapping, other information and analysis, dated and expiring (2023:196 4 and 6 §§)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.states import AnalysisState


class SituationAnalysis(models.Model):
    """Lägesbild: one version; a concluded one is replaced by a new version, never edited (R5)."""

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="analyses")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("läge"), max_length=12, choices=AnalysisState, default=AnalysisState.COLLECTING)
    covers_from = models.DateField(_("avser från"), null=True, blank=True)
    covers_to = models.DateField(_("avser till"), null=True, blank=True)
    as_of = models.DateField(_("läget den"), null=True, blank=True)
    next_update_due = models.DateField(_("uppdateras senast"), null=True, blank=True)
    analysis = models.TextField(_("gemensam analys"), blank=True)
    concluded_at = models.DateTimeField(_("fastställd"), null=True, blank=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("fastställd av"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("lägesbild")
        verbose_name_plural = _("lägesbilder")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_analysis_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=AnalysisState.COLLECTING), name="cases_one_open_analysis"
            ),
            models.CheckConstraint(condition=Q(state__in=AnalysisState.values), name="cases_analysis_state_known"),
            models.CheckConstraint(
                condition=Q(covers_from__isnull=True) | Q(covers_to__isnull=True) | Q(covers_to__gte=F("covers_from")),
                name="cases_analysis_period_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state=AnalysisState.CONCLUDED)
                | Q(
                    covers_from__isnull=False,
                    covers_to__isnull=False,
                    as_of__isnull=False,
                    next_update_due__isnull=False,
                    concluded_at__isnull=False,
                    concluded_by__isnull=False,
                ),
                name="cases_concluded_analysis_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"analysis {self.number} of {self.case_id}"


class AnalysisSource(models.Model):
    """Underlag: what the analysis rests on."""

    analysis = models.ForeignKey(
        SituationAnalysis, verbose_name=_("lägesbild"), on_delete=models.CASCADE, related_name="sources"
    )
    position = models.PositiveSmallIntegerField(_("ordning"))
    title = models.CharField(_("källa"), max_length=300)
    dated = models.DateField(_("datum"), null=True, blank=True)
    document = models.ForeignKey(
        "diarium.Document",
        verbose_name=_("handling"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("underlag")
        verbose_name_plural = _("underlag")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["analysis", "position"], name="cases_source_position_once")]

    def __str__(self) -> str:
        return self.title


class PriorityArea(models.Model):
    """Prioriterat område: entered once, rendered everywhere."""

    analysis = models.ForeignKey(
        SituationAnalysis, verbose_name=_("lägesbild"), on_delete=models.CASCADE, related_name="areas"
    )
    position = models.PositiveSmallIntegerField(_("ordning"))
    name = models.CharField(_("område"), max_length=200)
    districts = models.CharField(_("geografi"), max_length=300, blank=True)
    motivation = models.TextField(_("motivering"), blank=True)

    class Meta:
        verbose_name = _("prioriterat område")
        verbose_name_plural = _("prioriterade områden")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["analysis", "position"], name="cases_area_position_once")]

    def __str__(self) -> str:
        return self.name
