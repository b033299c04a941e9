"""Den publika sidan i en riktig webbläsare: somebody who is nobody to us, on a phone, without script."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Case
from diarium import services
from diarium.calendar import stockholm_date
from diarium.models import DisclosureRequest, Document
from tests import builders
from tests.builders import RUT
from tests.journeys.conftest import OpenAs, assert_accessible

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.matter_before("distribute")]


def a_secret_document() -> Document:
    """The second document of the matter, marked secret."""
    document = Document.objects.order_by("document_no")[1]
    services.mark_document_secret(
        document_id=document.pk, provision="OSL 25 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )
    return document


def test_anybody_can_use_the_public_pages(open_as: OpenAs) -> None:
    entry = a_secret_document().entry
    page = open_as(None, "/publikt/diarium/")
    for address in (
        "/publikt/diarium/",
        "/publikt/diarium/?namnd=KS&fran_och_med=snart",
        f"/publikt/arenden/{entry.uuid}/",
        "/publikt/postlista/",
        "/publikt/oppna-data/",
        "/begar-ut/",
        "/tillganglighet/",
        "/personuppgifter/",
    ):
        page.goto(address)
        assert_accessible(page)


def test_a_public_page_on_paper_has_the_diary_and_nothing_to_press(open_as: OpenAs) -> None:
    entry = a_secret_document().entry
    day = stockholm_date(Document.objects.order_by("document_no")[0].registered_at)
    page = open_as(None, "/publikt/diarium/")
    for address in ("/publikt/diarium/", f"/publikt/arenden/{entry.uuid}/", f"/publikt/postlista/{day}/"):
        page.goto(address)
        if address != "/publikt/diarium/":
            expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()
        page.emulate_media(media="print")

        printed = page.evaluate("document.body.innerText")

        assert entry.printed_number in printed, address
        for shell in (".public-head nav", ".public-foot", ".skip", ".button-row", "form"):
            for place in page.locator(shell).all():
                expect(place).to_be_hidden()
        page.emulate_media(media="screen")


def test_a_secret_document_is_asked_for_on_a_phone_without_script(open_as: OpenAs) -> None:
    secret = a_secret_document()
    number = Case.objects.get().entry.printed_number
    page = open_as(None, "/publikt/diarium/", width=390, javascript=False)

    page.get_by_role("searchbox").fill(number.lower().replace("-", " "))
    page.get_by_role("button", name="Sök").click()
    row = page.locator("#handling-2")
    assert "Handlingen finns men visas inte här." in row.inner_text()
    row.get_by_role("link", name="Begär ut handlingen").click()
    page.get_by_role("button", name="Skicka begäran").click()

    assert re.search(r"referens B-\d{4}-0001\. Vi svarar skyndsamt\.", page.locator("main").inner_text())
    assert DisclosureRequest.objects.get().document == secret


def test_the_registrar_answers_from_the_queue(open_as: OpenAs) -> None:
    page = open_as(None, "/begar-ut/")
    page.get_by_role("button", name="Skicka begäran").click()
    page.get_by_role("link", name="Beskriv vilken handling du vill ta del av.").click()
    page.get_by_label("Vilken handling vill du ta del av?").fill("Avsiktsförklaringen från 2018")
    page.get_by_role("button", name="Skicka begäran").click()

    desk = open_as(builders.user(RUT), "/diarium/begaran/")
    assert_accessible(desk)
    desk.get_by_role("link", name=re.compile(r"B-\d{4}-0001")).click()
    assert_accessible(desk)
    desk.get_by_role("link", name="Avslå …").click()
    desk.get_by_label("Skäl").fill("Handlingen finns inte hos kommunen.")
    desk.get_by_role("button", name="Avslå begäran").click()
    desk.get_by_role("link", name="Skriftligt beslut").click()

    assert_accessible(desk)
    assert "Handlingen finns inte hos kommunen." in desk.locator("main").inner_text()
