"""Skrivborden: one browser for each person of a journey, and what everybody does in it, by roles and names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests import builders
from tests.journeys.conftest import OpenAs


@dataclass
class Desks:
    """Each person's own window, opened when they are first needed and kept."""

    open_as: OpenAs
    javascript: bool = True
    width: int = 1280
    _pages: dict[str, Page] = field(default_factory=dict)

    def of(self, name: str) -> Page:
        """The person's window."""
        if name not in self._pages:
            user = builders.user(name)
            self._pages[name] = self.open_as(user, "/uppgifter/", javascript=self.javascript, width=self.width)
        return self._pages[name]

    def open_task(self, name: str, title: str) -> Page:
        """The person finds the task in the inbox and opens it."""
        page = self.of(name)
        page.goto("/uppgifter/")
        page.get_by_role("rowheader").get_by_role("link", name=title, exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(title.partition(",")[0])
        return page


def heading(page: Page) -> Locator:
    """The page's only heading of the first level."""
    return page.get_by_role("heading", level=1)


def main(page: Page) -> Locator:
    """The page without the frame round it."""
    return page.get_by_role("main")


def labelled(place: Page | Locator, label: str) -> Locator:
    """The field with the label, whether it may be left empty or not."""
    return place.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s+\(valfritt\))?\s*$"))


def press(page: Page, button: str) -> None:
    """Press the button in the page, not in its frame."""
    main(page).get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    """Follow the link in the page."""
    main(page).get_by_role("link", name=link, exact=True).first.click()


def tab(page: Page, name: str) -> None:
    """Go to one of the matter's parts."""
    tabs = page.get_by_role("navigation", name="Ärendets delar")
    tabs.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).click()


def told(page: Page, sentence: str) -> None:
    """What is said after an act, in the page's own words."""
    expect(main(page).get_by_role("status").first).to_contain_text(sentence)


def answer(page: Page, choice: str, comment: str = "") -> None:
    """Ställningstagande: choose among the outcomes and send."""
    page.get_by_role("radio", name=choice).check()
    if comment:
        page.get_by_label(re.compile("^Kommentar")).fill(comment)
    press(page, "Skicka ställningstagandet")
