"""Tjänsteanteckning och ny part."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.models import Case
from tests.builders import CATARINA, OLLE, PATRIK, RUT
from tests.cases.pages import as_, text
from tests.config import strict_html

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def test_a_note_stands_in_the_story_with_its_text(case: Case) -> None:
    client = as_(CATARINA)

    response = client.post(
        reverse("write_note", args=[case.uuid]), {"key": "1", "text": "Räddningstjänsten har läst lägesbilden."}
    )

    assert response.headers["Location"] == reverse("case", args=[case.uuid])
    page = text(client, reverse("case", args=[case.uuid]))
    assert "Anteckningen är sparad." in page
    assert "Catarina Klockerud skrev en tjänsteanteckning" in page
    assert "Räddningstjänsten har läst lägesbilden." in page


def test_the_same_note_sent_twice_is_one_note(case: Case) -> None:
    client = as_(CATARINA)
    for _ in range(2):
        client.post(reverse("write_note", args=[case.uuid]), {"key": "1", "text": "Ringde."})

    assert case.notes.count() == 1


def test_an_empty_note_is_refused(case: Case) -> None:
    response = as_(RUT).post(reverse("write_note", args=[case.uuid]), {"key": "1", "text": "  "})

    assert response.status_code == 422
    assert "Skriv en anteckning innan du sparar." in strict_html.text(response)


@pytest.mark.parametrize("page", ["write_note", "add_party"])
@pytest.mark.parametrize("name", [PATRIK, OLLE])
def test_who_does_not_prepare_the_matter_writes_nothing_in_it(case: Case, name: str, page: str) -> None:
    client = as_(name)

    assert client.get(reverse(page, args=[case.uuid])).status_code == 403
    assert client.post(reverse(page, args=[case.uuid]), {"key": "1", "text": "x", "name": "x"}).status_code == 403


def test_a_party_that_the_register_knows_is_bound_to_it(case: Case) -> None:
    client = as_(CATARINA)

    client.post(reverse("add_party", args=[case.uuid]), {"key": "1", "name": "polisområde stockholm syd"})

    party = case.parties.get(position=4)
    assert party.correspondent is not None
    assert party.name == party.correspondent.name == "Polisområde Stockholm Syd"
    assert "Polisområde Stockholm Syd är tillagd som part." in text(client, reverse("case", args=[case.uuid]))


def test_a_party_that_nobody_knows_is_kept_as_it_is_written(case: Case) -> None:
    as_(CATARINA).post(reverse("add_party", args=[case.uuid]), {"key": "1", "name": "Skogås fotbollsklubb"})

    party = case.parties.get(name="Skogås fotbollsklubb")
    assert party.correspondent is None
    assert not party.is_municipality


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "Fyll i part."), ("Huddinge kommun", "Parten finns redan i ärendet.")]
)
def test_a_party_that_is_missing_or_there_already_is_refused(case: Case, name: str, sentence: str) -> None:
    response = as_(CATARINA).post(reverse("add_party", args=[case.uuid]), {"key": "1", "name": name})

    assert response.status_code == 422
    assert sentence in strict_html.text(response)


def test_the_form_suggests_the_names_of_the_register(case: Case) -> None:
    response = as_(CATARINA).get(reverse("add_party", args=[case.uuid]))

    strict_html.parsed(response)
    assert '<option value="Polisområde Stockholm Syd">' in response.content.decode()
