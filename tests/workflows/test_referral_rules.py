"""Vem som frågas och svarar: who may be asked and answer, what an answer must say, and no form twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from audit.rules import KeyReused
from cases.services.case import Stale
from cases.services.referral import (
    AskedAlready,
    DueInThePast,
    NobodyAsked,
    NotCleared,
    ReferralEnded,
)
from cases.services.steps.referral import StanceMissing, StatementMissing
from diarium import services as register
from tests import builders
from tests.builders import CATARINA, OLLE, PATRIK, RUT, ULLA
from tests.referrals import answer, ask, asked_one, inside, outside
from workflows import services
from workflows.models import Deadline
from workflows.services import NobodyToAnswer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.matter_before("send_for_approval")]


def test_nobody_is_asked_where_the_process_has_no_branch_for_it() -> None:
    way = builders.the_walk()
    way.perform(CATARINA, "write_report", "send_for_approval", 2)

    with pytest.raises(NobodyToAnswer):
        ask(way, "referral", inside(ULLA))

    assert not way.case().referrals.filter(kind="referral").exists()


def test_only_who_is_asked_answers() -> None:
    way = builders.the_walk()
    ask(way, "referral", inside(ULLA))

    for person, refusal in ((OLLE, NotAllowed), (PATRIK, NotAllowed), (CATARINA, NotAllowed)):
        with pytest.raises(refusal):
            answer(way, person, "abstain", ULLA)
    with pytest.raises(NotAllowed):
        answer(way, ULLA, "dropped", ULLA, reason="Jag vill inte.")


def test_who_gets_the_task_handed_over_answers_in_place_of_who_was_asked() -> None:
    way = builders.the_walk()
    ask(way, "referral", inside(ULLA))
    row = asked_one(way, ULLA)
    task = way.task("answer_referral", row.pk)

    services.hand_over_task(task_id=task, to_id=builders.user(PATRIK).pk, actor=builders.actor(ULLA), at=timezone.now())

    with pytest.raises(NotAllowed):
        answer(way, ULLA, "abstain", ULLA)
    answer(way, PATRIK, "abstain", ULLA)
    assert asked_one(way, ULLA).ended_label == PATRIK


def test_a_statement_says_something_and_takes_a_stand() -> None:
    way = builders.the_walk()
    ask(way, "referral", inside(ULLA))

    with pytest.raises(StanceMissing):
        answer(way, ULLA, "answer", ULLA, statement="Bra.")
    with pytest.raises(StatementMissing):
        answer(way, ULLA, "answer", ULLA, stance="supports")


def test_a_question_is_refused_that_nobody_could_answer() -> None:
    way = builders.the_walk()
    ask(way, "referral", inside(ULLA))

    with pytest.raises(AskedAlready, match=ULLA):
        ask(way, "referral", inside(ULLA))
    with pytest.raises(NobodyAsked):
        ask(way, "referral")
    with pytest.raises(DueInThePast):
        ask(way, "referral", inside(PATRIK), due=timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        ask(way, "referral", inside(PATRIK), person=RUT)


def test_the_same_form_twice_asks_once() -> None:
    way = builders.the_walk()

    assert ask(way, "referral", inside(ULLA), key="k") == ask(way, "referral", inside(ULLA), key="k") == 1
    with pytest.raises(KeyReused):
        ask(way, "referral", inside(PATRIK), key="k")

    assert way.case().referrals.filter(kind="referral").count() == 1


def test_longer_time_makes_an_answer_that_was_begun_before_it_stale_and_no_one_elses() -> None:
    way = builders.the_walk()
    ask(way, "referral", inside(ULLA), inside(PATRIK))
    before = asked_one(way, ULLA).version
    later = timezone.localdate() + timedelta(days=60)

    services.extend(referral_id=asked_one(way, ULLA).pk, due=later, actor=builders.actor(CATARINA), at=timezone.now())

    assert asked_one(way, ULLA).due == later
    assert Deadline.objects.get(task=way.task("answer_referral", asked_one(way, ULLA).pk)).due == later
    with pytest.raises(Stale):
        answer(way, ULLA, "abstain", ULLA, version=before)
    answer(way, PATRIK, "abstain", PATRIK)
    with pytest.raises(ReferralEnded):
        services.extend(
            referral_id=asked_one(way, PATRIK).pk, due=later, actor=builders.actor(CATARINA), at=timezone.now()
        )


def test_in_a_secret_matter_only_who_stands_on_its_list_is_asked_and_the_log_names_nobody() -> None:
    way = builders.the_walk()
    register.mark_entry_secret(
        entry_id=way.case().entry_id,
        provision="OSL 18 kap. 1 §",
        entitled=[builders.user(CATARINA).pk],
        actor=builders.actor(RUT),
        at=timezone.now(),
    )

    with pytest.raises(NotCleared, match=ULLA):
        ask(way, "referral", inside(ULLA))
    ask(way, "referral", outside("SBFF"))

    asked = Event.objects.get(stream=way.case().stream, verb="referrals_sent")
    assert "brandförsvar" not in bytes(asked.body).decode()
    assert "brandförsvar" in asked.protected_values.get(name="names").value
