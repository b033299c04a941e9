"""Godkännande: an approver's word on exactly one text."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.staff_report import StaffReportVersion
from cases.states import ApprovalOutcome


class Approval(models.Model):
    """Godkännande eller återlämnande, bound to a version and its hash (R8). Written once.

    A composite foreign key (version, content hash) stands in the database: the text approved is the text that was seen.
    """

    version = models.ForeignKey(
        StaffReportVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="approvals"
    )
    content_hash = models.CharField(_("kontrollsumma"), max_length=64)
    sending = models.PositiveIntegerField(_("sändning"))
    role = models.CharField(_("roll"), max_length=24)
    outcome = models.CharField(_("ställningstagande"), max_length=10, choices=ApprovalOutcome)
    comment = models.TextField(_("kommentar"), blank=True)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("godkännare"), on_delete=models.PROTECT, related_name="+"
    )
    approver_label = models.CharField(_("godkännare"), max_length=150)
    capacity = models.CharField(_("egenskap"), max_length=200)
    on_behalf_of = models.CharField(_("för"), max_length=150, blank=True)
    acted_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person som godkännaren ersatte"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("när"))

    class Meta:
        verbose_name = _("godkännande")
        verbose_name_plural = _("godkännanden")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "sending", "role"], name="cases_one_word_per_role_and_sending"),
            models.CheckConstraint(
                condition=Q(outcome__in=ApprovalOutcome.values), name="cases_approval_outcome_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ApprovalOutcome.RETURNED) | ~Q(comment=""), name="cases_return_has_comment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.outcome} version {self.version_id}"
