"""Tjänsteutlåtande: the administration's report with the proposed decision, in versions written once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.history import audited_history
from cases.models.case import Case
from cases.states import AnswerKind, ReportState, VersionOrigin


class StaffReport(models.Model):
    """Tjänsteutlåtande: one per round of the matter; its text lies in the versions.

    `sending` counts how many times it was sent for approval: an approval belongs to one sending, so what was
    approved before a return or an edit never counts again.
    """

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="reports")
    round = models.PositiveSmallIntegerField(_("omgång"), default=1)
    state = models.CharField(_("läge"), max_length=12, choices=ReportState, default=ReportState.DRAFT)
    latest = models.PositiveIntegerField(_("senaste version"), default=0)
    sending = models.PositiveIntegerField(_("sändning"), default=0)
    title = models.CharField(_("rubrik"), max_length=500, blank=True)

    history = audited_history(table_name="cases_historical_staff_report")

    class Meta:
        verbose_name = _("tjänsteutlåtande")
        verbose_name_plural = _("tjänsteutlåtanden")
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="cases_one_report_per_round"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="cases_report_state_known"),
        ]

    def __str__(self) -> str:
        return f"staff report of {self.case_id}"


class StaffReportVersion(models.Model):
    """Version av tjänsteutlåtandet: its whole content, written once, named by its hash.

    `content` is the structure of `cases.reading.structure`; `findings` what the checks said when it was saved.
    """

    report = models.ForeignKey(
        StaffReport, verbose_name=_("tjänsteutlåtande"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    origin = models.CharField(_("tillkomst"), max_length=10, choices=VersionOrigin)
    content = models.JSONField(_("innehåll"))
    content_hash = models.CharField(_("kontrollsumma"), max_length=64)
    findings = models.JSONField(_("anmärkningar"), default=list)
    saved_at = models.DateTimeField(_("sparad"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sparad av"), on_delete=models.PROTECT, related_name="+"
    )
    author_label = models.CharField(_("sparad av"), max_length=150)

    class Meta:
        verbose_name = _("version av tjänsteutlåtande")
        verbose_name_plural = _("versioner av tjänsteutlåtanden")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="cases_report_version_once"),
            models.UniqueConstraint(fields=["id", "content_hash"], name="cases_report_version_hash"),
            models.CheckConstraint(condition=Q(origin__in=VersionOrigin.values), name="cases_version_origin_known"),
            models.CheckConstraint(condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="cases_version_hash_form"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of report {self.report_id}"


class FindingAnswer(models.Model):
    """Svar på en anmärkning: waived with a reason, or acknowledged. Holds while the fingerprint stands."""

    report = models.ForeignKey(
        StaffReport, verbose_name=_("tjänsteutlåtande"), on_delete=models.PROTECT, related_name="answers"
    )
    version = models.ForeignKey(
        StaffReportVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(_("kod"), max_length=8)
    fingerprint = models.CharField(_("fingeravtryck"), max_length=64)
    kind = models.CharField(_("svar"), max_length=12, choices=AnswerKind)
    reason = models.TextField(_("skäl"), blank=True)
    answered_at = models.DateTimeField(_("när"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("av"), on_delete=models.PROTECT, related_name="+"
    )
    answered_label = models.CharField(_("av"), max_length=150)

    class Meta:
        verbose_name = _("svar på anmärkning")
        verbose_name_plural = _("svar på anmärkningar")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "fingerprint"], name="cases_finding_answered_once"),
            models.CheckConstraint(condition=Q(kind__in=AnswerKind.values), name="cases_answer_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=AnswerKind.WAIVED) | ~Q(reason=""), name="cases_waiver_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind}"
