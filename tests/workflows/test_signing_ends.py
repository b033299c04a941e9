"""Vad undertecknandet leder till: a party that declines, an agreement that is not concluded or is drawn up again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.policy import NotAllowed
from cases.models import Agreement, AgreementVersion, Signature, SignatureSlot
from cases.services.case import TransitionBlocked
from cases.services.staff_report import ReasonMissing
from tests import builders
from tests.builders import CAMILLA, CATARINA
from tests.workflows.signing import FIRE, MUNICIPALITY, POLICE
from workflows.services import AlreadyDone

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("sign")]


def test_a_party_declines_with_a_reason() -> None:
    with pytest.raises(ReasonMissing):
        builders.on_slot(builders.the_walk(), CAMILLA, "sign_agreement", "decline", MUNICIPALITY)


def test_one_party_that_declines_stops_the_agreement_when_all_have_answered() -> None:
    way = builders.the_walk()
    builders.on_slot(way, CATARINA, "sign_agreement", "decline_on_paper", POLICE, {"reason": "Ingen budget."})
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", MUNICIPALITY)
    assert "handle_declined" not in builders.open_tasks(way)

    builders.sign_on_paper(way, FIRE)

    assert way.case().state == "signing"
    assert builders.open_tasks(way) == ["handle_declined"]
    assert builders.slot_of(way, POLICE).decline_reason == "Ingen budget."


def _all_answer_and_one_declines() -> None:
    way = builders.the_walk()
    builders.on_slot(way, CATARINA, "sign_agreement", "decline_on_paper", POLICE, {"reason": "Ingen budget."})
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", MUNICIPALITY)
    builders.sign_on_paper(way, FIRE)


def test_an_agreement_that_is_not_concluded_is_still_distributed() -> None:
    _all_answer_and_one_declines()
    way = builders.the_walk()

    with pytest.raises(ReasonMissing):
        way.perform(CATARINA, "handle_declined", "not_concluded")
    answer = way.perform(CATARINA, "handle_declined", "not_concluded", payload={"reason": "Polisen avböjde."})

    assert answer.state == "distribution"
    agreement = Agreement.objects.get()
    assert (agreement.state, agreement.not_concluded_reason) == ("not_concluded", "Polisen avböjde.")
    builders.run_process_jobs(way)
    from cases.selectors.distribution import distribution_plan

    case = way.case()
    plan = distribution_plan(case, case.decisions.get(), left_out=set())
    assert len(plan.documents) == 1


def test_when_it_is_drawn_up_again_old_signatures_do_not_count() -> None:
    _all_answer_and_one_declines()
    way = builders.the_walk()
    way.perform(CATARINA, "handle_declined", "draw_up_again", payload={"reason": "Ny text."})
    assert builders.open_tasks(way) == ["draw_up_agreement"]

    way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload=builders.agreement(way))
    builders.run_process_jobs(way)

    assert builders.open_tasks(way) == ["sign_agreement"] * 3
    assert set(SignatureSlot.objects.values_list("state", flat=True)) == {"waiting"}
    assert AgreementVersion.objects.count() == 2
    for party in (POLICE, FIRE):
        builders.sign_on_paper(way, party)
    assert way.case().state == "signing"
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", MUNICIPALITY)
    assert way.case().state == "distribution"
    assert Signature.objects.filter(version__number=1).count() == 2
    assert Signature.objects.filter(version__number=2).count() == 3


def test_a_place_is_answered_once() -> None:
    from uuid import uuid4

    from workflows import services

    way = builders.the_walk()
    place = builders.slot_of(way, MUNICIPALITY)
    task = way.task("sign_agreement", place.pk)
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", MUNICIPALITY)

    with pytest.raises(AlreadyDone):
        services.perform(
            task_id=task,
            outcome="decline",
            actor=builders.actor(CAMILLA),
            at=timezone.now(),
            key=uuid4().hex,
            expected_version=place.version,
            payload={"reason": "Ångrar mig."},
        )


def test_signing_is_not_finished_before_everybody_has_signed() -> None:
    from cases.services.case import fire

    with pytest.raises(TransitionBlocked, match="Alla parter har inte undertecknat"):
        fire(builders.the_walk().case(), "finish_signing", at=timezone.now())


def test_nobody_withdraws_a_matter_that_is_being_signed() -> None:
    from workflows.services import UnknownAct

    with pytest.raises((NotAllowed, UnknownAct)):
        builders.intervene(builders.the_walk(), CAMILLA, "withdraw")
