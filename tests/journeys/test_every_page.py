"""Varje sida kan användas av alla: no finding by axe, a silent console, nothing beside the page, a name of its own."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.config.strict_html import one, parsed
from tests.journeys.conftest import OpenAs, faults
from tests.journeys.desk import Desks
from tests.journeys.pages import all_visits, logged_in, names_of_the_list, names_of_the_program, write_the_list

PARTS = 4
KNOWN = {
    "case", "case_analysis", "case_decision", "case_documents", "case_event", "case_history", "case_list",
    "case_process", "case_recipients", "case_report", "case_tasks", "change_officer", "decision_list", "deliveries",
    "distribution_list", "document", "edit_analysis", "edit_report", "how_the_log_is_checked", "import_report",
    "inbox", "inbox_done", "inbox_waiting", "new_case", "register_document", "review_history", "search", "settings",
    "shortcuts", "task", "write_note",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.demonstration
def test_every_page_has_a_title_of_its_own_and_a_heading() -> None:
    if os.environ.get("PAGES") == "write":
        write_the_list()
    titles: Counter[str] = Counter()
    visits = all_visits()
    for visit in visits:
        answer = logged_in(visit.person).get(visit.address)
        assert (answer.status_code, answer.headers["Content-Type"][:9]) == (200, "text/html"), visit
        tree = parsed(answer)
        titles[one(tree, "title")] += 1
        assert one(tree, "h1"), visit

    assert {visit.name for visit in visits} >= KNOWN
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_address_of_the_program_stands_in_the_list() -> None:
    assert names_of_the_list() == names_of_the_program(), "look for the pages anew: PAGES=write"


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
