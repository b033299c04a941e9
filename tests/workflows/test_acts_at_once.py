"""Åtgärder och steg samtidigt: one wins, and the other reads what happened and who did it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.rules import Refusal
from cases.models import Case
from cases.services import on_hold
from cases.services.case import Stale
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, ROLF, RUT, SIV, ULLA
from tests.workflows.at_once import act, at_once, verbs
from workflows import services
from workflows.models import ActRequest
from workflows.services import AlreadyDone, Answer, AskedAlready, RequestAnswered, UnknownAct

pytestmark = pytest.mark.django_db(transaction=True)


def _intervene(way: walk.Walk, person: str, name: str, *, key: str = "") -> Callable[[], Answer]:
    actor, version = builders.actor(person), way.case().version
    return lambda: services.intervene(
        case_id=way.case_id,
        act=name,
        actor=actor,
        at=timezone.now(),
        key=key or uuid4().hex,
        expected_version=version,
        payload={"reason": "Skäl"},
    )


def _answer(way: walk.Walk, person: str, request: ActRequest, *, yes: bool) -> Callable[[], Answer]:
    actor, version = builders.actor(person), way.case().version
    return lambda: services.answer_request(
        request_id=request.pk,
        granted=yes,
        actor=actor,
        at=timezone.now(),
        key=uuid4().hex,
        expected_version=version,
        reason="Skäl",
    )


def _split(answers: list[Any]) -> tuple[list[Any], list[Refusal]]:
    lost = [one for one in answers if isinstance(one, Refusal)]
    return [one for one in answers if not isinstance(one, Refusal)], lost


@pytest.mark.matter_before("record_decision")
def test_a_withdrawal_and_a_decision_at_once_leave_one_of_them() -> None:
    way = builders.the_walk()
    task, version, siv = way.task("record_decision"), way.case().version, builders.actor(SIV)

    def record() -> Answer:
        return services.perform(
            task_id=task,
            outcome="record_decision",
            actor=siv,
            at=timezone.now(),
            key=uuid4().hex,
            expected_version=version,
            payload=builders.decision(),
        )

    won, lost = _split(at_once([record, _intervene(way, CAMILLA, "withdraw")]))

    assert (len(won), len(lost)) == (1, 1)
    if way.case().state == "withdrawn":
        assert isinstance(lost[0], AlreadyDone | Stale)
        assert builders.open_tasks(way) == []
    else:
        assert isinstance(lost[0], Stale)
        assert builders.open_tasks(way) == ["confirm_decision"]


@pytest.mark.matter_before("record_decision")
def test_two_acts_at_once_are_one_after_the_other() -> None:
    way = builders.the_walk()

    wanted = [(CATARINA, "take_back"), (CAMILLA, "withdraw"), (ULLA, "withdraw")]

    won, lost = _split(at_once([_intervene(way, person, name) for person, name in wanted]))

    assert (len(won), len(lost)) == (1, 2)
    assert all(isinstance(one, Stale | UnknownAct) for one in lost)
    told = verbs(way)
    assert told["case_withdrawn"] + told["report_taken_back"] == 1
    assert len(builders.open_tasks(way)) == (0 if way.case().state == "withdrawn" else 1)


@pytest.mark.matter_before("record_decision")
def test_an_act_that_is_sent_eight_times_has_one_effect_and_one_answer() -> None:
    way = builders.the_walk()

    answers = at_once([_intervene(way, CAMILLA, "withdraw", key="one-key")] * 8)

    assert len({repr(answer) for answer in answers}) == 1
    assert verbs(way)["case_withdrawn"] == 1


@pytest.mark.matter_before("end")
def test_of_two_registrars_one_opens_the_matter_again() -> None:
    way = builders.the_walk()

    won, lost = _split(at_once([_intervene(way, RUT, "reopen"), _intervene(way, ROLF, "reopen")]))

    assert (len(won), len(lost)) == (1, 1)
    assert builders.open_tasks(way) == ["close_case"]
    assert way.case().processes.filter(active=True).count() == 1


@pytest.mark.matter_before("sign")
def test_of_eight_requests_one_waits_and_the_others_read_who_asked() -> None:
    way = builders.the_walk()
    version = way.case().version

    def ask(person: str) -> Callable[[], ActRequest]:
        actor = builders.actor(person)
        return lambda: services.ask_for_act(
            case_id=way.case_id,
            act="renegotiate",
            actor=actor,
            at=timezone.now(),
            key=uuid4().hex,
            expected_version=version,
            reason="Skäl",
            payload={},
        )

    won, lost = _split(at_once([ask((CATARINA, CAMILLA)[n % 2]) for n in range(8)]))

    assert len(won) == ActRequest.objects.count() == 1
    assert all(isinstance(one, Stale | AskedAlready) for one in lost)


@pytest.mark.matter_before("record_decision")
def test_of_a_yes_and_a_no_at_once_one_is_the_answer_and_the_other_reads_whose() -> None:
    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "withdraw")

    won, lost = _split(at_once([_answer(way, CAMILLA, request, yes=True), _answer(way, ULLA, request, yes=False)]))

    assert (len(won), len(lost)) == (1, 1)
    request.refresh_from_db()
    assert isinstance(lost[0], RequestAnswered)
    assert request.answered_by is not None
    assert request.answered_by.name in str(lost[0])
    assert (way.case().state == "withdrawn") is (request.outcome == "granted")


@pytest.mark.matter_before("sign")
def test_the_yes_to_renegotiate_and_a_signature_at_once_lose_neither() -> None:
    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "renegotiate")
    own = builders.slot_of(way, "Huddinge")
    sign = act(way.task("sign_agreement", own.pk), CAMILLA, "sign", own.version)

    signed, agreed = at_once([sign, _answer(way, CAMILLA, request, yes=True)])

    if isinstance(agreed, Answer):
        assert way.case().state == "committee_proposal"
        assert isinstance(signed, AlreadyDone)
        assert builders.open_tasks(way) == ["write_report"]
    else:
        assert isinstance(agreed, Stale)
        assert isinstance(signed, Answer)
        assert way.case().state == "signing"


@pytest.mark.matter_before("send_for_approval")
def test_pausing_waking_and_a_step_at_once_end_in_an_order_of_them() -> None:
    way = builders.the_walk()
    catarina, until = builders.actor(CATARINA), timezone.localdate() + timedelta(days=5)

    def pause() -> Case:
        return on_hold.pause_case(
            case_id=way.case_id, until=until, reason="Väntar.", actor=catarina, at=timezone.now(), key=uuid4().hex
        )

    later = timezone.now() + timedelta(days=6)
    pause()
    send = act(way.task("write_report"), CATARINA, "send_for_approval", 2)
    woken = at_once([send, lambda: on_hold.wake_due(at=later), lambda: on_hold.wake_due(at=later)])

    assert isinstance(woken[0], Answer)
    assert sorted(woken[1:]) in ([0, 0], [0, 1])
    assert verbs(way)["case_resumed"] == 1
    assert way.case().on_hold_until is None
