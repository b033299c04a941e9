"""Ärendetyp: what matters of a kind require."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cases.states import AppealRegime, DecidedBy


class CaseType(models.Model):
    """Ärendetyp: what a kind of case requires (`domain.md` §4.1).

    `required_headings` is empty where the report needs all of the template's. No matter of an ended kind is opened.
    """

    code = models.SlugField(_("kod"), unique=True)
    name = models.CharField(_("namn"), max_length=120)
    process = models.CharField(_("process"), max_length=60)
    has_analysis = models.BooleanField(_("har lägesbild"), default=False)
    has_agreement = models.BooleanField(_("har överenskommelse"), default=False)
    decided_by = models.CharField(_("avgörs av"), max_length=12, choices=DecidedBy, default=DecidedBy.BOARD)
    appeal_regime = models.CharField(_("överklagande"), max_length=24, choices=AppealRegime, default=AppealRegime.NONE)
    required_headings = models.JSONField(_("obligatoriska avsnitt"), default=list, blank=True)
    approval_chain = models.JSONField(_("godkännande i ordning"), default=list, blank=True)
    default_class = models.ForeignKey(
        "diarium.ClassCode", verbose_name=_("klassificering"), null=True, blank=True, on_delete=models.PROTECT
    )
    retention = models.ForeignKey(
        "diarium.RetentionRule", verbose_name=_("gallringsregel"), null=True, blank=True, on_delete=models.PROTECT
    )

    ended_at = models.DateTimeField(_("upphörde"), null=True, blank=True)

    class Meta:
        verbose_name = _("ärendetyp")
        verbose_name_plural = _("ärendetyper")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="cases_case_type_name_once"),
            models.CheckConstraint(
                condition=Q(appeal_regime__in=AppealRegime.values), name="cases_case_type_appeal_regime_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__in=DecidedBy.values), name="cases_case_type_decided_by_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
