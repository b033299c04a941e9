"""Hur sidorna används: two at one task, back and forward, keys alone, on paper, in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cases.states import CaseState
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK
from tests.journeys.conftest import OpenAs
from tests.journeys.desk import Desks, answer, heading, labelled, main, press, told

pytestmark = [pytest.mark.e2e, pytest.mark.demonstration]
STEPS = [str(label) for code, label in CaseState.choices if code != CaseState.WITHDRAWN]
REPORT = "Samverkansavtal om räddningstjänst, del 2"


@pytest.fixture(autouse=True)
def _in_the_demonstration(transactional_db: None) -> None:
    """Everything here happens in a copy of the demonstration."""


def at_its_case(page: Page, subject: str) -> None:
    page.goto("/arenden/?flik=alla")
    page.get_by_role("rowheader").get_by_role("link", name=subject).click()
    expect(heading(page)).to_have_text(subject)


def test_the_second_window_is_told_who_was_first_and_when(open_as: OpenAs) -> None:
    first = Desks(open_as).open_task(PATRIK, "Godkänn förslag till beslut")
    second = open_as(builders.user(PATRIK), first.url)
    answer(first, "Godkänn förslaget")
    told(first, "är godkänt och går vidare till")

    answer(second, "Återlämna till handläggaren", "Skriv ut vad kostnaden är.")

    already = re.compile(rf"Uppgiften är redan utförd av {PATRIK} i\sdag\skl\.\s\d\d\.\d\d: förslaget godkändes\.")
    expect(main(second)).to_contain_text(already)
    second.get_by_role("link", name="Öppna ärendet").click()
    expect(heading(second)).to_have_text(REPORT)


def test_back_after_a_filter_leads_to_the_list_as_it_was(open_as: OpenAs) -> None:
    page = open_as(builders.user(CATARINA), "/arenden/?flik=alla")
    rows = page.get_by_role("rowheader")
    expect(rows).to_have_count(6)
    labelled(page, "Sökord").fill("räddningstjänst")
    press(page, "Filtrera")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").click()
    expect(heading(page)).to_have_text(REPORT)

    page.go_back()
    expect(rows).to_have_count(1)
    expect(labelled(page, "Sökord")).to_have_value("räddningstjänst")
    page.go_back()

    expect(rows).to_have_count(6)
    expect(labelled(page, "Sökord")).to_have_value("")


def test_the_inbox_is_gone_through_with_the_keys(open_as: OpenAs) -> None:
    page = open_as(builders.user(CATARINA), "/uppgifter/")
    links = page.get_by_role("rowheader").get_by_role("link")

    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    title = links.nth(0).inner_text()
    page.keyboard.press("Enter")

    expect(heading(page)).to_contain_text(title.partition(",")[0])


def test_tab_goes_through_a_task_in_the_order_it_is_read(open_as: OpenAs) -> None:
    page = Desks(open_as).open_task(PATRIK, "Godkänn förslag till beslut")
    places: list[tuple[float, float]] = []
    names: list[str] = []
    page.get_by_role("main").focus()
    for _stop in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(WHERE)
        if not focused["inside"]:
            break
        assert focused["outline"], f"the focus is not seen on {focused['name']}"
        assert not focused["covered"], f"something lies over {focused['name']}"
        places.append((focused["column"], focused["y"]))
        names.append(focused["name"])

    assert "Skicka ställningstagandet" in names
    assert names.index("Skicka ställningstagandet") < names.index("Avbryt")
    assert places == sorted(places), "the focus jumps back"


WHERE = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  const seen = [element, element.closest('.ds-field')].filter(Boolean).map(each => getComputedStyle(each));
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 20) / 2);
  const holder = element.closest('.ds-field, .field, li, fieldset') || element;
  return {
    inside: Boolean(element.closest('main')) && element.tagName !== 'MAIN',
    name: (element.innerText || element.name || element.tagName).trim(),
    outline: seen.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 1),
    covered: Boolean(top) && !holder.contains(top) && !top.contains(element),
    column: element.closest('aside') ? 1 : 0,
    y: Math.round(box.y + scrollY),
  };
}"""


def test_a_matter_on_paper_has_every_step_and_nothing_to_press(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as(builders.user(CATARINA), "/arenden/?flik=alla")
    at_its_case(page, REPORT)
    buttons = [text.strip() for text in page.locator("button, a.ds-button").all_inner_texts() if text.strip()]
    page.emulate_media(media="print")

    printed = page.evaluate("document.body.innerText")

    assert [step for step in STEPS if step not in printed] == []
    assert len(STEPS) == 7
    assert "Skriv ut" in buttons
    assert [text for text in buttons if text in printed.splitlines()] == []
    for shell in (".side-menu", ".topbar", ".tabs", ".button-row", ".actions"):
        for place in page.locator(shell).all():
            expect(place).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")


def test_english_is_a_click_away(open_as: OpenAs) -> None:
    page = open_as(builders.user(CAMILLA), "/installningar/")
    page.get_by_role("radio", name="English").check()
    press(page, "Spara inställningarna")

    page.goto("/uppgifter/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(heading(page)).to_have_text("My tasks")
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Cases").click()
    page.goto("/arenden/?flik=alla")
    page.get_by_role("rowheader").get_by_role("link", name=REPORT).click()
    expect(heading(page)).to_have_text(REPORT)
    for swedish in ("Händelser", "Nästa steg", "Uppgifter om ärendet", "Handläggare", "Beslutet ska skickas till"):
        expect(page.get_by_role("main").get_by_text(swedish)).to_have_count(0)
