"""Samtidighet i flödet: questions answered and closed, matters moved and held, pools, all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from audit.rules import Refusal
from config.walk import ending
from tests import builders, referrals
from tests.builders import CAMILLA, CATARINA, IDA, PATRIK, ROLF, RUT
from tests.workflows.at_once import THREADS, _won_and_lost, act, at_once, verbs
from tests.workflows.definitions import published
from workflows import services
from workflows.selectors.frame import tasks_now
from workflows.services import Answer

pytestmark = pytest.mark.django_db(transaction=True)


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
