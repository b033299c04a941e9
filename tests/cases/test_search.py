"""Sök, och numret i en adress."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from diarium import services as register
from tests import builders
from tests.builders import CATARINA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.cases.searches import a_document, exported, with_text
from tests.config import strict_html

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


def test_another_form_of_the_word_is_found_and_marked(case: Case) -> None:
    page = as_(CATARINA).get("/sok/?q=prioriterat område")

    strict_html.parsed(page)
    assert "<mark>prioriterade</mark>" in page.content.decode()
    assert "<mark>områden</mark>" in page.content.decode()


def test_a_word_in_the_file_is_found_and_shown_in_its_place(case: Case) -> None:
    document = a_document(case, "Underlag", content=b"hej", file_name="a.txt")
    with_text(document, "Först annat. " * 50 + "Strandskyddet i <Ågesta> gäller. " + "Sist annat. " * 50)

    html = as_(CATARINA).get("/sok/?q=strandskydd&visa=handlingar").content.decode()

    assert "… annat." in html or "… Först" in html
    assert "<mark>Strandskyddet</mark> i &lt;Ågesta&gt; gäller." in html


def test_the_protected_title_is_found_and_shown_to_who_may_read_it(case: Case) -> None:
    protected = {"protected_title": "Yttrande om Zetterqvist", "protection_provision": "OSL 26 kap. 1 §"}
    document = a_document(case, "Yttrande om en enskild", **protected)

    assert "Zetterqvist" in text(as_(CATARINA), "/sok/?q=zetterqvist&visa=handlingar")
    assert document.title not in text(as_(CATARINA), "/sok/?q=zetterqvist&visa=handlingar")


def test_hits_are_narrowed_by_what_they_have_in_common(case: Case) -> None:
    a_document(case, "Lägesbild på remiss", direction="dispatched")
    client = as_(CATARINA)
    page = text(client, "/sok/?q=lägesbild&visa=handlingar")
    assert "Riktning" in page
    assert "Utgående (1)" in page

    narrowed = text(client, "/sok/?q=lägesbild&visa=handlingar&riktning=dispatched")

    assert "Visar 1–1 av 1" in narrowed
    assert "på remiss" in narrowed


@pytest.mark.parametrize(
    "choice",
    [
        "namnd=XX",
        "ar=abcd",
        "ar=1999",
        "klass=000",
        "lage=x",
        "handlaggare=x",
        "handlaggare=ingen",
        "sekretess=x",
        "ar=٢٠١٨",
    ],
)
def test_a_choice_that_fits_nothing_finds_nothing_and_can_be_taken_away(case: Case, choice: str) -> None:
    page = as_(CATARINA).get(f"/sok/?q=samverkan&{choice}")

    assert page.status_code == 200
    assert "Inget matchar" in page.content.decode()
    assert "Ta bort avgränsningen" in page.content.decode()


def test_a_choice_without_hits_is_still_called_by_its_name(case: Case) -> None:
    assert "signing" not in text(as_(CATARINA), "/sok/?q=samverkan&lage=signing")


@pytest.mark.parametrize("place", ["efter=x", "fore=1_x_2", "efter=9_2020-01-01_1", "fran=-1", "efter=2020-13-01_1"])
def test_a_place_that_nobody_gave_out_is_the_beginning(case: Case, place: str) -> None:
    assert "Visar 1–1 av 1" in text(as_(CATARINA), f"/sok/?q=samverkan&{place}")


def test_a_word_spelt_wrong_is_answered_by_one_that_finds_something(case: Case) -> None:
    client = as_(CATARINA)
    page = client.get("/sok/?q=samvrekan").content.decode()
    assert "Menade du" in page
    assert ">samverkan</a>?" in page

    assert "Menade du" not in client.get("/sok/?q=xyzzyqwert").content.decode()


def test_the_best_hits_have_the_word_in_their_heading(case: Case) -> None:
    older = a_document(case, "Cykelplan för Vårby", dated=date(2019, 1, 1), content=b"a", file_name="a.txt")
    newer = a_document(case, "Protokoll", content=b"b", file_name="b.txt")
    with_text(newer, "Nämnden talade om en cykelplan.")
    client = as_(CATARINA)

    newest = text(client, "/sok/?q=cykelplan&visa=handlingar")
    best = text(client, "/sok/?q=cykelplan&visa=handlingar&ordning=bast")

    assert newest.index(newer.title) < newest.index(older.title)
    assert best.index(older.title) < best.index(newer.title)


@pytest.mark.parametrize("order", ["", "&ordning=bast"])
def test_words_that_many_have_are_walked_newest_first(case: Case, monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    client = as_(CATARINA)
    few = text(client, f"/sok/?q=lägesbild&visa=handlingar{order}")
    monkeypatch.setattr("diarium.selectors.search.FEW", 1)
    a_document(case, "Lägesbild igen")
    a_document(case, "Lägesbild än en gång")

    many = text(client, f"/sok/?q=lägesbild&visa=handlingar{order}")

    assert "av över 1 000" in many.replace("\u00a0", " ")
    assert "minst" in many or "Avgränsa" not in many
    assert "Lägesbild" in few


def test_the_rows_of_a_search_as_a_file_are_those_of_the_page(case: Case) -> None:
    assert [row[0] for row in exported(CATARINA, {"q": "samverkan"})] == ["KS-2018/91.103"]
    assert "KS-2018/91.103-2" in {row[0] for row in exported(CATARINA, {"q": "lägesbild", "visa": "handlingar"})}
    assert exported(CATARINA, {"q": "och"}) == exported(CATARINA, {}) == []
    page = as_(CATARINA).get("/sok/?q=samverkan").content.decode()
    assert "/uttag/sokning/?q=samverkan" in page
    assert "KS-2018/91.103" in as_(CATARINA).get("/uttag/sokning/?q=samverkan").getvalue().decode()
