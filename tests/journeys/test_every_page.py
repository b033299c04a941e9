"""Varje sida kan användas av alla: no finding by axe, a silent console, nothing beside the page, a name of its own."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.config.strict_html import one, parsed
from tests.journeys.conftest import OpenAs, faults
from tests.journeys.desk import Desks
from tests.journeys.pages import all_visits, logged_in

PARTS = 4
KNOWN = {
    "case", "case_analysis", "case_decision", "case_documents", "case_event", "case_history", "case_list",
    "case_process", "case_recipients", "case_report", "case_tasks", "change_officer", "decision_list", "deliveries",
    "distribution_list", "document", "edit_analysis", "edit_report", "how_the_log_is_checked", "import_report",
    "inbox", "inbox_done", "inbox_waiting", "new_case", "register_document", "review_history", "search", "settings",
    "shortcuts", "task", "write_note",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_the_demonstration(transactional_db: None) -> None:
    """Everything here reads the demonstration's database."""


@pytest.mark.demonstration
def test_the_pages_are_found_and_each_has_a_title_and_a_heading() -> None:
    titles: Counter[str] = Counter()
    for visit in all_visits():
        tree = parsed(logged_in(visit.person).get(visit.address))
        titles[one(tree, "title")] += 1
        assert one(tree, "h1"), visit

    assert {visit.name for visit in all_visits()} >= KNOWN
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.e2e
@pytest.mark.demonstration
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_can_use_the_page(open_as: OpenAs, part: int) -> None:
    desks, found = Desks(open_as), []
    for visit in all_visits()[part::PARTS]:
        page = desks.of(visit.person)
        page.goto(visit.address)
        found += faults(page)

    assert found == []
