"""Bilderna i README: pages of the demonstration, taken anew by `make screenshots` (never a part of the suite)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from cases.models import Case
from config import walk
from tests.builders import CATARINA, PATRIK, RUT
from tests.journeys.conftest import OpenAs
from tests.journeys.desk import Desks, tab

PICTURES = Path(__file__).resolve().parent.parent.parent / "docs" / "screenshots"
LARGEST = 200_000

pytestmark = pytest.mark.demonstration


@pytest.fixture(autouse=True)
def _as_a_demonstration(settings: Any) -> None:
    settings.DEMO = True


def test_pictures_are_taken(open_as: OpenAs) -> None:
    desks, telephone = Desks(open_as), Desks(open_as, width=390)
    page = desks.of(CATARINA)
    take(page, "tasks")
    page.goto(f"/dnr/{walk.NUMBER}")
    take(page, "case")
    take(telephone.open_task(PATRIK, "Godkänn förslag till beslut"), "approve-mobile")
    page = desks.of(RUT)
    page.goto(f"/arenden/{Case.objects.order_by('-pk')[0].uuid}/")  # the one that has come furthest
    tab(page, "Historik")
    take(page, "history")

    assert [picture.name for picture in PICTURES.glob("*.png") if picture.stat().st_size > LARGEST] == []


def take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=PICTURES / f"{name}.png")
