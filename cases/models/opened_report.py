"""Öppnade versioner: which text of a staff report a person has had before them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.staff_report import StaffReportVersion


class OpenedReport(models.Model):
    """Öppnad version: the person has opened this text to judge it. Written once; a newer text is opened anew."""

    version = models.ForeignKey(
        StaffReportVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="opened_by"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("öppnad"))

    class Meta:
        verbose_name = _("öppnad version")
        verbose_name_plural = _("öppnade versioner")
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="cases_report_opened_once")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.user_id}"
