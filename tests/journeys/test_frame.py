"""The frame in a real browser: look, reach, keys, paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts import services
from accounts.capacity import Actor
from accounts.models import Municipality, User
from tests.config.conftest import person
from tests.journeys.conftest import OpenAs, assert_accessible

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def own_pages(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.config.pages"
    settings.LOGIN_REDIRECT_URL = "/uppgifter/"


@pytest.fixture
def catarina(transactional_db: None) -> User:
    Municipality.objects.create(code="huddinge", name="Huddinge kommun")
    return person("Catarina Klockerud", "case_officer")


def test_a_person_logs_in_through_the_form(open_as: OpenAs, catarina: User) -> None:
    page = open_as(None, "/uppgifter/")
    assert_accessible(page)
    page.get_by_label("E-post").fill(catarina.email)
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("group", name="Det finns fel på sidan")).to_be_focused()
    page.get_by_label("Lösenord").fill("hemligt")
    page.get_by_role("button", name="Logga in").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")


@pytest.mark.parametrize(
    "address", ["/arenden/", "/installningar/", "/installningar/kortkommandon/", "/prov/dold/", "/prov/stoppad/"]
)
def test_everybody_can_use_the_page(open_as: OpenAs, catarina: User, address: str) -> None:
    assert_accessible(open_as(catarina, address))


@pytest.mark.parametrize("width", [320, 800], ids=["enlarged four times", "on half a screen"])
def test_a_page_fits(open_as: OpenAs, catarina: User, width: int) -> None:
    page = open_as(catarina, "/arenden/", width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_layers_lie_in_their_order(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/arenden/")

    assert colour(page, ".ds-button[data-primary]", "color") == "rgb(255, 255, 255)"
    assert colour(page, ".breadcrumb a", "color") == colour(page, ".row-link", "color")
    assert colour(page, ".breadcrumb a", "color") not in ("rgb(0, 0, 238)", "rgb(255, 255, 255)")


def colour(page: Page, selector: str, name: str) -> str:
    found: str = page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{name}")
    return found


def test_the_keys_move_choose_and_open(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/arenden/")
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Skriv lägesbilden")).to_be_focused()
    page.keyboard.press("x")
    expect(bar).to_have_text("1 rad vald")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(bar).to_have_text("2 rader valda")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?row=1")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("j?")
    expect(page.get_by_role("searchbox")).to_have_value("j?")


def test_the_keys_lead_to_the_pages(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/arenden/")

    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_url("**/uppgifter/")
    page.keyboard.press("?")
    page.wait_for_url("**/installningar/kortkommandon/")


def test_the_keys_can_be_turned_off(open_as: OpenAs, catarina: User) -> None:
    own = Actor(id=str(catarina.uuid), label=catarina.name, user_id=catarina.pk)
    services.change_settings(user_id=catarina.pk, actor=own, color_scheme="auto", language="sv", use_shortcuts=False)
    page = open_as(catarina, "/arenden/")

    page.keyboard.press("j")

    assert page.evaluate("document.activeElement === document.body")


def test_a_refused_part_of_a_page_says_why_and_leaves_the_text(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/arenden/")
    page.get_by_label("Anteckning").fill("Räddningstjänsten har läst lägesbilden.")

    page.get_by_role("button", name="Utför uppgiften").click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Uppgiften är redan utförd av Camilla Broo i dag kl. 09.12: Godkänn förslaget.")
    expect(alert).to_be_focused()
    expect(page.get_by_label("Anteckning")).to_have_value("Räddningstjänsten har läst lägesbilden.")


def test_the_menu_of_a_telephone_needs_no_javascript(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/uppgifter/", width=390, javascript=False)
    cases = page.get_by_role("navigation", name="Meny", exact=True).get_by_role("link", name="Ärenden")
    expect(cases).to_be_hidden()

    page.get_by_text("Meny", exact=True).click()
    cases.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Samverkansöverenskommelse för åren 2021-2022")


def test_a_person_logs_out_without_javascript(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/uppgifter/", javascript=False)

    page.locator("summary", has_text="Catarina Klockerud").click()
    page.get_by_role("button", name="Logga ut").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")


def test_settings_are_saved_and_said(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/installningar/")

    page.get_by_role("radio", name="Mörkt").check()
    page.get_by_role("button", name="Spara inställningarna").click()

    expect(page.get_by_role("status")).to_have_text("Inställningarna är sparade.")
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")


def test_the_first_stop_of_the_tab_key_leads_past_the_menu(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/arenden/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_paper_has_the_steps_and_no_buttons(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/arenden/")

    page.emulate_media(media="print")

    for step in ("Utkast", "Lägesbild", "Förslag till beslut", "Beslut"):
        expect(page.locator(".steps").get_by_text(step, exact=True)).to_be_visible()
    for shell in (".side-menu", ".topbar", ".actions", ".tabs", ".button-row", ".breadcrumb"):
        expect(page.locator(shell).first).to_be_hidden()


def test_a_draft_is_saved_when_its_field_is_left(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/arenden/")
    status = page.locator("[data-autosave-status]")

    page.get_by_label("Utkastets text").fill("Räddningstjänsten har läst lägesbilden.")
    page.get_by_label("Anteckning").focus()

    expect(status).to_have_text("Sparat kl. 14.32")
    expect(page.locator("#draft [name=version]")).to_have_value("2")


def test_a_draft_that_could_not_be_saved_says_so_and_stays(open_as: OpenAs, catarina: User) -> None:
    page = open_as(catarina, "/arenden/")

    page.get_by_label("Utkastets text").fill("krock")
    page.get_by_label("Anteckning").focus()

    expect(page.locator("[data-autosave-status]")).to_have_text("Inte sparat.")
    expect(page.get_by_label("Utkastets text")).to_have_value("krock")


def test_the_end_of_the_login_is_told_in_time_and_can_be_put_off(open_as: OpenAs, catarina: User) -> None:
    page = open_as(None, "/logga-in/")
    page.clock.install()
    page.get_by_label("E-post").fill(catarina.email)
    page.get_by_label("Lösenord").fill("hemligt")
    page.get_by_role("button", name="Logga in").click()
    warning = page.get_by_role("region", name="Inloggning")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")
    expect(warning).to_be_hidden()
    page.wait_for_load_state()  # the script has set its clock

    page.clock.fast_forward("23:01")
    expect(warning).to_contain_text("Du loggas ut om 2 minuter.")
    page.get_by_role("button", name="Fortsätt vara inloggad").click()

    expect(warning).to_be_hidden()
