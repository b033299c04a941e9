"""What every page shows around its content."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.capacity import SYSTEM, Actor
from accounts.models import User
from config import shell
from tests.config.conftest import person
from tests.config.strict_html import one, parsed, text

pytestmark = pytest.mark.usefixtures("own_pages")


def test_the_title_names_the_page_the_product_and_the_municipality(as_catarina: Client) -> None:
    assert one(parsed(as_catarina.get("/uppgifter/")), "title") == "Mina uppgifter – Beslutsgång, Huddinge kommun"


def test_a_form_with_errors_says_so_first_in_the_title_and_in_the_summary(as_catarina: Client) -> None:
    response = as_catarina.post("/uppgifter/", {"comment": ""})

    assert response.status_code == 422
    assert one(parsed(response), "title").startswith("Fel: Mina uppgifter")
    assert "Det finns fel på sidan Skriv en kommentar." in text(response)
    assert b'<a href="#id_comment">Skriv en kommentar.</a>' in response.content


def test_the_menu_shows_what_exists_and_the_person_may_open(as_catarina: Client) -> None:
    content = as_catarina.get("/uppgifter/").content.decode()

    assert 'href="/arenden/"' in content
    assert 'href="/sammantraden/"' not in content  # no such page here
    assert 'href="/administration/"' not in content  # IT's


def test_it_finds_administration_in_the_menu(client: Client, db: None) -> None:
    client.force_login(person("Ida IT", "it_admin"))

    assert 'href="/administration/"' in client.get("/uppgifter/").content.decode()


def test_the_menu_marks_the_place_and_counts_what_waits(as_catarina: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def two(actor: Actor) -> int:
        return 2 if actor.label == "Catarina Klockerud" else 0

    monkeypatch.setitem(shell._counters, "/uppgifter/", two)

    content = as_catarina.get("/uppgifter/").content.decode()

    assert '<a href="/uppgifter/" aria-current="page">' in content
    assert '<span class="count">2</span>' in content


def test_a_demonstration_says_so_on_every_page(as_catarina: Client, client: Client, settings: Any) -> None:
    line = "Det här är en demonstration. Händelserna i den är påhittade."
    assert line not in as_catarina.get("/uppgifter/").content.decode()

    settings.DEMO = True

    assert line in as_catarina.get("/uppgifter/").content.decode()
    assert line in Client().get("/logga-in/").content.decode()
    assert line in as_catarina.get("/prov/last/").content.decode()


def test_a_stand_in_is_reminded_for_whom_and_how_long(client: Client, db: None) -> None:
    camilla, patrik = person("Camilla Broo", "director"), person("Patrik Forshage", "deputy_director")
    today = timezone.localdate()
    services.give_mandate(
        user_id=patrik.pk,
        role="director",
        on_behalf_of_id=camilla.pk,
        valid_from=today,
        valid_to=date(today.year + 1, 1, 31),
        actor=SYSTEM,
        at=timezone.now() - timedelta(minutes=1),
    )
    client.force_login(patrik)

    content = " ".join(client.get("/uppgifter/").content.decode().split()).replace("\u00a0", " ")

    assert f"Du är ersättare för Camilla Broo till och med 31 januari {today.year + 1}." in content


def test_the_page_looks_and_speaks_as_the_person_has_chosen(as_catarina: Client, catarina: User) -> None:
    response = as_catarina.post(
        "/installningar/", {"color_scheme": "dark", "language": "en", "use_shortcuts": ""}, follow=True
    )

    assert '<html lang="en" data-color-scheme="dark"' in response.content.decode()
    assert "data-shortcuts" not in response.content.decode()
    catarina.refresh_from_db()
    assert (catarina.color_scheme, catarina.language, catarina.use_shortcuts) == ("dark", "en", False)


def test_the_language_is_not_what_the_browser_says(client: Client, catarina: User) -> None:
    client.force_login(catarina)

    assert '<html lang="sv"' in client.get("/uppgifter/", headers={"Accept-Language": "en"}).content.decode()


def test_a_setting_outside_the_list_is_refused(as_catarina: Client, catarina: User) -> None:
    response = as_catarina.post("/installningar/", {"color_scheme": "rosa", "language": "sv"})

    assert response.status_code == 422
    assert "Välj utseende." in text(response)
    catarina.refresh_from_db()
    assert catarina.color_scheme == "auto"


@pytest.mark.parametrize("address", ["/uppgifter/", "/arenden/", "/installningar/", "/installningar/kortkommandon/"])
def test_every_page_of_the_frame_is_correct_html_with_one_heading(as_catarina: Client, address: str) -> None:
    assert one(parsed(as_catarina.get(address)), "h1")


def test_the_frame_costs_a_known_number_of_questions(as_catarina: Client, django_assert_max_num_queries: Any) -> None:
    as_catarina.get("/uppgifter/")

    with django_assert_max_num_queries(5):  # session, person, mandates, municipality, the count of tasks
        as_catarina.get("/uppgifter/")
