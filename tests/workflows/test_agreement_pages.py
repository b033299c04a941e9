"""Sidorna där överenskommelsen upprättas och undertecknas."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Agreement, Signature, SignatureSlot
from cases.states import AgreementState, SlotState
from diarium.models import Document
from tests import builders
from tests.config.strict_html import parsed, text
from tests.diarium.engine.fakes import EICAR, clamd
from workflows.selectors.open_tasks import open_task

pytestmark = [pytest.mark.django_db]
MOST_QUERIES = 15


def _as(client: Client, name: str) -> Client:
    client.force_login(builders.user(name))
    client.get(reverse("settings"))  # the session has been used already, as it nearly always has
    return client


def _task(node: str, item: int | None = None) -> str:
    return reverse("task", args=[open_task(builders.the_walk().case_id, node, item=item)])


def _written(client: Client, address: str) -> dict[str, Any]:
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value in (None, False) else value for name, value in values.items()}


def _place(*, municipality: bool) -> SignatureSlot:
    return SignatureSlot.objects.filter(party__is_municipality=municipality, state=SlotState.WAITING).order_by("pk")[0]


@pytest.mark.matter_before("send_for_signing")
def test_the_agreement_wants_its_period_text_and_signatories(client: Client) -> None:
    _as(client, builders.CATARINA)
    address = _task("draw_up_agreement")
    page = client.get(address)
    parsed(page)

    answer = client.post(address, _written(client, address) | {"valid_from": "", "text": ""})

    assert answer.status_code == 422
    said = text(answer)
    assert "Skriv överenskommelsens text." in said
    assert "Skriv ett datum, till exempel 2020-10-28." in said
    assert "Välj hur parten undertecknar." in said
    assert "Fyll i vem som undertecknar." in said


@pytest.mark.matter_before("send_for_signing")
def test_the_agreement_is_sent_with_a_place_for_every_party(client: Client) -> None:
    _as(client, builders.CATARINA)
    address = _task("draw_up_agreement")
    form = _written(client, address) | {
        "valid_from": "2021-01-01",
        "valid_to": "2022-12-31",
        "text": "### Syfte\n\nParterna samverkar.\n\n- en punkt",
    }
    for party in builders.the_walk().case().parties.all():
        signer = str(builders.user(builders.CAMILLA).pk) if party.is_municipality else "paper"
        form |= {f"signer_{party.pk}": signer, f"name_{party.pk}": "" if party.is_municipality else "Björn Brand"}

    answer = client.post(address, form)

    assert answer.status_code == 302
    agreement = Agreement.objects.get()
    assert agreement.slots.count() == 3
    assert agreement.versions.get().content["sections"] == [
        {"heading": "Syfte", "blocks": [{"p": "Parterna samverkar."}, {"ul": ["en punkt"]}]}
    ]


@pytest.mark.matter_before("sign")
def test_the_director_signs_after_saying_that_the_text_is_read(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    _as(client, builders.CAMILLA)
    address = _task("sign_agreement", _place(municipality=True).pk)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address)
    form = _written(client, address) | {"outcome": "sign"}
    assert "Kryssa i att du har läst överenskommelsen." in text(client.post(address, form))
    assert not Signature.objects.exists()

    client.post(address, form | {"read": "on"})

    assert Signature.objects.get().signer_label == builders.CAMILLA


@pytest.mark.matter_before("sign")
def test_declining_needs_a_reason(client: Client) -> None:
    _as(client, builders.CAMILLA)
    address = _task("sign_agreement", _place(municipality=True).pk)
    form = _written(client, address) | {"outcome": "decline"}
    assert "Skriv varför du avböjer." in text(client.post(address, form))

    client.post(address, form | {"comment": "Perioden är fel."})

    assert SignatureSlot.objects.get(state=SlotState.DECLINED).decline_reason == "Perioden är fel."


@pytest.mark.matter_before("record_paper_signature")
def test_a_signature_on_paper_is_recorded_with_its_scan_and_confirmed_by_another(client: Client) -> None:
    _as(client, builders.CATARINA)
    place = _place(municipality=False)
    address = _task("sign_agreement", place.pk)
    form = _written(client, address) | {"outcome": "record_paper"}
    assert "Välj filen med det inskannade originalet." in text(client.post(address, form))
    scan = SimpleUploadedFile("original.txt", b"Undertecknat", content_type="text/plain")

    client.post(address, form | {"scan": scan, "signed_on": "2020-11-12", "kept_at": "Närarkivet"})

    assert Document.objects.get(kind="signed_original").title.endswith(place.party.name)
    _as(client, builders.RUT)
    address = _task("confirm_signature", place.pk)
    assert "Närarkivet" in text(client.get(address))
    client.post(address, _written(client, address) | {"outcome": "confirm"})
    place.refresh_from_db()
    assert place.state == SlotState.SIGNED


@pytest.mark.matter_before("record_paper_signature")
def test_a_file_of_another_kind_is_refused_with_a_sentence(client: Client) -> None:
    _as(client, builders.CATARINA)
    address = _task("sign_agreement", _place(municipality=False).pk)
    form = _written(client, address) | {"outcome": "record_paper", "signed_on": "2020-11-12", "kept_at": "Närarkivet"}

    answer = client.post(address, form | {"scan": SimpleUploadedFile("skript.exe", b"MZ")})

    assert answer.status_code == 422
    assert "Filtypen exe tas inte emot." in text(answer)
    assert not Document.objects.filter(kind="signed_original").exists()


@pytest.mark.matter_before("record_paper_signature")
def test_an_infected_scan_is_refused_and_not_kept(client: Client, settings: Any) -> None:
    _as(client, builders.CATARINA)
    address = _task("sign_agreement", _place(municipality=False).pk)
    form = _written(client, address) | {"outcome": "record_paper", "signed_on": "2020-11-12", "kept_at": "Närarkivet"}
    with clamd() as found:
        settings.CLAMD = found.address
        answer = client.post(address, form | {"scan": SimpleUploadedFile("original.txt", EICAR)})

    assert answer.status_code == 422
    assert "Filen innehåller skadlig kod och har inte sparats." in text(answer)
    assert not Document.objects.filter(kind="signed_original").exists()


@pytest.mark.matter_before("sign")
def test_after_a_no_the_officer_ends_the_signing_without_agreement(client: Client) -> None:
    way = builders.the_walk()
    for place in SignatureSlot.objects.order_by("position"):
        name = builders.CAMILLA if place.party.is_municipality else builders.CATARINA
        outcome = "decline" if place.party.is_municipality else "decline_on_paper"
        _as(client, name)
        address = _task("sign_agreement", place.pk)
        client.post(address, _written(client, address) | {"outcome": outcome, "comment": "Nej."})
    _as(client, builders.CATARINA)
    address = _task("handle_declined")
    assert "Nej." in text(client.get(address))

    client.post(address, _written(client, address) | {"outcome": "not_concluded", "comment": "Parterna vill vänta."})

    assert Agreement.objects.get().state == AgreementState.NOT_CONCLUDED
    assert way.case().state == "distribution"
