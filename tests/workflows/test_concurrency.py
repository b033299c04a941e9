"""Samtidighet: several people at once on one task, one form, one number, one signature."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Board
from audit.models import Request
from audit.rules import KeyReused
from cases.models import Approval, Case, Dispatch, Distribution, Signature
from cases.services.case import Stale
from config import walk
from config.walk import ending
from diarium.models import DiaryEntry
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, ROLF, RUT, SIV
from tests.workflows.at_once import THREADS, _won_and_lost, act, at_once, verbs
from workflows import services
from workflows.services import AlreadyDone, Answer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.matter_before("confirm_decision")
def test_of_two_people_on_one_task_one_wins_and_the_other_is_told_who_and_when() -> None:
    way = builders.the_walk()
    task, version = way.task("confirm_decision"), way.case().version

    won, lost = _won_and_lost(at_once([act(task, RUT, "confirm", version), act(task, ROLF, "confirm", version)]))

    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].who == way.case().decisions.get().confirmed_label
    assert lost[0].who in str(lost[0])
    assert lost[0].when is not None
    assert verbs(way)["decision_confirmed"] == verbs(way)["signing_started"] == 1
    assert builders.open_tasks(way) == ["draw_up_agreement"]


@pytest.mark.matter_before("confirm_decision")
def test_one_confirms_while_another_refuses_and_only_one_of_them_is_heard() -> None:
    way = builders.the_walk()
    task, version = way.task("confirm_decision"), way.case().version

    won, lost = _won_and_lost(
        at_once([act(task, RUT, "confirm", version), act(task, ROLF, "reject", version, comment="Fel paragraf.")])
    )

    assert (len(won), len(lost)) == (1, 1)
    decision = way.case().decisions.get()
    assert lost[0].outcome == ("reject" if decision.refused else "confirm")
    assert builders.open_tasks(way) == (["record_decision"] if decision.refused else ["draw_up_agreement"])


@pytest.mark.matter_before("distribute")
def test_a_decision_that_eight_people_send_at_once_goes_out_once() -> None:
    way = builders.the_walk()
    task, version = way.task("distribute"), way.case().version
    left_out = [Board.objects.get(code="SÖFN").pk]

    won, lost = _won_and_lost(
        at_once([act(task, (RUT, SIV)[n % 2], "distribute", version, left_out=left_out) for n in range(THREADS)])
    )

    assert (len(won), len(lost)) == (1, THREADS - 1)
    assert Distribution.objects.count() == 1
    assert Dispatch.objects.count() == 12


@pytest.mark.matter_before("approve")
def test_a_form_that_is_sent_eight_times_has_one_effect_and_one_answer() -> None:
    way = builders.the_walk()
    task = way.task("approve_deputy")

    answers = at_once([act(task, PATRIK, "approve", 2, key="one-key")] * THREADS)

    assert len({repr(answer) for answer in answers}) == 1
    assert isinstance(answers[0], Answer)
    assert Approval.objects.count() == 1
    assert Request.objects.filter(key="one-key").count() == 1
    assert verbs(way)["report_approved"] == 1


@pytest.mark.matter_before("open_case")
def test_a_matter_that_is_opened_eight_times_with_one_form_is_one_matter() -> None:
    opening = walk.opening(walk.SEED, number=None)
    rut = builders.actor(RUT)

    answers = at_once(
        [lambda: services.start_case(opening=opening, actor=rut, at=timezone.now(), key="one-key")] * THREADS
    )

    assert len({repr(answer) for answer in answers}) == 1
    assert Case.objects.count() == DiaryEntry.objects.count() == 1


@pytest.mark.matter_before("open_case")
def test_matters_that_are_opened_at_once_have_numbers_without_gap() -> None:
    opening = walk.opening(walk.SEED, number=None)
    rut = builders.actor(RUT)

    at_once([lambda: services.start_case(opening=opening, actor=rut, at=timezone.now(), key=uuid4().hex)] * THREADS)

    assert sorted(DiaryEntry.objects.values_list("serial", flat=True)) == list(range(1, THREADS + 1))


@pytest.mark.matter_before("approve")
def test_a_key_is_not_used_for_another_form() -> None:
    way = builders.the_walk()
    task = way.task("approve_deputy")
    first = act(task, PATRIK, "approve", 2, key="one-key")()

    with pytest.raises(KeyReused):
        act(task, PATRIK, "return", 2, key="one-key", comment="Nej.")()
    with pytest.raises(KeyReused):
        act(task, PATRIK, "approve", 1, key="one-key")()
    assert act(task, PATRIK, "approve", 2, key="one-key")() == first


@pytest.mark.matter_before("approve")
def test_a_refusal_gives_its_key_back() -> None:
    task = builders.the_walk().task("approve_deputy")
    with pytest.raises(Stale):
        act(task, PATRIK, "approve", 1, key="one-key")()

    assert act(task, PATRIK, "approve", 2, key="one-key")().outcome == "approve"


@pytest.mark.matter_before("record_paper_signature")
def test_the_last_two_signatures_at_once_let_the_matter_go_on_once() -> None:
    way = builders.the_walk()
    places = [builders.slot_of(way, party) for party in ("Lokalpolis", "Södertörns")]
    for place in places:
        ending._paper(way, place)
    for place in places:
        place.refresh_from_db()

    answers = at_once(
        [
            act(way.task("confirm_signature", place.pk), person, "confirm", place.version)
            for place, person in zip(places, (RUT, ROLF), strict=True)
        ]
    )

    assert all(isinstance(answer, Answer) for answer in answers), answers
    assert way.case().state == "distribution"
    assert verbs(way)["signing_finished"] == 1
    assert builders.open_tasks(way) == ["render_extract"]


@pytest.mark.matter_before("sign")
def test_three_last_signatures_at_once_let_the_matter_go_on_once() -> None:
    way = builders.the_walk()
    papers = [builders.slot_of(way, party) for party in ("Lokalpolis", "Södertörns")]
    for place in papers:
        ending._paper(way, place)
        place.refresh_from_db()
    own = builders.slot_of(way, "Huddinge")

    answers = at_once(
        [
            act(way.task("sign_agreement", own.pk), CAMILLA, "sign", own.version),
            act(way.task("confirm_signature", papers[0].pk), RUT, "confirm", papers[0].version),
            act(way.task("confirm_signature", papers[1].pk), ROLF, "confirm", papers[1].version),
        ]
    )

    assert all(isinstance(answer, Answer) for answer in answers), answers
    assert Signature.objects.count() == 3
    assert verbs(way)["signing_finished"] == 1
    assert way.case().state == "distribution"


@pytest.mark.matter_before("approve#2")
def test_taking_back_and_the_last_approval_at_once_are_one_after_the_other() -> None:
    way = builders.the_walk()
    task, version = way.task("approve_director"), way.case().version
    catarina = builders.actor(CATARINA)

    def take_back() -> Answer:
        return services.intervene(
            case_id=way.case_id,
            act="take_back",
            actor=catarina,
            at=timezone.now(),
            key=uuid4().hex,
            expected_version=version,
            payload={"reason": "Fel belopp."},
        )

    approved, taken_back = at_once([act(task, CAMILLA, "approve", 2), take_back])

    if isinstance(approved, Answer):
        assert isinstance(taken_back, Stale)
        assert (way.case().state, builders.open_tasks(way)) == ("decision", ["record_decision"])
    else:
        assert isinstance(approved, AlreadyDone)
        assert isinstance(taken_back, Answer)
        assert (way.case().state, builders.open_tasks(way)) == ("committee_proposal", ["write_report"])
