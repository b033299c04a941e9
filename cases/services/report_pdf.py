"""Tjänsteutlåtandet som pdf: its pages are counted by the worker when the text goes to its approvers."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from cases.models import ReportPdf, StaffReportVersion
from cases.selectors.documents import render_report


def count_pages(version_id: int) -> None:
    """Räkna sidorna i versionen; what is counted stays, however often it is asked for."""
    if ReportPdf.objects.filter(version=version_id).exists():
        return
    version = StaffReportVersion.objects.select_related("report__case__entry").get(pk=version_id)
    with pikepdf.open(BytesIO(render_report(version.report.case, version))) as document:
        pages = len(document.pages)
    ReportPdf.objects.bulk_create([ReportPdf(version=version, pages=pages)], ignore_conflicts=True)
