"""Vakterna över remisser och underlag, each tried with raw SQL as the app role."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.utils import timezone

from cases.services.nudge import nudge
from config import walk
from tests import builders
from tests.builders import CATARINA, PATRIK, ULLA
from tests.cases.guards import attempt
from tests.referrals import answer, ask, asked_one, inside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.matter_before("send_for_approval")]
WAITING = "UPDATE cases_referral SET {} WHERE state = 'sent'"
ANSWERED = "UPDATE cases_referral SET {} WHERE state = 'answered'"
ENDED = "state = 'answered', ended_at = now(), "
REFUSED = {
    "a question is not moved without an event": WAITING.format("due = due + 1"),
    "what was asked stays": WAITING.format("questions = 'Något annat'"),
    "who was asked stays": WAITING.format("name = 'Någon annan'"),
    "the matter stays": WAITING.format("case_id = case_id + 1"),
    "it is of a kind that exists": WAITING.format("kind = 'gossip'"),
    "it is in a state that exists": WAITING.format("state = 'lost'"),
    "an answer takes a stand": WAITING.format("state = 'answered', ended_at = now()"),
    "a stance that is none": WAITING.format(ENDED + "stance = 'maybe'"),
    "a referral is not answered as a contribution": WAITING.format(ENDED + "stance = 'nothing_to_add'"),
    "a statement is a document": WAITING.format(ENDED + "stance = 'supports'"),
    "nothing is closed without a reason": WAITING.format("state = 'closed_without_answer', ended_at = now()"),
    "an end has its day": WAITING.format("state = 'answered', stance = 'abstains'"),
    "what waits has no stance": WAITING.format("stance = 'abstains'"),
    "nobody is asked the same twice at a time": (
        "INSERT INTO cases_referral (uuid, case_id, kind, name, questions, due, sent_at, sent_by_id, state, version,"
        " stance, statement, ended_label, close_reason)"
        " SELECT gen_random_uuid(), case_id, kind, name, 'Igen', due, now(), sent_by_id, 'sent', 1, '', '', '', ''"
        " FROM cases_referral WHERE state = 'sent'"
    ),
    "a document is not sent along without an event": (
        "INSERT INTO cases_referralenclosure (referral_id, document_id)"
        " SELECT r.id, d.id FROM cases_referral r, diarium_document d WHERE r.state = 'sent' LIMIT 1"
    ),
    "nobody is reminded without an event": (
        "INSERT INTO cases_referralnudge (uuid, referral_id, kind, day, sent_at)"
        " SELECT gen_random_uuid(), id, 'soon', current_date, now() FROM cases_referral WHERE state = 'sent'"
    ),
    "an answered question stays answered": ANSWERED.format("state = 'sent', stance = '', ended_at = NULL"),
    "a statement stays": ANSWERED.format("statement = 'Annat'"),
    "a stance stays": ANSWERED.format("stance = 'opposes'"),
    "an answer stays with its document": ANSWERED.format("document_id = NULL, stance = 'abstains'"),
    "a question is not removed": "DELETE FROM cases_referral",
    "the questions are not emptied": "TRUNCATE cases_referral CASCADE",
    "what was sent along stays": "UPDATE cases_referralenclosure SET document_id = document_id + 1",
    "what was sent along is not removed": "DELETE FROM cases_referralenclosure",
    "what was sent along is not emptied": "TRUNCATE cases_referralenclosure CASCADE",
    "a reminder stays": "UPDATE cases_referralnudge SET day = day + 1",
    "a reminder is not removed": "DELETE FROM cases_referralnudge",
    "the reminders are not emptied": "TRUNCATE cases_referralnudge CASCADE",
    "a reminder has a reason that exists": (
        "INSERT INTO cases_referralnudge (uuid, referral_id, kind, day, sent_at)"
        " SELECT gen_random_uuid(), id, 'whim', current_date, now() FROM cases_referral WHERE state = 'sent'"
    ),
}


@pytest.fixture
def way() -> walk.Walk:
    """A matter that Ulla is asked about."""
    found = builders.the_walk()
    letter = str(found.case().entry.documents.order_by("document_no")[0].uuid)
    ask(found, "referral", inside(ULLA), inside(PATRIK), documents=(letter,))
    answer(found, PATRIK, "answer", PATRIK, stance="supports", statement="Bra.")
    nudge(referral_id=asked_one(found, ULLA).pk, actor=builders.actor(CATARINA), at=timezone.now())
    return found


def test_the_database_refuses_each_of_them(way: walk.Walk) -> None:
    let_by = []
    for name, sql in REFUSED.items():
        try:
            attempt(sql)
        except DatabaseError:
            continue
        let_by.append(name)

    assert not let_by
    assert asked_one(way, ULLA).version == 1
