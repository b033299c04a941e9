"""Att registrera: the list, what came, its ways out, and how it is registered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from cases.models import Case
from diarium import services as register
from diarium.calendar import registration_due
from diarium.models import Arrival, Document
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.workflows.arrivals import (
    LEFT,
    LIST,
    NEW,
    NUMBER,
    SHEETS,
    TOGETHER,
    _address,
    _come,
    _form_of,
    _letter,
    _receive,
)

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]
LATE = "/diarium/att-registrera/sent/"


def test_the_oldest_stands_first_with_its_age_and_what_is_late_says_so() -> None:
    _come("Ny fråga")
    _come("Gammal fråga", days=14)

    page = text(as_(RUT), LIST)

    assert page.index("Gammal fråga") < page.index("Ny fråga")
    assert "Försenad Kom in för 14 dagar sedan" in page
    assert "Kom in i dag" in page
    late = text(as_(RUT), f"{LIST}?visa=forsenade")
    assert "Gammal fråga" in late
    assert "Ny fråga" not in late


def test_when_nothing_waits_the_list_says_so() -> None:
    assert "Allt är registrerat." in text(as_(RUT), LIST)
    assert "Inget är försenat." in text(as_(RUT), f"{LIST}?visa=forsenade")
    assert "Allt som kommit in är registrerat." in text(as_(RUT), LEFT)


def test_the_list_is_of_the_registrars_own_boards() -> None:
    _come("Till byggnadsnämnden", board="GSN")
    _come("Till kommunstyrelsen")
    builders.give_role(CATARINA, "registrar", board_id=Board.objects.get(code="GSN").pk)

    page = text(as_(CATARINA), LIST)

    assert "Till byggnadsnämnden" in page
    assert "Till kommunstyrelsen" not in page
    assert as_(CATARINA).get(_address(Arrival.objects.get(board__code="KS"))).status_code == 404
    both = as_(RUT)
    assert "Till kommunstyrelsen" not in text(both, f"{LIST}?namnd=GSN")
    assert "Till kommunstyrelsen" in text(both, f"{LIST}?namnd=finns-inte")


@pytest.mark.parametrize("name", [SIV, IDA, OLLE])
def test_who_is_no_registrar_sees_nothing_of_it(name: str) -> None:
    arrival = _come()

    for address in (LIST, NEW, SHEETS, TOGETHER, LEFT, _address(arrival)):
        assert as_(name).get(address).status_code == 403
    assert as_(name).post(_address(arrival, "leave_arrival"), {}).status_code == 403
    assert as_(name).post("/diarium/registrera/", {"arrival": str(arrival.uuid)}).status_code in {403, 404}


def test_the_list_asks_few_questions_whatever_its_length(django_assert_max_num_queries: Budget) -> None:
    for number in range(12):
        _come(f"Fråga {number}")
    client = as_(RUT)
    client.get(LIST)

    with django_assert_max_num_queries(10):
        client.get(LIST)
    with django_assert_max_num_queries(10):
        client.get(LEFT)
    with django_assert_max_num_queries(12):
        client.get(_address(Arrival.objects.order_by("pk")[0]))


def test_documents_that_were_registered_late_are_listed_with_the_day_they_should_have_been(
    django_assert_max_num_queries: Budget,
) -> None:
    client, case = as_(RUT), Case.objects.get()
    assert "Inga handlingar är sent registrerade." in text(client, LATE)
    for title, days in (("Sen skrivelse", 30), ("Skrivelse i tid", 0)):
        day = timezone.localdate() - timedelta(days=days)
        register.register_document(
            entry_id=case.entry_id,
            title=title,
            direction="received",
            kind="letter",
            dated=day,
            actor=builders.actor(RUT),
            at=timezone.now(),
        )

    with django_assert_max_num_queries(12):
        page = text(client, LATE)

    late = timezone.localdate() - timedelta(days=30)
    assert f"Sen skrivelse {NUMBER}-3 {late.isoformat()} {registration_due(late).isoformat()}" in page
    assert "Skrivelse i tid" not in page
    assert as_(OLLE).get(LATE).status_code == 403


def test_what_came_by_mail_is_shown_with_its_words_and_attachments(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = _letter()
    _receive(raw, monkeypatch)
    arrival = Arrival.objects.get()
    client = as_(RUT)

    page = text(client, _address(arrival))

    for words in ("Fråga om lägesbild", "Åsa Öberg", "Hej, hur går det?", "fråga.pdf", "meddelande.eml"):
        assert words in page
    sent = client.get(reverse("arrival_file", args=[arrival.uuid, 1]))
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert b"".join(sent.streaming_content) == raw  # type: ignore[attr-defined]
    assert client.get(reverse("arrival_file", args=[arrival.uuid, 9])).status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Välj varför handlingen inte ska registreras."),
        ({"way_out": "registered", "reason": "x"}, "Välj varför handlingen inte ska registreras."),
        ({"way_out": "trivial"}, "Skriv skälet."),
        ({"way_out": "kept", "reason": "Kopia"}, "Bekräfta att handlingen inte innehåller sekretess."),
    ],
)
def test_a_way_out_without_what_it_needs_is_refused(sent: dict[str, str], sentence: str) -> None:
    arrival = _come()

    answer = as_(RUT).post(_address(arrival, "leave_arrival"), sent)

    assert answer.status_code == 422
    assert sentence in strict_html.text(answer)
    arrival.refresh_from_db()
    assert arrival.exit == "waiting"


def test_what_is_left_unregistered_is_listed_with_who_and_why() -> None:
    arrival, client = _come("Reklam för skrivare"), as_(RUT)

    answer = client.post(_address(arrival, "leave_arrival"), {"way_out": "trivial", "reason": "Massutskick"})

    assert "Valet är sparat: uppenbart av ringa betydelse." in text(client, answer.headers["Location"])
    builders.give_role(SIV, "auditor")
    for name in (RUT, SIV):
        page = text(as_(name), LEFT)
        for words in ("Reklam för skrivare", "Uppenbart av ringa betydelse", "Massutskick", RUT):
            assert words in page
    page = text(as_(SIV), _address(arrival))
    assert "Massutskick" in page
    assert "Spara valet" not in page
    again = client.post(_address(arrival, "leave_arrival"), {"way_out": "elsewhere", "reason": "x"})
    assert again.status_code == 409
    assert "Rut Sandin har redan tagit hand om handlingen" in strict_html.text(again)


def test_registering_fills_the_form_and_the_arrival_leaves_with_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    _receive(_letter(f"Svar om {NUMBER}"), monkeypatch)
    arrival, client = Arrival.objects.get(), as_(RUT)

    page = client.get(f"/diarium/registrera/?inkommet={arrival.uuid}")
    assert page.context["meant"].matter.number == NUMBER
    assert page.context["form"]["sender_or_recipient"].value() == "Åsa Öberg"
    assert [row.kept.file.file_name for row in page.context["documents"]] == ["meddelande.eml", "fråga.pdf"]
    answer = client.post("/diarium/registrera/", _form_of(page))

    assert answer.headers["Location"] == LIST
    arrival.refresh_from_db()
    assert arrival.exit == "registered"
    assert arrival.document == Document.objects.get(entry__printed_number=NUMBER, document_no=3)
    assert client.get(_address(arrival)).headers["Location"] == reverse("document", args=[arrival.document.uuid])


def test_two_registrars_cannot_register_the_same_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    _receive(_letter(f"Svar om {NUMBER}", attached=False), monkeypatch)
    arrival = Arrival.objects.get()
    page = as_(RUT).get(f"/diarium/registrera/?inkommet={arrival.uuid}")
    first = as_(RUT).post("/diarium/registrera/", _form_of(page))
    assert first.status_code == 302
    before = Document.objects.count()

    second = as_(RUT).post("/diarium/registrera/", _form_of(page, key="another", accepted="active"))

    assert second.status_code == 422
    assert Document.objects.count() == before


def test_what_became_a_secret_document_is_hidden_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _receive(_letter(f"Hot mot N. N. {NUMBER}", attached=False), monkeypatch)
    arrival, client = Arrival.objects.get(), as_(RUT)
    page = client.get(f"/diarium/registrera/?inkommet={arrival.uuid}")
    secret = {"secrecy": "marked", "secrecy_provision": "OSL 18 kap. 1 §", "title": "Brev"}

    assert client.post("/diarium/registrera/", _form_of(page, **secret)).status_code == 302

    assert client.get(_address(arrival)).status_code == 404
    assert client.get(f"/diarium/registrera/?inkommet={arrival.uuid}").status_code == 404


@pytest.mark.parametrize("told", ["nej", "5f1c7a5e-0000-4000-8000-000000000000"])
def test_an_arrival_that_is_none_cannot_be_registered(told: str) -> None:
    assert as_(RUT).get(f"/diarium/registrera/?inkommet={told}").status_code == 404
