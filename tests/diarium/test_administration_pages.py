"""Administrationens sidor: who opens them, what they cost, and the municipality's own boards and words."""

from __future__ import annotations

import pytest

from tests import builders
from tests.builders import CATARINA, IDA, OLLE, PIA, RUT
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.diarium.tables import address

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before(builders.LOADED)]
READ = (
    "administration",
    "board_list",
    "class_plan",
    "class_code",
    "retention_rules",
    "retention_rule",
    "correspondents",
    "correspondent",
    "recipient_groups",
    "recipient_group",
)


KEPT = (
    "terms",
    "add_class_code",
    "change_class_code",
    "end_class_code",
    "read_class_plan",
    "add_retention_rule",
    "change_retention_rule",
    "read_retention_rules",
    "add_correspondent",
    "change_correspondent",
    "add_channel",
    "add_group",
)


POSTED = (
    "save_class_plan",
    "save_retention_rules",
    "add_spelling",
    "end_spelling",
    "end_channel",
    "add_member",
    "change_member",
    "confirm_group",
    "end_group",
)


def test_every_page_of_the_registrar_is_correct_html_with_one_heading() -> None:
    rut = as_(RUT)
    for name in (*READ, *KEPT):
        response = rut.get(address(name))

        assert response.status_code == 200, name
        assert strict_html.one(strict_html.parsed(response), "h1")


@pytest.mark.parametrize(("person", "status"), [(CATARINA, 200), (IDA, 200), (OLLE, 403), (PIA, 403)])
def test_who_has_a_role_reads_the_tables(person: str, status: int) -> None:
    client = as_(person)
    for name in READ:
        response = client.get(address(name))

        assert response.status_code == status, name
        words = strict_html.text(response)
        assert not any(button in words for button in ("Läs in csv", "Ny kod", "Ny mottagare", "Ny grupp", "Ta bort"))


@pytest.mark.parametrize("person", [CATARINA, OLLE])
def test_only_the_registrar_changes_the_tables(person: str) -> None:
    client = as_(person)
    for name in KEPT:
        assert client.get(address(name)).status_code == 403, name
    for name in POSTED:
        assert client.post(address(name)).status_code == 403, name


@pytest.mark.parametrize(
    "where",
    [
        "klassificering/999999/",
        "gallring/999999/",
        f"mottagare/{'0' * 8}-0000-4000-8000-{'0' * 12}/",
        "grupper/999999/",
    ],
)
def test_what_is_not_there_is_not_found(where: str) -> None:
    assert as_(RUT).get(f"/administration/{where}").status_code == 404


def test_the_tables_ask_few_questions(django_assert_max_num_queries: Budget) -> None:
    rut = as_(RUT)
    for where in [address(name) for name in READ]:
        with django_assert_max_num_queries(10):
            rut.get(where)


def test_administration_stands_in_the_menu_of_those_who_may_open_it() -> None:
    assert b"/administration/" in as_(RUT).get("/installningar/").content
    assert b"/administration/" not in as_(OLLE).get("/installningar/").content


def test_the_start_page_leads_to_what_the_reader_may_open() -> None:
    registrar, officer = text(as_(RUT), "/administration/"), text(as_(CATARINA), "/administration/")

    assert "Klassificering Diarieplanens koder, med datum och gallringsregel." in registrar
    assert "Termer Kommunens egna ord på skärmen." in registrar
    assert "Termer" not in officer


def test_the_municipalitys_words_are_kept_and_used() -> None:
    rut = as_(RUT)
    saved = rut.post("/administration/termer/", {"staff_report": " tjänsteskrivelse "}, follow=True)

    assert "1 ord är ändrat." in strict_html.text(saved)
    assert "Inget ord är ändrat." in strict_html.text(
        rut.post("/administration/termer/", {"staff_report": "tjänsteskrivelse"}, follow=True)
    )
    assert "tjänsteskrivelse" in rut.get("/administration/termer/").content.decode()


def test_the_boards_are_shown_with_their_times_and_what_is_not_confirmed() -> None:
    words = text(as_(RUT), "/administration/namnder/")

    assert "värd är Haninge kommun" in words
    assert "koden är inte bekräftad" in words
    assert "efterträdare: Gymnasie- och arbetsmarknadsnämnden" in words
