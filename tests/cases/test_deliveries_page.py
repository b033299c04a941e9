"""Mottagna beslut: the registry of a board reads what was delivered to it, and acknowledges."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from cases.models import Case, Dispatch
from config import walk
from diarium import services as register
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]


@pytest.fixture
def sent(way: walk.Walk) -> Case:
    """The matter whose decision has been sent to nine boards."""
    joint = Board.objects.get(code="SÖFN").pk
    way.perform(RUT, "distribute", "distribute", payload={"left_out": [joint]})
    return way.case()


def _registrar_of(code: str) -> Client:
    builders.give_role(OLLE, "registrar", board_id=Board.objects.get(code=code).pk)
    return as_(OLLE)


def _delivered() -> list[Document]:
    uuids = [row["document"] for row in Dispatch.objects.all()[0].distribution.documents]
    return list(Document.objects.filter(uuid__in=uuids))


def _file(document: Document) -> str:
    return reverse("document_file", args=[document.uuid, 1])


def _fetched(client: Client, document: Document) -> bytes:
    answer = client.post(_file(document))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_boards_registrar_sees_the_delivery_to_the_board_and_no_other(sent: Case) -> None:
    page = text(_registrar_of("SN"), "/mottaget/")

    assert "Socialnämnden För kännedom" in page
    assert "Valnämnden" not in page
    assert "Att kvittera (1)" in page
    assert f"{sent.entry.printed_number} Kommunstyrelsen 28 oktober 2020, § 14" in page
    for document in _delivered():
        assert f"{sent.entry.printed_number}-{document.document_no}" in page


def test_the_registry_of_all_boards_sees_every_delivery(sent: Case) -> None:
    assert "Att kvittera (9)" in text(as_(RUT), "/mottaget/")


def test_the_menu_says_how_many_wait(sent: Case) -> None:
    page = strict_html.parsed(_registrar_of("SN").get("/installningar/"))

    links = [one for one in page.iter(f"{strict_html.XHTML}a") if one.get("href") == "/mottaget/"]
    assert {" ".join(" ".join(link.itertext()).split())[:17] for link in links} == {"Mottagna beslut 1"}


def test_a_delivery_is_acknowledged_and_moves_to_the_other_tab(sent: Case) -> None:
    registrar = _registrar_of("SN")
    row = Dispatch.objects.get(board__code="SN")

    answer = registrar.post(reverse("acknowledge_delivery", args=[row.uuid]), follow=True)

    assert "Beslutet är kvitterat för Socialnämnden." in strict_html.text(answer)
    assert "Inga beslut väntar på att kvitteras." in strict_html.text(answer)
    row.refresh_from_db()
    assert (row.state, row.acknowledged_label) == ("acknowledged", OLLE)
    assert "Olle Olsson" in text(registrar, "/mottaget/?visa=kvitterade")


def test_a_delivery_acknowledged_already_is_told_with_who_did(sent: Case) -> None:
    registrar = _registrar_of("SN")
    address = reverse("acknowledge_delivery", args=[Dispatch.objects.get(board__code="SN").uuid])
    registrar.post(address)

    again = registrar.post(address)

    assert again.status_code == 409
    assert "Beslutet är redan kvitterat för Socialnämnden, av Olle Olsson." in strict_html.text(again)


def test_another_boards_delivery_is_not_acknowledged(sent: Case) -> None:
    registrar = _registrar_of("SN")
    row = Dispatch.objects.get(board__code="VN")

    answer = registrar.post(reverse("acknowledge_delivery", args=[row.uuid]))

    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.state == "sent"


@pytest.mark.parametrize("name", [OLLE, IDA, CATARINA])
def test_who_keeps_no_registry_is_refused(sent: Case, name: str) -> None:
    text(as_(name), "/mottaget/", status=403)
    row = Dispatch.objects.get(board__code="SN")
    assert as_(name).post(reverse("acknowledge_delivery", args=[row.uuid])).status_code == 403


def test_the_delivered_documents_of_a_matter_made_secret_are_opened_by_the_boards_registrar_alone(sent: Case) -> None:
    other = sent.entry.documents.exclude(pk__in=[document.pk for document in _delivered()]).first()
    assert other is not None
    registrar = _registrar_of("SN")
    register.mark_entry_secret(
        entry_id=sent.entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    assert "Socialnämnden" in text(registrar, "/mottaget/")
    for document in _delivered():
        assert _fetched(registrar, document)
        assert as_(RUT).post(_file(document)).status_code == 404
    assert registrar.post(_file(other)).status_code == 404
    assert registrar.get(reverse("case", args=[sent.uuid])).status_code == 404
    assert "Inga beslut väntar på att kvitteras." in text(as_(RUT), "/mottaget/")


def test_the_registrar_of_a_board_that_got_nothing_opens_nothing_of_a_secret_matter(sent: Case) -> None:
    registrar = _registrar_of("KF")
    register.mark_entry_secret(
        entry_id=sent.entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    for document in _delivered():
        assert registrar.post(_file(document)).status_code == 404


def test_opening_a_delivered_document_of_a_secret_matter_is_told_in_the_log(sent: Case) -> None:
    registrar = _registrar_of("SN")
    register.mark_entry_secret(
        entry_id=sent.entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )
    _fetched(registrar, _delivered()[0])

    page = text(as_(CATARINA), reverse("case_history", args=[sent.uuid]))
    assert "Olle Olsson Registrator öppnade handling" in page


def test_the_list_asks_few_questions(sent: Case, django_assert_max_num_queries: Budget) -> None:
    rut = as_(RUT)

    with django_assert_max_num_queries(10):
        rut.get("/mottaget/")
