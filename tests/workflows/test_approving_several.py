"""Godkänna flera: a row for each proposal, what became of it, and nothing half done (S6)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Approval
from config import walk
from tests import builders
from tests.beside import make_secret
from tests.builders import PATRIK, RUT
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.workflows.proposals import DEPUTY, FIRST, new_text, open_proposal

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]


PAGE = "/uppgifter/godkann/"


def _send(client: Client, page: Any, keys: list[str]) -> Any:
    versions = {f"v{row.line.pk}": row.version for row in page.context["opened"]}
    return client.post(PAGE, {"key": page.context["form"]["key"].value(), "id": keys, **versions})


def test_the_list_offers_to_approve_and_the_page_says_what_has_to_be_opened_first(way: walk.Walk) -> None:
    client, key = as_(PATRIK), f"t{way.task(DEPUTY)}"
    assert "Godkänn förslag …" in text(client, "/uppgifter/")
    assert "Godkänn förslag …" not in text(as_(RUT), "/uppgifter/")
    chosen = client.post("/uppgifter/valda/", {"gor": "godkann", "id": [key], "tillbaka": "/uppgifter/"})

    page = client.get(chosen.headers["Location"])
    assert FIRST in strict_html.text(page)
    assert page.context["opened"] == []

    open_proposal(way)
    page = client.get(chosen.headers["Location"])
    assert FIRST not in strict_html.text(page)
    assert "Version 2, den du har öppnat" in strict_html.text(page)


def test_each_row_says_what_became_of_it_and_the_form_sent_twice_says_the_same(way: walk.Walk) -> None:
    open_proposal(way)
    client, key = as_(PATRIK), f"t{way.task(DEPUTY)}"
    page = client.get(PAGE, {"id": [key]})

    first, second = _send(client, page, [key]), _send(client, page, [key])

    assert "1 förslag är godkänt." in strict_html.text(first)
    assert "Förslaget går vidare till" in strict_html.text(first)
    assert strict_html.text(first) == strict_html.text(second)
    assert "Inget förslag är valt." in text(client, f"{PAGE}?id={key}")
    assert Approval.objects.count() == 1


def test_what_changed_between_the_list_and_the_button_stands_with_its_reason(way: walk.Walk) -> None:
    open_proposal(way)
    client = as_(PATRIK)
    page = client.get(PAGE, {"id": [f"t{way.task(DEPUTY)}"]})
    new_text(way)
    key = f"t{way.task(DEPUTY)}"

    answer = client.post(PAGE, {"key": page.context["form"]["key"].value(), "id": [key], f"v{way.task(DEPUTY)}": "2"})

    said = strict_html.text(answer)
    assert "0 av 1 förslag är godkänt. 1 kunde inte godkännas." in said
    assert "Förslaget har ändrats sedan du öppnade det. Läs version 3 innan du godkänner." in said
    assert not Approval.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 40])
def test_a_version_that_is_no_number_was_never_opened(way: walk.Walk, version: str) -> None:
    open_proposal(way)
    task = way.task(DEPUTY)

    answer = as_(PATRIK).post(PAGE, {"key": uuid4().hex, "id": [f"t{task}"], f"v{task}": version})

    assert answer.status_code == 200
    assert FIRST in strict_html.text(answer)


def test_what_is_not_for_the_person_is_as_if_it_were_not_there(way: walk.Walk) -> None:
    page = as_(builders.OLLE).get(PAGE, {"id": [f"t{way.task(DEPUTY)}", "a1", "t", "x9", "t" + "9" * 30]})

    assert "Inget förslag är valt." in strict_html.text(page)


def test_without_a_key_nothing_is_approved(way: walk.Walk) -> None:
    open_proposal(way)
    task = way.task(DEPUTY)

    answer = as_(PATRIK).post(PAGE, {"id": [f"t{task}"], f"v{task}": "2"})

    assert answer.status_code == 422
    assert not Approval.objects.exists()


def test_a_secret_matters_subject_stays_where_it_may_be_read(way: walk.Walk) -> None:
    task = way.task(DEPUTY)
    subject = way.case().entry.public_subject
    make_secret()

    page = as_(PATRIK).get(PAGE, {"id": [f"t{task}"]})

    assert subject not in strict_html.text(page)


def test_the_page_asks_as_much_for_many_as_for_one(way: walk.Walk) -> None:
    open_proposal(way)
    client, key = as_(PATRIK), f"t{way.task(DEPUTY)}"
    client.get(PAGE, {"id": [key]})

    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE, {"id": [key]})

    assert len(asked) <= 15
