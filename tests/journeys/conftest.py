"""The browser of the journeys: the system's own Chromium, logged in by cookie, with an empty console."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.models import User

# The browser's own loop runs in the thread of the test, which Django takes for an asynchronous one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that can differ between light and dark
VIEWS = [("light", 390), ("light", 1280), ("dark", 1280)]
# What the browser and htmx report of what we did on purpose: a refusal, the cleaning at logout.
EXPECTED_IN_CONSOLE = (
    "Failed to load resource: the server responded with a status of",
    "Response Status Error Code",
    "Clear-Site-Data header on",
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",  # where a test takes the connection away
    "Autofocus processing was blocked because a document's URL has a fragment",
)
OpenAs = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses a browser is a journey, also when nobody wrote the marker."""
    for item in items:
        if "open_as" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        if os.environ.get("CI"):
            pytest.fail("Chromium saknas: e2e-testerna kan inte köras.", pytrace=False)
        pytest.skip("Chromium saknas. Installera paketet chromium, eller sätt CHROMIUM.")
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}


@pytest.fixture
def open_as(browser: Browser, live_server: Any) -> Iterator[OpenAs]:
    """Open an address as a person (None = not logged in); afterwards no console may have said anything."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if not any(text in message.text for text in EXPECTED_IN_CONSOLE):
            said.append(f"{message.location.get('url')}: {message.text}")

    def opened(user: User | None, address: str, *, width: int = 1280, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            reduced_motion="reduce",
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        if user is not None:
            log_in(context, user, live_server.url)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == [], "the browser's console is not empty"


def log_in(context: BrowserContext, user: User, url: str) -> None:
    """By cookie: the form is tried by a journey of its own."""
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def assert_accessible(page: Page) -> None:
    """No finding by axe in light, narrow and wide, and in dark; nothing beside the page; one heading; a title."""
    assert faults(page) == []


def faults(page: Page) -> list[str]:
    """Everything that hinders somebody on the page."""
    found: list[str] = []
    before = page.viewport_size
    page.evaluate(AXE)
    for scheme, width in VIEWS:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        where = f"{page.url} {scheme} {width}"
        found += [f"{where}: {line}" for line in findings(page, rules=COLOURS if scheme == "dark" else None)]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found.append(f"{where}: scrolls sideways")
    if page.locator("h1").count() != 1:
        found.append(f"{page.url}: {page.locator('h1').count()} headings of the first level")
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
    return found if page.title() else [*found, f"{page.url}: no title"]


def findings(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """What axe finds (by some of its rules), each with the first places."""
    wanted = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    result = page.evaluate("wanted => axe.run(document, {runOnly: wanted, resultTypes: ['violations']})", wanted)
    return [f"{found['id']}: {[node['target'] for node in found['nodes']][:3]}" for found in result["violations"]]
