"""Expediera: to whom, with what, by whom, and what stops it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Board
from accounts.policy import NotAllowed
from cases.models import Dispatch, Distribution, Recipient
from cases.selectors.distribution import distribution_plan
from cases.services import distribution
from cases.services.case import TransitionBlocked
from cases.services.distribution import RecipientTwice
from cases.services.steps.distribution import DistributionBlocked
from config import walk
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.workflows.distributing import distribute, joint_board

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]


AT_2020 = ["FSN", "GSN", "GAN", "SN", "VON", "KFN", "KSN", "BTN", "VN"]


def test_all_boards_are_the_nine_of_the_decisions_day_and_three_parties() -> None:
    way = builders.the_walk()

    distribute(way)

    internal = Dispatch.objects.filter(channel="internal")
    assert sorted(internal.values_list("board__code", flat=True)) == sorted(AT_2020)
    assert sorted(Dispatch.objects.filter(channel="email").values_list("address", flat=True)) == sorted(
        walk.matter.INVENTED_ADDRESSES[code] for code in ("LPO-HUDDINGE", "PO-STHLM-SYD", "SBFF")
    )
    assert builders.open_tasks(way) == ["close_case"]


def test_the_joint_board_waits_for_the_registrars_word() -> None:
    way = builders.the_walk()

    with pytest.raises(DistributionBlocked, match="gemensam nämnd"):
        way.perform(RUT, "distribute", "distribute")
    assert not Distribution.objects.exists()


def test_the_joint_board_is_taken_in_on_the_registrars_word() -> None:
    way = builders.the_walk()

    way.perform(RUT, "distribute", "distribute", payload={"taken_in": [joint_board()]})

    assert Dispatch.objects.filter(channel="internal").count() == 10
    assert Dispatch.objects.filter(board=joint_board()).exists()


def test_a_board_that_is_not_in_question_is_never_left_out() -> None:
    way = builders.the_walk()

    distribute(way, left_out=[joint_board(), Board.objects.get(code="FSN").pk])

    assert Dispatch.objects.filter(board__code="FSN").exists()


def test_what_goes_out_is_the_extract_and_the_agreement_by_their_hashes() -> None:
    way = builders.the_walk()
    decision = way.case().decisions.get()
    version = way.case().agreements.get().versions.get()

    distribute(way)

    assert [one["sha256"] for one in Distribution.objects.get().documents] == [
        decision.extract_sha256,
        version.document_sha256,
    ]


def test_an_unbound_recipient_stops_the_act() -> None:
    way = builders.the_walk()
    distribution.add_recipient(
        case_id=way.case_id,
        text="Okända föreningen",
        purpose="information",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )

    with pytest.raises(DistributionBlocked, match="Okända föreningen är inte kopplad"):
        distribute(way)


def test_a_recipient_without_address_stops_the_act() -> None:
    from diarium import services as register
    from diarium.models import Correspondent

    row = Correspondent.objects.get(code="SBFF")
    register.change_correspondent_email(correspondent_id=row.pk, email="", actor=builders.actor(RUT), at=timezone.now())

    with pytest.raises(DistributionBlocked, match="Adress saknas för Södertörns"):
        distribute(builders.the_walk())


def test_an_empty_list_is_not_sent() -> None:
    way = builders.the_walk()
    for recipient in Recipient.objects.all():
        distribution.remove_recipient(
            case_id=way.case_id, recipient_id=recipient.pk, actor=builders.actor(RUT), at=timezone.now()
        )

    with pytest.raises(TransitionBlocked, match="Sändlistan har ingen mottagare"):
        distribute(way)


def test_a_recipient_stands_once_in_the_list() -> None:
    way = builders.the_walk()
    text = Recipient.objects.all()[0].text

    with pytest.raises(RecipientTwice):
        distribution.add_recipient(
            case_id=way.case_id, text=text, purpose="information", actor=builders.actor(RUT), at=timezone.now()
        )


@pytest.mark.parametrize("person", [CATARINA, OLLE, IDA, builders.CAMILLA, builders.ULLA])
def test_only_the_registry_and_the_secretary_distribute(person: str) -> None:
    with pytest.raises(NotAllowed):
        distribute(builders.the_walk(), person)


def test_the_secretary_distributes_too() -> None:
    distribute(builders.the_walk(), SIV)

    assert Distribution.objects.get().sent_label == SIV


@pytest.mark.matter_before("confirm_decision")
def test_nothing_is_sent_before_the_extract_is_there() -> None:
    way = builders.the_walk()
    way.perform(RUT, "confirm_decision", "reject", payload={"comment": "Fel."})
    builders.decide(way, "rejected")
    from cases.services.steps import Move
    from cases.services.steps.distribution import distribute

    with pytest.raises(DistributionBlocked, match="Protokollsutdraget är inte klart"):
        distribute(way.case(), Move(actor=builders.actor(RUT), at=timezone.now()))


@pytest.mark.matter_before("record_decision")
def test_a_rejection_is_distributed_without_any_agreement() -> None:
    way = builders.the_walk()
    builders.decide(way, "rejected")
    builders.run_process_jobs(way)

    distribute(way)

    assert len(Distribution.objects.get().documents) == 1


def test_the_preview_names_what_is_in_the_way_without_sending_anything() -> None:
    case = builders.the_walk().case()

    plan = distribution_plan(case, case.decisions.get())

    assert [problem.kind for problem in plan.problems] == ["joint_board"]
    assert len(plan.rows) == 12
    assert not Distribution.objects.exists()
