"""Tilldelning: who has had the matter, and why it went to another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.states import ConflictGround


class CaseAssignment(models.Model):
    """Tilldelning: who was the matter's officer, from when and by whom (R4). Written once; the latest holds.

    `former` had the matter before. `conflict` is the ground on which that person could not go on: jäv (KL 7:4, 6:28).
    """

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handläggare"), on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(_("tilldelad"))
    assigned_by = models.CharField(_("tilldelad av"), max_length=150)
    reason = models.TextField(_("skäl"), blank=True)
    former = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("förra handläggaren"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    conflict = models.CharField(_("jäv hos den förra handläggaren"), max_length=16, choices=ConflictGround, blank=True)

    class Meta:
        verbose_name = _("tilldelning")
        verbose_name_plural = _("tilldelningar")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(conflict="")
                | (Q(conflict__in=ConflictGround.values, former__isnull=False) & ~Q(reason="")),
                name="cases_conflict_has_ground_and_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.officer_id}"
