"""Expedieringen: every board and party once, the joint board on the registrar's word; and the end of the matter."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Board
from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Dispatch, Distribution, Recipient
from cases.selectors.distribution import distribution_plan
from cases.services import distribution
from cases.services.case import TransitionBlocked
from cases.services.distribution import AddressMissing, NothingToSend, RecipientTwice
from cases.services.steps.distribution import DistributionBlocked
from cases.states import AttemptOutcome
from config import walk
from diarium.engine.mail import AddressRefused
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, ROLF, RUT, SIV

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]
AT_2020 = ["FSN", "GSN", "GAN", "SN", "VON", "KFN", "KSN", "BTN", "VN"]


def _joint() -> int:
    return Board.objects.get(code="SÖFN").pk


def _distribute(way: walk.Walk, person: str = RUT, **payload: object) -> None:
    way.perform(person, "distribute", "distribute", payload={"left_out": [_joint()], **payload})


def test_all_boards_are_the_nine_of_the_decisions_day_and_three_parties() -> None:
    way = builders.the_walk()

    _distribute(way)

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

    way.perform(RUT, "distribute", "distribute", payload={"taken_in": [_joint()]})

    assert Dispatch.objects.filter(channel="internal").count() == 10
    assert Dispatch.objects.filter(board=_joint()).exists()


def test_a_board_that_is_not_in_question_is_never_left_out() -> None:
    way = builders.the_walk()

    _distribute(way, left_out=[_joint(), Board.objects.get(code="FSN").pk])

    assert Dispatch.objects.filter(board__code="FSN").exists()


def test_what_goes_out_is_the_extract_and_the_agreement_by_their_hashes() -> None:
    way = builders.the_walk()
    decision = way.case().decisions.get()
    version = way.case().agreements.get().versions.get()

    _distribute(way)

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
        _distribute(way)


def test_a_recipient_without_address_stops_the_act() -> None:
    from diarium import services as register
    from diarium.models import Correspondent

    row = Correspondent.objects.get(code="SBFF")
    register.change_correspondent_email(correspondent_id=row.pk, email="", actor=builders.actor(RUT), at=timezone.now())

    with pytest.raises(DistributionBlocked, match="Adress saknas för Södertörns"):
        _distribute(builders.the_walk())


def test_an_empty_list_is_not_sent() -> None:
    way = builders.the_walk()
    for recipient in Recipient.objects.all():
        distribution.remove_recipient(
            case_id=way.case_id, recipient_id=recipient.pk, actor=builders.actor(RUT), at=timezone.now()
        )

    with pytest.raises(DistributionBlocked, match="Sändlistan är tom"):
        _distribute(way)


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
        _distribute(builders.the_walk(), person)


def test_the_secretary_distributes_too() -> None:
    _distribute(builders.the_walk(), SIV)

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

    _distribute(way)

    assert len(Distribution.objects.get().documents) == 1


def _attempt(dispatch: Dispatch, outcome: AttemptOutcome, *, last_try: bool = False) -> str:
    begun = distribution.begin_attempt(dispatch_id=dispatch.pk, at=timezone.now())
    assert begun is not None
    return distribution.end_attempt(
        attempt_id=begun[1].pk, outcome=outcome, detail="550 nej", last_try=last_try, at=timezone.now()
    )


@pytest.mark.parametrize(
    ("outcome", "last_try", "state"),
    [
        (AttemptOutcome.ACCEPTED, False, "sent"),
        (AttemptOutcome.REFUSED, False, "failed"),
        (AttemptOutcome.DEFERRED, False, "queued"),
        (AttemptOutcome.DEFERRED, True, "failed"),
        (AttemptOutcome.UNKNOWN, False, "unknown"),
    ],
)
def test_a_row_is_what_became_of_its_last_attempt(outcome: AttemptOutcome, last_try: bool, state: str) -> None:
    _distribute(builders.the_walk())
    row = Dispatch.objects.filter(channel="email")[0]

    assert _attempt(row, outcome, last_try=last_try) == state

    row.refresh_from_db()
    assert row.state == state


def test_a_sent_row_is_not_sent_again() -> None:
    _distribute(builders.the_walk())
    row = Dispatch.objects.filter(channel="email")[0]
    _attempt(row, AttemptOutcome.ACCEPTED)

    assert distribution.begin_attempt(dispatch_id=row.pk, at=timezone.now()) is None
    with pytest.raises(NothingToSend):
        distribution.resend(dispatch_id=row.pk, address="a@b.example", actor=builders.actor(RUT), at=timezone.now())
    with pytest.raises(NothingToSend):
        distribution.mark_sent_by_letter(dispatch_id=row.pk, actor=builders.actor(RUT), at=timezone.now())


def test_a_returned_row_is_sent_again_to_a_real_address_or_by_letter() -> None:
    _distribute(builders.the_walk())
    first, second = Dispatch.objects.filter(channel="email")[:2]
    for row in (first, second):
        _attempt(row, AttemptOutcome.REFUSED)
    rut, now = builders.actor(RUT), timezone.now()

    with pytest.raises(AddressMissing):
        distribution.resend(dispatch_id=first.pk, address=" ", actor=rut, at=now)
    with pytest.raises(AddressRefused):
        distribution.resend(dispatch_id=first.pk, address="a@b.example, c@d.example", actor=rut, at=now)
    assert distribution.resend(dispatch_id=first.pk, address="ny@b.example", actor=rut, at=now).state == "queued"
    assert distribution.mark_sent_by_letter(dispatch_id=second.pk, actor=rut, at=now).channel == "letter"


def test_a_delivery_is_acknowledged_once_by_the_boards_registry() -> None:
    _distribute(builders.the_walk())
    row = Dispatch.objects.filter(channel="internal")[0]

    with pytest.raises(NotAllowed):
        distribution.acknowledge(dispatch_id=row.pk, actor=builders.actor(SIV), at=timezone.now())
    read = distribution.acknowledge(dispatch_id=row.pk, actor=builders.actor(ROLF), at=timezone.now())
    assert read.acknowledged_label == ROLF
    with pytest.raises(NothingToSend):
        distribution.acknowledge(dispatch_id=row.pk, actor=builders.actor(ROLF), at=timezone.now())


def test_a_mail_is_not_acknowledged_for_the_one_outside() -> None:
    _distribute(builders.the_walk())
    row = Dispatch.objects.filter(channel="email")[0]

    with pytest.raises((NothingToSend, NotAllowed)):
        distribution.acknowledge(dispatch_id=row.pk, actor=builders.actor(RUT), at=timezone.now())


def test_a_matter_is_not_closed_while_somebody_waits_for_the_decision() -> None:
    way = builders.the_walk()
    _distribute(way)

    with pytest.raises(TransitionBlocked, match="Alla mottagare har inte fått beslutet"):
        way.perform(RUT, "close_case", "close")
    assert way.case().state == "distribution"


def test_closing_is_put_off_with_a_reason_and_the_task_comes_again() -> None:
    way = builders.the_walk()
    _distribute(way)

    way.perform(RUT, "close_case", "keep_open", payload={"reason": "Väntar på ett original."})

    assert builders.open_tasks(way) == ["close_case"]


@pytest.mark.matter_before("close")
def test_only_the_registrar_closes() -> None:
    for person in (CATARINA, SIV, builders.CAMILLA, IDA, OLLE):
        with pytest.raises(NotAllowed):
            builders.the_walk().perform(person, "close_case", "close")


@pytest.mark.matter_before("close")
def test_a_matter_with_an_unfinished_document_is_not_closed() -> None:
    from datetime import date

    from diarium import services as register

    way = builders.the_walk()
    register.register_document(
        entry_id=way.case().entry_id,
        title="Utkast",
        direction="established",
        kind="other",
        dated=date(2020, 11, 1),
        status="draft",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )

    with pytest.raises(TransitionBlocked, match="inte är fastställda eller rensade"):
        way.perform(RUT, "close_case", "close")


@pytest.mark.matter_before("end")
def test_a_closed_matter_is_opened_again_with_a_reason_and_closed_again() -> None:
    way = builders.the_walk()

    answer = builders.intervene(way, RUT, "reopen", reason="En sen handling.")

    assert answer.state == "distribution"
    assert way.case().entry.status == "open"
    assert builders.open_tasks(way) == ["close_case"]
    assert way.perform(RUT, "close_case", "close").state == "closed"
    assert way.case().entry.status == "closed"


@pytest.mark.matter_before("end")
def test_only_the_registrar_opens_a_matter_again() -> None:
    for person in (CATARINA, SIV, builders.CAMILLA, IDA, OLLE, builders.ULLA):
        with pytest.raises(NotAllowed):
            builders.intervene(builders.the_walk(), person, "reopen")


@pytest.mark.matter_before("end")
def test_the_events_of_the_walk_say_who_did_what() -> None:
    way = builders.the_walk()

    told = list(Event.objects.filter(stream=way.case().stream).order_by("seq").values_list("verb", "actor_label"))

    assert told[0] == ("case_opened", RUT)
    assert ("report_approved", builders.PATRIK) in told
    assert ("submitted_for_decision", builders.CAMILLA) in told
    assert ("decision_recorded", SIV) in told
    assert ("decision_confirmed", RUT) in told
    assert told[-1] == ("case_closed", RUT)


def test_the_preview_names_what_is_in_the_way_without_sending_anything() -> None:
    case = builders.the_walk().case()

    plan = distribution_plan(case, case.decisions.get())

    assert [problem.kind for problem in plan.problems] == ["joint_board"]
    assert len(plan.rows) == 12
    assert not Distribution.objects.exists()
