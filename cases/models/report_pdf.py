"""Tjänsteutlåtandet som pdf: what is known of it before anybody asks for the file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.staff_report import StaffReportVersion


class ReportPdf(models.Model):
    """Versionen som pdf: how many pages it has. The file is set when somebody reads it; the same version, the same."""

    version = models.OneToOneField(
        StaffReportVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="pdf"
    )
    pages = models.PositiveIntegerField(_("sidor"))

    class Meta:
        verbose_name = _("version som pdf")
        verbose_name_plural = _("versioner som pdf")
        constraints = [models.CheckConstraint(condition=Q(pages__gte=1), name="cases_report_pdf_has_pages")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.pages}"
