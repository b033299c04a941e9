"""Begär ut en handling: the form that anybody sends without saying who they are."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from diarium import services as register
from diarium.models import DisclosureRequest
from diarium.views import pace
from tests import builders
from tests.builders import RUT
from tests.config.strict_html import text
from tests.diarium.requests import first_document, secret, the_matter

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]
FORM = "/begar-ut/"


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    cache.clear()


def sent(client: Client, **changes: str) -> str:
    """Where the form leads when it has been sent."""
    response = client.post(FORM, {"wanted": "Avtalet med polisen", "key": uuid4().hex, **changes})
    assert response.status_code == 302, text(response)
    return response.headers["Location"]


def test_the_form_asks_what_and_says_that_nobody_need_say_who_they_are(client: Client) -> None:
    shown = text(client.get(FORM))

    assert "Vilken handling vill du ta del av?" in shown
    assert "Du behöver inte tala om vem du är eller varför du vill läsa den." in shown
    assert "E-post eller telefon (valfritt)" in shown


def test_the_receipt_has_the_reference_and_nothing_of_what_was_asked(client: Client) -> None:
    receipt = client.get(sent(client))

    [request] = DisclosureRequest.objects.all()
    assert f"Vi har tagit emot din begäran, referens {request.reference}. Vi svarar skyndsamt." in text(receipt)
    assert re.fullmatch(r"B-\d{4}-0001", request.reference)
    assert "Avtalet" not in receipt.content.decode()


def test_the_form_comes_from_a_row_of_the_diary_with_its_number_filled_in(client: Client) -> None:
    document = first_document()
    page = client.get(f"{FORM}?handling={document.uuid}")
    assert f"{the_matter().printed_number}-1" in page.content.decode()

    sent(client, document=str(document.uuid))

    assert DisclosureRequest.objects.get().document == document


def test_a_secret_document_is_asked_for_as_any_other_and_gets_the_same_receipt(client: Client) -> None:
    open_receipt = text(client.get(sent(client, document=str(first_document().uuid))))
    secret()

    receipt = text(client.get(sent(client, document=str(first_document().uuid))))

    assert receipt == open_receipt.replace("-0001", "-0002")
    assert DisclosureRequest.objects.filter(document=first_document()).count() == 2


def test_working_material_cannot_be_named(client: Client) -> None:
    draft = register.register_document(
        entry_id=the_matter().pk,
        title="Utkast",
        direction="established",
        kind="other",
        dated=timezone.localdate(),
        status="draft",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )

    sent(client, document=str(draft.uuid))

    assert DisclosureRequest.objects.get().document is None


def test_an_empty_form_says_what_is_missing_at_its_field(client: Client) -> None:
    response = client.post(FORM, {"wanted": " ", "contact": "08-1", "key": uuid4().hex})

    assert response.status_code == 422
    shown = text(response)
    assert "Det finns fel på sidan Beskriv vilken handling du vill ta del av." in shown
    assert 'value="08-1"' in response.content.decode()
    assert not DisclosureRequest.objects.exists()


def test_what_only_a_program_fills_in_stops_it(client: Client) -> None:
    response = client.post(FORM, {"wanted": "Köp nu", "leave_empty": "https://example.se", "key": uuid4().hex})

    assert response.status_code == 422
    assert "Lämna det sista fältet tomt." in text(response)
    assert not DisclosureRequest.objects.exists()


def test_a_text_without_end_is_refused(client: Client) -> None:
    response = client.post(FORM, {"wanted": "x" * 2001, "key": uuid4().hex})

    assert response.status_code == 422
    assert not DisclosureRequest.objects.exists()


def test_the_form_is_not_sent_from_elsewhere() -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(FORM, {"wanted": "Avtalet", "key": uuid4().hex}).status_code == 403


def test_the_form_sent_twice_is_one_request(client: Client) -> None:
    key = uuid4().hex

    assert sent(client, key=key) == sent(client, key=key)
    assert DisclosureRequest.objects.count() == 1


def test_an_address_that_asks_too_often_has_to_wait_and_others_have_not(client: Client) -> None:
    for _ in range(pace.MOST):
        sent(client)

    stopped = client.post(FORM, {"wanted": "En till", "key": uuid4().hex})
    other = client.post(FORM, {"wanted": "En annan", "key": uuid4().hex}, REMOTE_ADDR="192.0.2.7")

    assert stopped.status_code == 429
    assert re.search(r"För många försök Vänta \d+ minut(er)? och försök igen\.", text(stopped))
    assert other.status_code == 302
    assert DisclosureRequest.objects.count() == pace.MOST + 1


def test_behind_a_proxy_the_address_is_the_one_that_our_own_proxy_saw(client: Client, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    forged = "10.0.0.1, 198.51.100.9"
    for number in range(pace.MOST):
        client.post(
            FORM,
            {"wanted": "Avtalet", "key": uuid4().hex},
            headers={"X-Forwarded-For": f"10.0.0.{number}, 198.51.100.9"},
        )

    again = {"wanted": "Avtalet", "key": uuid4().hex}
    assert client.post(FORM, again, headers={"X-Forwarded-For": forged}).status_code == 429
    assert client.post(FORM, again, headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 302


def test_who_asks_is_not_kept_with_the_count(client: Client) -> None:
    sent(client)

    assert "127.0.0.1" not in str(getattr(cache, "_cache", {}))


def test_there_is_no_receipt_of_what_was_not_asked(client: Client) -> None:
    assert client.get(f"/begar-ut/{uuid4()}/").status_code == 404
