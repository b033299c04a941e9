"""Tio handlingar utan mus: the registrar's way through a pile, by tab, space and Ctrl+Skift+Enter."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.capacity import SYSTEM
from accounts.models import Board
from diarium.models import Document
from diarium.services.arrival import take_in
from tests import builders
from tests.builders import RUT
from tests.files import pdf
from tests.journeys.conftest import OpenAs, assert_accessible

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.matter_before("start_situation_analysis")]
PAGE = "/diarium/registrera/"
MOST_TABS = 14
PILE = 10


def _tab_to(page: Page, selector: str) -> None:
    """Forward only: no field that a person needs lies behind the one that was filled in last."""
    for _step in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by the tab key")


def _first(page: Page) -> None:
    """Matter, direction and sender, which the form then remembers."""
    _tab_to(page, "[name=belongs]")
    page.keyboard.press("Space")
    _tab_to(page, "[name=case_number]")
    page.keyboard.type("ks 2018 91")
    _tab_to(page, "[name=direction]")
    expect(page.locator("#arende-svar")).to_contain_text("KS-2018/91.103")
    page.keyboard.press("Space")
    _tab_to(page, "[name=sender_or_recipient]")
    page.keyboard.type("Boende i Skogås")


def _rest(page: Page, title: str) -> None:
    if title:
        _tab_to(page, "[name=title]")
        page.keyboard.type(title)
    _tab_to(page, "[name=kind]")
    page.keyboard.press("B")
    _tab_to(page, "[name=secrecy]")
    page.keyboard.press("Space")


def _choose_file(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chosen:
        page.evaluate("0")  # keys reach the page by a way of their own, and may come before the wish to be told
        page.keyboard.press("Space")
    chosen.value.set_files(path)
    expect(page.locator(".kept-file")).to_contain_text(path.name)


def test_ten_documents_are_registered_by_keyboard_alone(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as(builders.user(RUT), PAGE)
    entry = builders.the_walk().case().entry

    for number in range(1, PILE + 1):
        expect(page.locator("#id_file")).to_be_focused()
        scanned = number % 5 == 0
        if scanned:
            path = tmp_path / f"Brev_{number}.pdf"
            path.write_bytes(pdf(f"Brev {number}"))
            _choose_file(page, path)
            expect(page.locator("#id_title")).to_be_focused()
        if number == 1:
            _first(page)
        _rest(page, "" if scanned else f"Brev {number}")
        page.keyboard.press("Control+Enter" if number == PILE else "Control+Shift+Enter")
        expect(page.get_by_role("status").first).to_contain_text(
            f"Handling KS-2018/91.103-{number + 2} är registrerad."
        )

    documents = Document.objects.filter(entry=entry, document_no__gt=2).order_by("document_no")
    assert [document.title for document in documents] == [f"Brev {number}" for number in range(1, PILE + 1)]
    assert {document.sender_or_recipient for document in documents} == {"Boende i Skogås"}
    assert [document.versions.count() for document in documents] == [0, 0, 0, 0, 1] * 2


def test_the_form_is_accessible_with_files_warnings_and_a_new_matter(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as(builders.user(RUT), PAGE)
    page.check("[name=belongs][value=new]")
    paths = [tmp_path / "ett.pdf", tmp_path / "två.pdf"]
    for path in paths:
        path.write_bytes(pdf(path.name))
    page.locator("#id_file").set_input_files(paths)
    expect(page.locator("#handling-2")).to_be_visible()
    page.check("[name=secrecy][value=marked]")

    assert_accessible(page)

    page.locator("[data-primary]").click()
    expect(page.locator("#error-summary")).to_be_visible()
    assert_accessible(page)


def test_the_list_and_the_page_of_what_came_are_accessible(open_as: OpenAs) -> None:
    board, now = Board.objects.get(code="KS"), timezone.now()
    came = now - timedelta(days=20)
    arrival = take_in(
        board_id=board.pk,
        channel="paper",
        came_on=came.date(),
        arrived_at=came,
        subject="Synpunkter på belysningen",
        actor=SYSTEM,
        at=now,
    )
    page = open_as(builders.user(RUT), "/diarium/att-registrera/")
    page.locator("[data-row]").check()
    expect(page.get_by_text("1 rad vald")).to_be_visible()
    assert_accessible(page)

    page.goto(f"/diarium/att-registrera/{arrival.uuid}/")
    page.get_by_role("button", name="Spara valet").click()

    expect(page.locator("#error-summary")).to_be_visible()
    assert_accessible(page)


DROPPED = """names => {
  const carried = new DataTransfer();
  for (const name of names) carried.items.add(new File([`Text i ${name}\n`], name, {type: "text/plain"}));
  return carried;
}"""


def test_several_files_are_dropped_on_the_form_with_the_mouse(open_as: OpenAs) -> None:
    page = open_as(builders.user(RUT), PAGE)
    carried = page.evaluate_handle(DROPPED, ["ett.txt", "två.txt"])

    page.locator(".drop-zone").dispatch_event("drop", {"dataTransfer": carried})

    expect(page.locator("#handling-2")).to_be_visible()
    expect(page.locator(".kept-file").first).to_contain_text("ett.txt")
    expect(page.locator(".kept-file").nth(1)).to_contain_text("två.txt")


def test_the_form_works_without_javascript(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as(builders.user(RUT), PAGE, javascript=False)
    path = tmp_path / "brev.pdf"
    path.write_bytes(pdf("Brev"))
    page.locator("#id_file").set_input_files(path)
    page.get_by_role("button", name="Läs in filerna").click()
    expect(page.locator("#id_title")).to_have_value("Brev")
    page.check("[name=belongs][value=existing]")
    page.fill("[name=case_number]", "2018/91")
    page.get_by_role("button", name="Slå upp ärendet").click()
    expect(page.locator("#arende-svar")).to_contain_text("Senast i KS-2018/91.103")
    page.check("[name=direction][value=received]")
    page.select_option("[name=kind]", "letter")
    page.check("[name=secrecy][value=none]")

    page.get_by_role("button", name="Registrera", exact=True).click()

    expect(page.get_by_text("Handling KS-2018/91.103-3 är registrerad.")).to_be_visible()
