"""Förslaget i webbläsaren: written without script, found by its places, approved on a phone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cases.models import Approval, SituationAnalysis, StaffReportVersion, WorkingCopy
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


@pytest.mark.matter_before("save_staff_report")
def test_what_is_written_without_a_connection_is_sent_when_it_is_back(open_as: OpenAs) -> None:
    page = open_as(builders.user(CATARINA), _address("edit_report"))
    summary = page.get_by_label("Sammanfattning", exact=True)
    status = page.locator("[data-autosave-status]")
    page.context.set_offline(True)

    summary.fill("Skrivet på tåget.")
    summary.blur()
    expect(status).to_have_text("Inte sparat. Du är frånkopplad, texten finns kvar i webbläsaren.")
    page.context.set_offline(False)

    expect(status).to_contain_text("Sparat kl.")
    assert WorkingCopy.objects.get().fields["section-0-text"] == "Skrivet på tåget."
    page.goto(_address("edit_report"))
    expect(summary).to_have_value("Skrivet på tåget.")
    expect(page.get_by_role("button", name="Ta fram texten")).to_be_hidden()


@pytest.mark.matter_before("save_staff_report")
def test_text_that_was_never_sent_is_brought_back_when_the_page_is_opened_again(open_as: OpenAs) -> None:
    page = open_as(builders.user(CATARINA), _address("edit_report"))
    summary = page.get_by_label("Sammanfattning", exact=True)
    page.route("**/arbetskopia/", lambda route: route.abort("internetdisconnected"))
    summary.fill("Skrivet på tåget.")
    summary.blur()
    expect(page.locator("[data-autosave-status]")).to_contain_text("Inte sparat.")
    page.unroute("**/arbetskopia/")

    page.goto(_address("edit_report"))
    expect(summary).not_to_have_value("Skrivet på tåget.")
    assert_accessible(page)
    page.get_by_role("button", name="Ta fram texten").click()

    expect(summary).to_have_value("Skrivet på tåget.")
    expect(page.get_by_role("button", name="Ta fram texten")).to_be_hidden()
    page.locator(".savebar").get_by_role("button", name="Spara utkast").click()
    assert "Utkastet är sparat." in page.locator("#messages").inner_text()
    expect(page.get_by_role("button", name="Ta fram texten")).to_be_hidden()
    assert StaffReportVersion.objects.count() == 2


@pytest.mark.matter_before("save_staff_report")
def test_two_windows_are_told_of_each_other_and_compared(open_as: OpenAs) -> None:
    first, second = (open_as(builders.user(CATARINA), _address("edit_report")) for _ in range(2))
    for page, words in ((first, "Från det ena fönstret."), (second, "Från det andra.")):
        page.get_by_label("Sammanfattning", exact=True).fill(words)
        page.get_by_label("Sammanfattning", exact=True).blur()
        expect(page.locator("[data-autosave-status]")).not_to_have_text("Sparar …")
    expect(first.locator("[data-autosave-status]")).to_contain_text("Sparat kl.")
    expect(second.locator("[data-autosave-status]")).to_contain_text("Någon annan har ändrat texten.")

    second.locator(".savebar").get_by_role("button", name="Spara utkast").click()
    assert "Utkastet är sparat." in second.locator("#messages").inner_text()
    first.goto(_address("edit_report"))

    assert_accessible(first)
    first.get_by_role("button", name="Spara min text som ny version").click()
    assert "Utkastet är sparat." in first.locator("#messages").inner_text()
    assert not WorkingCopy.objects.exists()


@pytest.mark.matter_before("save_staff_report")
def test_the_pages_are_drawn_beside_the_text_on_a_wide_screen(open_as: OpenAs) -> None:
    page = open_as(builders.user(CATARINA), _address("edit_report"), width=1800)
    sheets = page.locator(".beside .sheet")
    expect(sheets.first).to_be_visible()
    before = sheets.first.get_attribute("src")
    assert_accessible(page)
    page.set_viewport_size({"width": 1800, "height": 900})

    page.get_by_label("Sammanfattning", exact=True).fill("Helt andra ord.")
    page.get_by_label("Sammanfattning", exact=True).blur()

    expect(sheets.first).not_to_have_attribute("src", before or "")
    page.goto(_address("preview_report"))
    expect(page.get_by_role("img", name="Sida 1 av")).to_be_visible()
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
