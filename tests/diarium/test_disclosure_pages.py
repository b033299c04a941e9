"""Begäran om handlingar inne i huset: the registry's queue and its answers, and the daily list."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from diarium.models import DisclosureRequest, Document
from diarium.services import disclosure as doors
from tests.builders import CATARINA, IDA, OLLE, ROLF, RUT, SIV
from tests.cases.pages import Budget, as_
from tests.config.strict_html import parsed, text
from tests.diarium.requests import first_document, secret, the_matter
from tests.files import DOCX, PDF

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]
QUEUE = "/diarium/begaran/"


def a_request(*, bound: bool = True) -> DisclosureRequest:
    document = first_document()
    return doors.ask_for_document(
        wanted="Avtalet med polisen",
        contact="",
        entry_id=document.entry_id if bound else None,
        document_id=document.pk if bound else None,
        at=timezone.now(),
        key=uuid4().hex,
    )


@pytest.mark.parametrize("person", [OLLE, SIV, IDA])
def test_the_queue_is_for_the_registrar_and_officers(person: str) -> None:
    address = f"{QUEUE}{a_request().uuid}/"

    assert as_(person).get(QUEUE).status_code == 403
    assert as_(person).get(address).status_code == 403


def test_an_officer_sees_no_request_of_anothers_matter() -> None:
    request = a_request(bound=False)
    client = as_(CATARINA)

    assert request.reference not in text(client.get(QUEUE))
    for part in ("", "lamna-ut/", "maska/", "avsla/", "koppla/", "beslut/"):
        assert client.get(f"{QUEUE}{request.uuid}/{part}").status_code == 404


def test_who_is_not_logged_in_comes_to_the_login(client: Client) -> None:
    assert client.get(QUEUE).headers["Location"].startswith("/logga-in/")


def test_the_queue_shows_reference_age_number_and_status(django_assert_max_num_queries: Budget) -> None:
    request = a_request()
    for _ in range(4):
        a_request()
    client = as_(RUT)

    with django_assert_max_num_queries(12):
        response = client.get(QUEUE)

    shown = text(response)
    for words in (request.reference, "Kom in i dag", "Avtalet med polisen", f"{the_matter().printed_number}-1", "Ny"):
        assert words in shown
    assert "Begäran om handlingar (5)" in shown


def test_a_request_that_has_waited_is_marked_as_late() -> None:
    doors.ask_for_document(wanted="Gammalt", contact="", at=datetime(2026, 11, 2, 8, tzinfo=UTC), key=uuid4().hex)

    page = as_(RUT).get(QUEUE)

    assert "near-late" in page.content.decode()
    assert re.search(r"Väntat \d+ dagar", text(page))


def test_an_empty_queue_says_so() -> None:
    assert "Ingen har begärt någon handling." in text(as_(RUT).get(QUEUE))


def test_a_request_is_opened_in_fifteen_queries_at_most(django_assert_max_num_queries: Budget) -> None:
    request, client = a_request(), as_(RUT)

    with django_assert_max_num_queries(15):
        response = client.get(f"{QUEUE}{request.uuid}/")

    shown = text(response)
    parsed(response)
    for words in ("Avtalet med polisen", first_document().title, "Lämna ut", "Maska och lämna ut", "Avslå …"):
        assert words in shown


def test_the_registrar_releases_the_document() -> None:
    request, client = a_request(), as_(RUT)

    response = client.post(f"{QUEUE}{request.uuid}/lamna-ut/", {"reason": "Mejlad"}, follow=True)

    request.refresh_from_db()
    assert request.status == "released"
    assert f"Begäran {request.reference} är besvarad: lämnad." in text(response)


def test_the_masked_copy_is_saved_as_a_document() -> None:
    request, client = a_request(), as_(RUT)
    file = SimpleUploadedFile("maskad.pdf", PDF, content_type="application/pdf")

    response = client.post(f"{QUEUE}{request.uuid}/maska/", {"reason": "OSL 21:3", "file": file}, follow=True)

    number = Document.objects.filter(entry=the_matter()).order_by("-document_no")[0].document_no
    assert f"Den maskade kopian är sparad som handling {number}." in text(response)
    request.refresh_from_db()
    assert request.status == "masked"


def test_a_masked_copy_is_a_pdf() -> None:
    request, client = a_request(), as_(RUT)
    file = SimpleUploadedFile("maskad.docx", DOCX)

    response = client.post(f"{QUEUE}{request.uuid}/maska/", {"reason": "OSL 21:3", "file": file})

    assert response.status_code == 422
    assert "Spara den maskade kopian som pdf." in text(response)


def test_a_masked_copy_is_registered_only_in_a_matter() -> None:
    request, client = a_request(bound=False), as_(RUT)
    file = SimpleUploadedFile("maskad.pdf", PDF, content_type="application/pdf")

    response = client.post(f"{QUEUE}{request.uuid}/maska/", {"reason": "OSL 21:3", "file": file})

    assert response.status_code == 422
    assert "Koppla begäran till ett ärende först." in text(response)


def test_a_refusal_is_a_decision_on_paper_that_says_how_to_appeal() -> None:
    request, client = a_request(), as_(RUT)
    address = f"{QUEUE}{request.uuid}/"

    empty = client.post(f"{address}avsla/", {"reason": ""})
    assert empty.status_code == 422
    assert "Skriv varför handlingen inte lämnas ut." in text(empty)
    assert client.get(f"{address}beslut/").status_code == 404

    client.post(f"{address}avsla/", {"reason": "Uppgifter om hälsa, OSL 25 kap. 1 §."})
    paper = text(client.get(f"{address}beslut/"))

    for words in (
        "Beslut om att inte lämna ut handling",
        request.reference,
        "Uppgifter om hälsa, OSL 25 kap. 1 §.",
        "kammarrätten",
        "inom tre veckor",
        "Huddinge kommun",
    ):
        assert words in paper


def test_a_request_is_bound_to_a_matter_by_its_number() -> None:
    request, client = a_request(bound=False), as_(RUT)
    address = f"{QUEUE}{request.uuid}/koppla/"

    wrong = client.post(address, {"number": "KS-1999/1"})
    right = client.post(address, {"number": f"dnr {the_matter().printed_number}-1"}, follow=True)

    assert wrong.status_code == 422
    assert "Inget ärende har det numret." in text(wrong)
    assert f"är kopplad till {the_matter().printed_number}-1." in text(right)


def test_what_is_marked_secret_shows_its_number_alone_to_a_registrar_outside() -> None:
    request = a_request()
    title = first_document().title
    secret()

    for address in (QUEUE, f"{QUEUE}{request.uuid}/"):
        page = as_(ROLF).get(address)
        assert f"{the_matter().printed_number}-1" in text(page)
        assert title not in page.content.decode()
    assert "Begäran prövas av den som har behörighet att läsa den." in text(as_(ROLF).get(f"{QUEUE}{request.uuid}/"))
    assert as_(ROLF).post(f"{QUEUE}{request.uuid}/lamna-ut/", {"reason": "Ja"}).status_code == 403


def test_releasing_what_is_marked_asks_how_it_was_tried() -> None:
    request = a_request()
    secret()

    response = as_(CATARINA).post(f"{QUEUE}{request.uuid}/lamna-ut/", {"reason": ""})

    assert response.status_code == 422
    assert "Skriv hur du har prövat sekretessen." in text(response)


def test_beginning_to_try_is_a_button() -> None:
    request, client = a_request(), as_(RUT)

    assert client.get(f"{QUEUE}{request.uuid}/prova/").status_code == 405
    shown = text(client.post(f"{QUEUE}{request.uuid}/prova/", follow=True))

    assert f"Begäran {request.reference} prövas nu." in shown
    assert "Prövas" in shown


def test_the_daily_list_inside_is_the_public_one_with_a_way_to_print_it(django_assert_max_num_queries: Budget) -> None:
    client = as_(RUT)

    with django_assert_max_num_queries(12):
        response = client.get("/diarium/postlista/")

    shown = text(response)
    assert re.search(r"Postlista \d+ \w+ \d{4}", shown)
    assert "Skyddade uppgifter är utelämnade." in shown
    assert "Skriv ut" in shown
    assert "Visa den publika postlistan" in shown


def test_the_daily_list_inside_hides_what_is_secret_from_those_who_may_read_it_too() -> None:
    title = first_document().title
    day = timezone.localtime(first_document().registered_at).date()
    secret()

    page = as_(CATARINA).get(f"/diarium/postlista/{day.isoformat()}/")

    assert title not in page.content.decode()
    assert "Handlingen finns men visas inte här." in text(page)


@pytest.mark.parametrize("person", [IDA])
def test_the_daily_list_inside_is_for_those_who_see_matters(person: str) -> None:
    assert as_(person).get("/diarium/postlista/").status_code == 403
