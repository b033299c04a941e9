"""Sök, och numret i en adress."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from diarium import services as register
from tests import builders
from tests.builders import CATARINA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


@pytest.mark.parametrize(
    "written",
    ["KS-2018/91.103", "ks 2018 91 103", "KS 2018/91", "2018/91", "91.103", "Dnr KS-2018/91.103", " ks-2018/91.103 "],
)
def test_a_number_goes_straight_to_its_matter_however_it_is_written(case: Case, written: str) -> None:
    response = as_(CATARINA).get("/sok/", {"q": written})

    assert response.headers["Location"] == reverse("case", args=[case.uuid])


@pytest.mark.parametrize("address", ["/dnr/KS-2018/91.103", "/dnr/2018/91", "/dnr/KS-2018/91.103/"])
def test_a_number_in_an_address_leads_to_the_matter(case: Case, address: str) -> None:
    assert as_(CATARINA).get(address).headers["Location"] == reverse("case", args=[case.uuid])


def test_the_number_of_a_document_opens_it_unless_it_is_hidden(case: Case) -> None:
    document = case.entry.documents.get(document_no=1)
    client = as_(SIV)
    assert client.get("/sok/", {"q": "Dnr KS-2018/91.103-1"}).headers["Location"] == reverse(
        "document", args=[document.uuid]
    )
    register.mark_document_secret(
        document_id=document.pk, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )

    response = client.get("/dnr/KS-2018/91.103-1")

    assert response.headers["Location"] == reverse("case", args=[case.uuid])


def test_words_find_the_matter_and_its_documents(case: Case) -> None:
    client = as_(CATARINA)

    assert "KS-2018/91.103" in text(client, "/sok/?q=prioriterade+polisen")
    assert "Visar 1–1 av 1" in text(client, "/sok/?q=prioriterade+polisen")
    assert "KS-2018/91.103-2" in text(client, "/sok/?q=lägesbild&visa=handlingar")


@pytest.mark.parametrize("query", ["skolskjuts", "prioriterade skolskjuts", "%", "_", "2018/92", "KS-1950/1"])
def test_what_matches_nothing_says_what_to_try(case: Case, query: str) -> None:
    page = text(as_(CATARINA), f"/sok/?q={query.replace('%', '%25')}")

    assert f"Inget matchar ”{query}”. Prova färre ord, eller sök på del av diarienumret, till exempel 2018/91." in page


def test_an_empty_search_asks_for_words(case: Case) -> None:
    assert "Skriv ett diarienummer eller ord ur ärendemeningen i sökfältet." in text(as_(CATARINA), "/sok/?q=+")


def test_nothing_of_a_secret_matter_is_found_by_number_word_or_document(case: Case) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )
    client = as_(SIV)

    for query in ("q=KS-2018/91.103", "q=samverkansöverenskommelse", "q=lägesbild&visa=handlingar"):
        page = text(client, f"/sok/?{query}")
        assert "Inget matchar" in page, query
    assert client.get("/dnr/KS-2018/91.103").status_code == 404


def test_a_number_that_nobody_has_is_no_page(case: Case) -> None:
    assert as_(CATARINA).get("/dnr/KS-2018/92").status_code == 404


def test_several_matters_of_one_number_are_listed() -> None:
    case = builders.open_case()
    other = builders.open_case(board_id=builders.open_case().board_id)
    year, serial = case.entry.diary.year, case.entry.serial

    page = text(as_(RUT), f"/sok/?q={year}/")

    assert f"KS-{year}/{serial}.103" in page
    assert other.entry.printed_number in page


def test_who_sees_no_matters_has_no_search(case: Case) -> None:
    assert as_(OLLE).get("/sok/?q=samverkan").status_code == 403


def test_a_search_asks_the_database_twelve_times_at_most(case: Case, django_assert_max_num_queries: Budget) -> None:
    client = as_(CATARINA)
    client.get("/sok/?q=samverkan")
    for address in ("/sok/?q=samverkan", "/sok/?q=lägesbild&visa=handlingar"):
        with django_assert_max_num_queries(12):
            client.get(address)
