"""Sparade sökningar: a person's own list of addresses."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case
from diarium.models import SavedSearch
from diarium.services import saved_search
from tests import builders
from tests.builders import CATARINA, OLLE, SIV
from tests.cases.pages import as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def save(name: str, *, who: str = CATARINA, query: str = "q=samverkan", path: str = "/sok/") -> Any:
    return as_(who).post("/sok/spara/", {"name": name, "path": path, "query": query})


def test_a_saved_search_is_listed_on_its_page_and_leads_back_to_it(case: Case) -> None:
    response = save("  Mina   avtal ", query="q=samverkan&efter=2020-01-01_1&fran=50&visa=")

    assert response.headers["Location"] == "/sok/?q=samverkan"
    page = as_(CATARINA).get("/sok/").content.decode()
    assert '<a class="chip" href="/sok/?q=samverkan">Mina avtal</a>' in page
    assert "Sökningen Mina avtal är sparad." not in page


def test_the_same_name_again_keeps_the_new_search(case: Case) -> None:
    save("Avtal")
    save("Avtal", query="q=polisen")

    assert [row.query for row in SavedSearch.objects.all()] == ["q=polisen"]


def test_nobody_sees_or_removes_anothers_searches(case: Case) -> None:
    save("Avtal")
    saved = SavedSearch.objects.get()
    assert "Avtal</a>" not in as_(SIV).get("/sok/").content.decode()

    assert as_(SIV).post(f"/sok/sparade/{saved.uuid}/ta-bort/").status_code == 404
    assert as_(CATARINA).post(f"/sok/sparade/{saved.uuid}/ta-bort/").headers["Location"] == "/sok/"
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("path", ["https://example.org/", "//example.org/", "/finns-inte/", "javascript:alert(1)", ""])
def test_a_search_leads_to_pages_of_ours_only(case: Case, path: str) -> None:
    assert save("Avtal", path=path).status_code == 422
    assert not SavedSearch.objects.exists()


def test_a_search_without_a_name_is_asked_for_one(case: Case) -> None:
    response = save("   ")

    assert response.status_code == 422
    assert "Ge sökningen ett namn." in response.content.decode()


def test_the_list_has_an_end(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_search, "MOST", 1)
    save("Avtal")

    with pytest.raises(saved_search.SearchNotSaved):
        saved_search.save_search(name="Fler", path="/sok/", query="", actor=builders.actor(CATARINA), at=timezone.now())
    assert save("Avtal", query="q=polisen").status_code == 302


def test_a_search_is_saved_by_post_alone(case: Case) -> None:
    assert as_(OLLE).get("/sok/spara/").status_code == 405
    assert "Spara sökningen" in text(as_(CATARINA), "/sok/?q=samverkan")


LISTS = [
    ("/uppgifter/", "steg=draft", "steg=borta"),
    ("/uppgifter/vantar/", "q=91.103", "steg=borta"),
    ("/arenden/", "visa=alla&namnd=KS", "visa=alla&namnd=BORTA"),
    ("/arenden/balans/", "per=enhet&steg=draft", "per=enhet&enhet=BORTA"),
    ("/beslut/", "utfall=adopted", "utfall=borta"),
    ("/expediering/", "visa=skickade&q=polis", "visa=borta"),
    ("/diarium/", "namnd=KS", "namnd=BORTA"),
]


@pytest.mark.parametrize(("path", "query"), [row[:2] for row in LISTS])
def test_every_list_keeps_its_filter_under_a_name(case: Case, path: str, query: str) -> None:
    page = as_(CATARINA).get(f"{path}?{query}")
    assert "Spara sökningen" in page.content.decode()
    kept = page.context["saved"]
    assert sorted(kept.query.split("&")) == sorted(query.split("&"))

    response = save("Min lista", path=kept.path, query=kept.query)

    assert response.headers["Location"].startswith(f"{path}?")
    assert "Min lista</a>" in as_(CATARINA).get(path).content.decode()
    assert "Min lista</a>" not in as_(SIV).get(path).content.decode()


@pytest.mark.parametrize(("path", "query"), [(row[0], row[2]) for row in LISTS])
def test_a_filter_that_is_there_no_more_is_told_of_and_left_out(case: Case, path: str, query: str) -> None:
    response = as_(CATARINA).get(f"{path}?{query}")

    assert "Valet finns inte längre. Listan visas utan det." in response.content.decode()
    assert "BORTA" not in response.context["saved"].query or path == "/diarium/"


def test_the_same_name_on_another_list_is_another_search(case: Case) -> None:
    save("Mina")
    save("Mina", path="/arenden/", query="visa=mina")

    assert SavedSearch.objects.filter(name="Mina").count() == 2


def test_a_search_is_given_another_name_by_its_owner_alone(case: Case) -> None:
    save("Avtal")
    save("Polisen", query="q=polisen")
    saved = SavedSearch.objects.get(name="Avtal")
    address = f"/sok/sparade/{saved.uuid}/namn/"
    assert as_(SIV).get(address).status_code == 404
    assert as_(SIV).post(address, {"name": "Mitt"}).status_code == 404
    assert "Byt namn på sökningen" in text(as_(CATARINA), address)

    taken = as_(CATARINA).post(address, {"name": "Polisen"})
    unnamed = as_(CATARINA).post(address, {"name": " "})
    renamed = as_(CATARINA).post(address, {"name": "Gamla avtal"})

    assert (taken.status_code, unnamed.status_code) == (422, 422)
    assert "Du har redan en sökning som heter så. Välj ett annat namn." in taken.content.decode()
    assert renamed.headers["Location"] == "/sok/?q=samverkan"
    assert sorted(SavedSearch.objects.values_list("name", flat=True)) == ["Gamla avtal", "Polisen"]
