"""Trasiga anrop: what no page of ours sends is answered with a page, never with an error of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.builders import CATARINA, PATRIK

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]

DIGITS = "9" * 5000


def _as(name: str) -> Client:
    client = Client()
    client.force_login(builders.user(name))
    return client


@pytest.mark.parametrize("address", ["/arenden/?q=%00", "/sok/?q=a%00b", "/dnr/%00", "/uppgifter/?q=x&steg=%00"])
def test_an_address_with_a_null_character_is_a_bad_request(address: str) -> None:
    assert _as(CATARINA).get(address).status_code == 400


@pytest.mark.parametrize("query", [f"version={DIGITS}", "version=99999999999999999999"])
def test_a_version_that_cannot_be_is_a_page_that_is_not_there(query: str) -> None:
    case = builders.the_walk().case()

    assert _as(CATARINA).get(f"/arenden/{case.uuid}/lagesbild/?{query}").status_code == 404


def test_an_empty_form_asks_for_what_is_missing() -> None:
    case = builders.the_walk().case()

    assert _as(CATARINA).post(f"/arenden/{case.uuid}/handlingar/registrera/", {}).status_code == 422


def test_a_row_button_with_an_endless_number_changes_no_row() -> None:
    way = builders.the_walk()
    builders.intervene(way, CATARINA, "take_back")
    client = _as(CATARINA)

    answer = client.post(f"/arenden/{way.case().uuid}/forslag/redigera/", {"row": f"up-point-0-{DIGITS}"})

    assert answer.status_code == 200


def test_a_task_that_is_done_is_told_whatever_the_form_carries() -> None:
    way = builders.the_walk()
    task = way.task("approve_deputy")
    way.perform(PATRIK, "approve_deputy", "approve", version=way.case().reports.get().latest)

    for key in ("a\x00b", "å" * 70_000):
        assert _as(PATRIK).post(f"/uppgifter/{task}/", {"key": key, "outcome": "approve"}).status_code == 409


def test_a_stale_form_with_a_strange_number_is_told_as_stale() -> None:
    task = builders.the_walk().task("approve_deputy")
    client = _as(PATRIK)

    answer = client.post(f"/uppgifter/{task}/", {"key": "k", "outcome": "approve", "version": "77", "seen": "²"})

    assert answer.status_code == 409


def test_a_version_of_twenty_digits_is_no_error_of_ours() -> None:
    task = builders.the_walk().task("approve_deputy")

    answer = _as(PATRIK).post(f"/uppgifter/{task}/", {"key": "k", "outcome": "approve", "version": "9" * 20})

    assert answer.status_code in (409, 422)


def test_the_key_of_another_form_does_not_answer_for_a_task() -> None:
    way = builders.the_walk()
    task = way.task("approve_deputy")
    case = way.case()
    way.perform(PATRIK, "approve_deputy", "approve", version=case.reports.get().latest)
    client = _as(CATARINA)
    document = {"title": "Brev", "direction": "received", "kind": "letter", "dated": "2020-10-01", "secrecy": "none"}
    client.post(f"/arenden/{case.uuid}/handlingar/registrera/", {**document, "key": "the-key"})

    assert client.post(f"/uppgifter/{task}/", {"key": "the-key", "outcome": "approve"}).status_code == 409
