"""Underteckna: each party in its own place, by its own person, and what was seen is what is signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.policy import NotAllowed
from cases.models import Agreement, AgreementVersion, PaperOriginal, Signature
from cases.services.case import Stale
from cases.services.steps.agreement import AgreementIncomplete
from cases.services.steps.signature import SamePersonConfirms, SlotTaken
from config.walk import ending
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, PIA, ROLF, RUT
from tests.workflows.signing import FIRE, MUNICIPALITY, POLICE
from workflows.services import TakenByOther

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("sign")]


def others_sign() -> None:
    way = builders.the_walk()
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", MUNICIPALITY)
    builders.sign_on_paper(way, POLICE)


def test_each_party_has_a_task_and_the_matter_waits_for_all_of_them() -> None:
    way = builders.the_walk()
    assert builders.open_tasks(way) == ["sign_agreement"] * 3

    others_sign()

    assert way.case().state == "signing"
    assert Agreement.objects.get().state == "partly_signed"
    builders.sign_on_paper(way, FIRE)
    assert way.case().state == "distribution"
    assert builders.open_tasks(way) == ["render_extract"]
    agreement = Agreement.objects.get()
    assert agreement.state == "signed"
    assert agreement.in_force_from == timezone.localdate()


def test_an_agreement_that_begins_later_is_in_force_later() -> None:
    way = builders.the_walk()
    builders.on_slot(way, CAMILLA, "sign_agreement", "decline", MUNICIPALITY, {"reason": "Perioden."})
    for party in (POLICE, FIRE):
        builders.sign_on_paper(way, party)
    way.perform(CATARINA, "handle_declined", "draw_up_again", payload={"reason": "Ny period."})
    first = timezone.localdate() + timedelta(days=30)
    payload = builders.agreement(way, valid_from=first.isoformat(), valid_to=first.replace(year=2030).isoformat())
    way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload=payload)
    builders.run_process_jobs(way)
    others_sign()
    builders.sign_on_paper(way, FIRE)

    assert Agreement.objects.get().in_force_from == first


def test_only_the_named_person_signs() -> None:
    way = builders.the_walk()

    for person in (CATARINA, PATRIK, RUT, PIA):
        with pytest.raises(NotAllowed, match="utsedd att underteckna"):
            builders.on_slot(way, person, "sign_agreement", "sign", MUNICIPALITY)


def test_who_stands_in_for_the_signatory_does_not_sign_in_that_name() -> None:
    today = timezone.localdate()
    builders.give_role(PATRIK, "director", valid_from=today, valid_to=today, on_behalf_of_id=builders.user(CAMILLA).pk)

    with pytest.raises(NotAllowed):
        builders.on_slot(builders.the_walk(), PATRIK, "sign_agreement", "sign", MUNICIPALITY)


def test_a_place_on_paper_is_not_signed_logged_in() -> None:
    with pytest.raises(NotAllowed):
        builders.on_slot(builders.the_walk(), CATARINA, "sign_agreement", "sign", POLICE)


def test_the_officer_does_not_record_paper_for_who_signs_logged_in() -> None:
    with pytest.raises(TakenByOther, match=CAMILLA):
        builders.on_slot(builders.the_walk(), CATARINA, "sign_agreement", "record_paper", MUNICIPALITY, {})


def test_the_officer_does_not_decline_for_who_signs_logged_in() -> None:
    today = timezone.localdate()
    builders.give_role(
        CATARINA, "director", valid_from=today, valid_to=today, on_behalf_of_id=builders.user(CAMILLA).pk
    )

    with pytest.raises(SlotTaken):
        builders.on_slot(
            builders.the_walk(), CATARINA, "sign_agreement", "decline_on_paper", MUNICIPALITY, {"reason": "Nej."}
        )


def test_a_signature_names_the_hash_of_the_text() -> None:
    way = builders.the_walk()

    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", MUNICIPALITY)

    signature, version = Signature.objects.get(), AgreementVersion.objects.get()
    assert signature.content_hash == version.content_hash
    assert (signature.signer_label, signature.capacity) == (CAMILLA, "Kommundirektör")


def test_a_place_is_signed_as_it_was_seen() -> None:
    from uuid import uuid4

    from workflows import services

    way, place = builders.the_walk(), builders.slot_of(builders.the_walk(), MUNICIPALITY)

    with pytest.raises(Stale):
        services.perform(
            task_id=way.task("sign_agreement", place.pk),
            outcome="sign",
            actor=builders.actor(CAMILLA),
            at=timezone.now(),
            key=uuid4().hex,
            expected_version=place.version - 1,
            payload={},
        )


def test_signers_do_not_make_each_other_stale() -> None:
    way = builders.the_walk()
    seen = {party: builders.slot_of(way, party).version for party in (MUNICIPALITY, POLICE, FIRE)}
    builders.sign_on_paper(way, POLICE)

    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", MUNICIPALITY)

    assert builders.slot_of(way, FIRE).version == seen[FIRE]


def test_a_signature_on_paper_is_confirmed_by_another_person() -> None:
    way = builders.the_walk()
    builders.give_role(CATARINA, "registrar")
    ending._paper(way, builders.slot_of(way, POLICE))

    with pytest.raises(SamePersonConfirms):
        builders.on_slot(way, CATARINA, "confirm_signature", "confirm", POLICE)
    with pytest.raises(SamePersonConfirms):
        builders.on_slot(way, CATARINA, "confirm_signature", "reject", POLICE, {"comment": "Nej."})
    builders.on_slot(way, ROLF, "confirm_signature", "confirm", POLICE)
    signature = Signature.objects.get()
    assert (signature.recorded_by, signature.confirmed_by) == (builders.user(CATARINA), builders.user(ROLF))
    assert signature.signer_label == PIA


def test_a_wrongly_recorded_paper_waits_again() -> None:
    way = builders.the_walk()
    ending._paper(way, builders.slot_of(way, POLICE))

    with pytest.raises(AgreementIncomplete, match="Skriv vad som är fel"):
        builders.on_slot(way, RUT, "confirm_signature", "reject", POLICE)
    builders.on_slot(way, RUT, "confirm_signature", "reject", POLICE, {"comment": "Fel sida är inskannad."})

    assert builders.slot_of(way, POLICE).state == "waiting"
    builders.sign_on_paper(way, POLICE)
    assert PaperOriginal.objects.count() == 2
    assert Signature.objects.get().original == PaperOriginal.objects.order_by("-pk")[0]


def test_a_paper_is_not_signed_in_the_future() -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    with pytest.raises(AgreementIncomplete, match="framtiden"):
        builders.on_slot(
            builders.the_walk(), CATARINA, "sign_agreement", "record_paper", POLICE, {"signed_on": tomorrow}
        )


@pytest.mark.matter_before("send_for_signing")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"slots": []}, "Undertecknare saknas för"),
        ({"valid_from": "2023-01-01"}, "slutar gälla innan den börjar"),
        ({"sections": [{"heading": "Syfte", "blocks": []}]}, "Skriv överenskommelsens text"),
    ],
)
def test_an_agreement_that_is_not_whole_is_not_sent(change: dict[str, object], sentence: str) -> None:
    way = builders.the_walk()

    with pytest.raises(AgreementIncomplete, match=sentence):
        way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload={**builders.agreement(way), **change})
    assert not AgreementVersion.objects.exists()


@pytest.mark.matter_before("send_for_signing")
def test_a_party_signs_in_one_place() -> None:
    way = builders.the_walk()
    payload = builders.agreement(way)

    with pytest.raises(AgreementIncomplete, match="har två underskriftsplatser"):
        way.perform(
            CATARINA,
            "draw_up_agreement",
            "send_for_signing",
            payload={**payload, "slots": [*payload["slots"], payload["slots"][0]]},
        )


@pytest.mark.matter_before("send_for_signing")
@pytest.mark.parametrize("person", [CAMILLA, RUT, PATRIK, builders.OLLE])
def test_only_the_officer_draws_up_the_agreement(person: str) -> None:
    way = builders.the_walk()

    with pytest.raises(NotAllowed):
        way.perform(person, "draw_up_agreement", "send_for_signing", payload=builders.agreement(way))
