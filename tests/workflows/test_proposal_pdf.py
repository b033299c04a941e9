"""Förslaget som pdf: its pages counted once, and for those who may read it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cases.models import Case, ReportPdf, StaffReportVersion
from cases.services.report_pdf import count_pages
from config import walk
from tests import builders
from tests.builders import PATRIK
from tests.cases.pages import as_, text
from tests.workflows.proposals import DEPUTY, new_text, open_proposal

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]


def test_the_pages_of_the_pdf_are_counted_once_and_told_of(way: walk.Walk) -> None:
    pages = ReportPdf.objects.get(version__number=2).pages
    assert f"Visa som pdf ({pages} sidor)" in text(as_(PATRIK), reverse("task", args=[way.task(DEPUTY)]))

    first = StaffReportVersion.objects.get(number=1)
    count_pages(first.pk)
    count_pages(first.pk)
    assert ReportPdf.objects.filter(version=first, pages__gte=1).count() == 1


def test_before_the_pages_are_counted_the_link_names_no_number(way: walk.Walk) -> None:
    new_text(way)

    page = text(as_(PATRIK), reverse("task", args=[way.task(DEPUTY)]))

    assert "Visa som pdf" in page
    assert "Visa som pdf (" not in page


def test_the_pdf_is_the_version_asked_for_and_for_those_who_may_read_it(way: walk.Walk) -> None:
    address = reverse("report_pdf", args=[way.case().uuid])

    read = as_(PATRIK).get(address, {"version": "2"})

    assert read.headers["Content-Type"] == "application/pdf"
    assert read.content.startswith(b"%PDF-")
    assert as_(PATRIK).get(address, {"version": "9"}).status_code == 404
    assert as_(builders.OLLE).get(address).status_code in (403, 404)


def test_the_database_keeps_one_row_for_a_person_and_a_version_and_no_pdf_without_pages(way: walk.Walk) -> None:
    open_proposal(way)
    version = StaffReportVersion.objects.get(number=1)

    again = "INSERT INTO cases_openedreport (version_id, user_id, at) SELECT version_id, user_id, at FROM {table}"
    for statement in (
        again.format(table="cases_openedreport"),
        f"INSERT INTO cases_reportpdf (version_id, pages) VALUES ({version.pk}, 0)",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_matter_counts_its_pages_after_the_text_was_sent(way: walk.Walk) -> None:
    assert ReportPdf.objects.filter(version__report__case=Case.objects.get()).exists()
