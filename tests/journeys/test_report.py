"""Förslaget i webbläsaren: written without script, found by its places, approved on a phone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.models import Approval, SituationAnalysis, StaffReportVersion
from tests import builders
from tests.builders import CATARINA, PATRIK
from tests.journeys.conftest import OpenAs, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)
POINT = "Kommundirektören får i uppdrag att underteckna samverkansöverenskommelsen."


def _address(name: str) -> str:
    return reverse(name, args=[builders.the_walk().case().uuid])


@pytest.mark.matter_before("save_staff_report")
def test_a_point_is_added_moved_and_saved_without_script(open_as: OpenAs) -> None:
    page = open_as(builders.user(CATARINA), _address("edit_report"), javascript=False)

    page.get_by_role("button", name="Lägg till beslutspunkt").click()
    page.get_by_label("Beslutspunkt 3", exact=True).fill(POINT)
    page.get_by_role("button", name="Flytta upp beslutspunkt 3").click()
    page.locator(".savebar").get_by_role("button", name="Spara utkast").click()

    assert "Utkastet är sparat." in page.locator("#messages").inner_text()
    points = StaffReportVersion.objects.get(number=2).content["decision_groups"][0]["points"]
    assert points[1]["text"] == POINT


@pytest.mark.matter_before("save_staff_report")
def test_enter_in_a_line_saves_and_never_moves_a_row(open_as: OpenAs) -> None:
    page = open_as(builders.user(CATARINA), _address("edit_report"), javascript=False)

    page.get_by_label("Bilaga 2", exact=True).fill("Lägesbild 2020")
    page.get_by_label("Bilaga 2", exact=True).press("Enter")

    assert "Utkastet är sparat." in page.locator("#messages").inner_text()
    titles = [row["title"] for row in StaffReportVersion.objects.get(number=2).content["attachments"]]
    assert titles[1] == "Lägesbild 2020"


@pytest.mark.matter_before("save_staff_report")
def test_a_finding_leads_to_its_field(open_as: OpenAs) -> None:
    page = open_as(builders.user(CATARINA), _address("edit_report"))

    page.get_by_role("link", name="Gå till bilaga 1").first.click()

    assert page.url.endswith("#id_a0")
    assert page.locator("#id_a0").is_visible()


@pytest.mark.matter_before("save_staff_report")
def test_the_pages_of_the_report_are_accessible(open_as: OpenAs) -> None:
    page = open_as(builders.user(CATARINA), _address("case_report"))
    assert_accessible(page)
    page.goto(_address("edit_report"))
    assert_accessible(page)


@pytest.mark.matter_before("save_analysis")
def test_the_analysis_is_written_and_gone_on_from(open_as: OpenAs) -> None:
    page = open_as(builders.user(CATARINA), _address("edit_analysis"))
    assert_accessible(page)

    page.get_by_label("Från", exact=True).fill("2019-01-01")
    page.get_by_label("Till", exact=True).fill("2019-12-31")
    page.get_by_label("Källa 1", exact=True).fill("Polisens statistik")
    page.get_by_label("Område 1", exact=True).fill("Barn och unga")
    page.get_by_role("button", name="Fastställ lägesbilden").click()
    assert_accessible(page)
    page.get_by_role("button", name="Fastställ lägesbilden").click()

    assert "Lägesbilden är fastställd." in page.locator("#messages").inner_text()
    assert SituationAnalysis.objects.get().state == "concluded"


@pytest.mark.matter_before("approve")
def test_the_approver_answers_in_two_taps_on_a_phone(open_as: OpenAs) -> None:
    task = reverse("task", args=[builders.the_walk().task("approve_deputy")])
    page = open_as(builders.user(PATRIK), task, width=390)
    assert_accessible(page)

    page.get_by_label("Godkänn förslaget").check()
    page.get_by_role("button", name="Skicka ställningstagandet").click()

    assert "är godkänt och går vidare till" in page.locator("#messages").inner_text()
    assert Approval.objects.get().approver_label == PATRIK
