"""Samtidighet: several people at one matter at once, and what happens is what some order of them would have done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.models import Board
from audit.models import Event, Request
from audit.rules import KeyReused, Refusal
from cases.models import Approval, Case, Dispatch, Distribution, Signature
from cases.services.case import Stale
from config import walk
from config.walk import ending
from diarium.models import DiaryEntry
from tests import builders, referrals
from tests.builders import CAMILLA, CATARINA, IDA, PATRIK, ROLF, RUT, SIV
from tests.workflows.definitions import published
from workflows import services
from workflows.selectors.frame import tasks_now
from workflows.services import AlreadyDone, Answer

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each came to: its answer or its refusal; all begin at the same moment, each on a connection of its own."""
    ready = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            ready.wait(timeout=30)
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def act(task: int, person: str, outcome: str, version: int, *, key: str = "", **payload: Any) -> Callable[[], Answer]:
    actor = builders.actor(person)
    return lambda: services.perform(
        task_id=task,
        outcome=outcome,
        actor=actor,
        at=timezone.now(),
        key=key or uuid4().hex,
        expected_version=version,
        payload=payload,
    )


def verbs(way: walk.Walk) -> Counter[str]:
    return Counter(Event.objects.filter(stream=way.case().stream).values_list("verb", flat=True))


def _won_and_lost(answers: list[Any]) -> tuple[list[Answer], list[AlreadyDone]]:
    won = [answer for answer in answers if isinstance(answer, Answer)]
    lost = [answer for answer in answers if isinstance(answer, AlreadyDone)]
    assert len(won) + len(lost) == len(answers), answers
    return won, lost


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


@pytest.mark.matter_before("approve")
def test_a_task_of_the_pool_is_taken_by_one_person() -> None:
    builders.give_role(builders.ULLA, "deputy_director")
    task = builders.the_walk().task("approve_deputy")

    def take(person: str) -> Callable[[], str]:
        actor = builders.actor(person)

        def claim() -> str:
            services.claim_task(task_id=task, actor=actor, at=timezone.now())
            return person

        return claim

    answers = at_once([take(PATRIK), take(builders.ULLA)] * 4)

    owner = {answer for answer in answers if isinstance(answer, str)}
    assert len(owner) == 1
    assert all(str(owner.copy().pop()) in str(answer) for answer in answers if isinstance(answer, Refusal))


@pytest.mark.matter_before("approve")
def test_a_matter_that_somebody_holds_for_long_is_not_waited_for(owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    approve = act(way.task("approve_deputy"), PATRIK, "approve", 2, key="one-key")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")

    with owner_connection.transaction():
        owner_connection.execute("SELECT FROM cases_case FOR UPDATE")
        with pytest.raises(OperationalError) as refusal:
            approve()

    assert getattr(refusal.value.__cause__, "sqlstate", "") == "55P03"
    assert approve().outcome == "approve"


@pytest.mark.matter_before("send_for_approval")
def test_an_answer_that_eight_people_register_at_once_is_one_document() -> None:
    way = builders.the_walk()
    referrals.ask(way, "referral", referrals.outside("SBFF"))
    row = referrals.asked_one(way, "Södertörns brandförsvarsförbund")
    task, before = way.task("answer_referral", row.pk), way.case().entry.last_document_no

    won, lost = _won_and_lost(
        at_once(
            [
                act(task, (RUT, ROLF)[n % 2], "answer", row.version, stance="supports", statement=f"Svar {n}.")
                for n in range(THREADS)
            ]
        )
    )

    assert (len(won), len(lost)) == (1, THREADS - 1)
    assert way.case().entry.last_document_no == before + 1
    assert verbs(way)["referral_answered"] == 1


@pytest.mark.matter_before("send_for_approval")
def test_a_question_is_closed_while_it_is_answered_and_one_of_them_holds() -> None:
    way = builders.the_walk()
    referrals.ask(way, "referral", referrals.inside(PATRIK))
    row = referrals.asked_one(way, PATRIK)
    task = way.task("answer_referral", row.pk)

    won, lost = _won_and_lost(
        at_once(
            [
                act(task, PATRIK, "answer", row.version, stance="opposes", statement="Nej."),
                act(task, CATARINA, "dropped", row.version, reason="Hann inte."),
            ]
        )
    )

    assert (len(won), len(lost)) == (1, 1)
    after = referrals.asked_one(way, PATRIK)
    assert bool(after.document) != bool(after.close_reason)
    assert verbs(way)["referral_answered"] + verbs(way)["referral_closed"] == 1
    assert builders.open_tasks(way) == ["write_report", "report_ready"]


@pytest.mark.matter_before("approve")
def test_a_matter_is_moved_to_a_newer_version_and_approved_at_once_and_both_hold() -> None:
    way = builders.the_walk()
    newer = published(lambda nodes: nodes["record_decision"].update(days=9))
    task, ida = way.task("approve_deputy"), builders.actor(IDA)

    def move() -> bool:
        return services.move_matter(case_id=way.case_id, definition_id=newer.pk, actor=ida, at=timezone.now())

    answers = at_once([act(task, PATRIK, "approve", 2), *[move] * 4])

    assert isinstance(answers[0], Answer)
    assert sorted(answers[1:]) == [False, False, False, True]
    assert builders.open_tasks(way) == ["approve_director"]
    assert {open_task.flow_task.flow_class.__name__ for open_task in tasks_now(way.case())} == {"agreement_v2"}
    assert verbs(way)["process_moved"] == verbs(way)["report_approved"] == 1
    act(way.task("approve_director"), CAMILLA, "approve", 2)()
    assert builders.open_tasks(way) == ["record_decision"]


@pytest.mark.matter_before("sign")
def test_three_signatures_and_a_move_at_once_let_the_matter_go_on_once() -> None:
    way = builders.the_walk()
    newer = published(lambda nodes: nodes["sign_agreement"].update(days=60))
    papers = [builders.slot_of(way, party) for party in ("Lokalpolis", "Södertörns")]
    for place in papers:
        ending._paper(way, place)
        place.refresh_from_db()
    own, ida = builders.slot_of(way, "Huddinge"), builders.actor(IDA)

    answers = at_once(
        [
            act(way.task("sign_agreement", own.pk), CAMILLA, "sign", own.version),
            act(way.task("confirm_signature", papers[0].pk), RUT, "confirm", papers[0].version),
            act(way.task("confirm_signature", papers[1].pk), ROLF, "confirm", papers[1].version),
            lambda: services.move_matter(case_id=way.case_id, definition_id=newer.pk, actor=ida, at=timezone.now()),
        ]
    )

    assert all(isinstance(answer, Answer) for answer in answers[:3]), answers
    assert answers[3] is True
    assert verbs(way)["signing_finished"] == 1
    assert builders.open_tasks(way) == ["render_extract"]


@pytest.mark.matter_before("approve")
def test_a_matter_that_somebody_works_in_is_left_and_told_while_matters_are_moved(
    owner_connection: psycopg.Connection[Any],
) -> None:
    newer = published(lambda nodes: nodes["record_decision"].update(days=9))
    ida = builders.actor(IDA)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")

    with owner_connection.transaction():
        owner_connection.execute("SELECT FROM cases_case FOR UPDATE")
        held = services.move_matters(definition_id=newer.pk, actor=ida, at=timezone.now())
    free = services.move_matters(definition_id=newer.pk, actor=ida, at=timezone.now())

    assert held.moved == 0
    assert [str(reason) for one in held.refused for reason in one.reasons] == ["Ärendet ändras just nu av någon annan."]
    assert (free.moved, free.refused) == (1, ())
