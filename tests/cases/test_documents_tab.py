"""Fliken Handlingar, handlingskortet och filen."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.models import Case
from diarium import services as register
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def _tab(case: Case) -> str:
    return reverse("case_documents", args=[case.uuid])


def _first(case: Case) -> Document:
    return case.entry.documents.get(document_no=1)


def _mark_secret(document: Document) -> None:
    register.mark_document_secret(
        document_id=document.pk,
        provision="OSL 18 kap. 1 §",
        protected_title="Hot mot namngiven person",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )


def _file(document: Document) -> str:
    return reverse("document_file", args=[document.uuid, 1])


def test_the_tab_shows_documents_in_number_order_with_their_marks(case: Case) -> None:
    page = text(as_(CATARINA), _tab(case))

    assert page.index("1 Avsiktsförklaring") < page.index("2 Lägesbild 2019")
    assert "Inkommen 2018-12-03 Lokalpolisområde Huddinge 1 Ingen markering" in page


def test_a_document_marked_secret_keeps_its_number_and_date_and_loses_the_rest(case: Case) -> None:
    _mark_secret(_first(case))

    others, hers = text(as_(SIV), _tab(case)), text(as_(CATARINA), _tab(case))

    assert "1 Sekretessmarkerad handling 2018-12-03 Sekretessmarkerad" in others
    assert "Handlingar (2)" in others
    assert "Avsiktsförklaring" not in others
    assert "namngiven" not in others
    assert (
        "1 Hot mot namngiven person Fastställd Inkommen 2018-12-03 Lokalpolisområde Huddinge 1 OSL 18 kap. 1 §" in hers
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("riktning=received", "Lägesbild 2019"),
        ("riktning=dispatched", "Inga handlingar matchar filtret."),
        ("status=cancelled", "Inga handlingar matchar filtret."),
        ("riktning=x&status=y", "Lägesbild 2019"),
    ],
)
def test_the_tab_is_filtered_by_direction_and_status(case: Case, query: str, words: str) -> None:
    assert words in text(as_(CATARINA), f"{_tab(case)}?{query}")


def test_a_matter_without_documents_says_what_can_be_done() -> None:
    case = builders.open_case()

    assert "Det finns inga handlingar i ärendet än. Registrera handling" in text(as_(CATARINA), _tab(case))


def test_the_card_shows_facts_and_versions(case: Case) -> None:
    page = text(as_(CATARINA), reverse("document", args=[_first(case).uuid]))

    for words in ("KS-2018/91.103-1", "Inkommen", "Avsiktsförklaring", "Rut Sandin", "Hämta version 1"):
        assert words in page


def test_a_file_is_something_to_save_and_never_something_that_runs(case: Case) -> None:
    response = as_(CATARINA).get(_file(_first(case)))

    assert response.headers["Content-Disposition"] == 'attachment; filename="letter_of_intent.txt"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "no-store"
    assert b"".join(response.streaming_content).startswith("Avsiktsförklaring".encode())  # type: ignore[attr-defined]


def test_a_secret_document_is_opened_by_a_button_that_tells_the_log(case: Case) -> None:
    document = _first(case)
    _mark_secret(document)
    client = as_(CATARINA)

    linked = client.get(_file(document))
    opened = client.post(_file(document))

    assert linked.headers["Location"] == reverse("document", args=[document.uuid])
    assert b"".join(opened.streaming_content)  # type: ignore[attr-defined]
    told = Event.objects.filter(verb="document_opened")
    assert [(event.actor_label, event.facts["data"]["document_no"]) for event in told] == [(CATARINA, 1)]
    assert "Att du öppnar den loggas." in text(client, reverse("document", args=[document.uuid]))
    overview = text(client, reverse("case", args=[case.uuid]))
    assert "Catarina Klockerud öppnade handling 1 (sekretessmarkerad), Hot mot namngiven person" in overview


@pytest.mark.parametrize("name", [SIV, OLLE])
def test_a_hidden_document_does_not_exist(case: Case, name: str) -> None:
    document = _first(case)
    _mark_secret(document)
    client = as_(name)

    assert client.get(reverse("document", args=[document.uuid])).status_code == 404
    assert client.get(_file(document)).status_code == 404
    assert client.post(_file(document)).status_code == 404
    assert not Event.objects.filter(verb="document_opened").exists()


def test_a_version_that_is_not_there_is_no_page(case: Case) -> None:
    assert as_(CATARINA).get(reverse("document_file", args=[_first(case).uuid, 7])).status_code == 404


def test_the_pages_ask_the_database_fifteen_times_at_most(case: Case, django_assert_max_num_queries: Budget) -> None:
    client = as_(CATARINA)
    client.get(_tab(case))
    for address in (_tab(case), reverse("document", args=[_first(case).uuid])):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
