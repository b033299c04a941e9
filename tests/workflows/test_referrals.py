"""Remiss och underlag: each who is asked has a task of the running process beside the officer's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Board
from cases.models import Dispatch
from cases.services.case import TransitionBlocked
from cases.services.nudge import NudgedToday, nudge, sweep_nudges
from cases.services.referral import (
    ReferralEnded,
)
from cases.services.referral_summary import NothingSent, insert_summary
from cases.services.steps.referral import WrongDocument
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, PATRIK, RUT, ULLA
from tests.referrals import answer, ask, asked_one, inside, outside

pytestmark = pytest.mark.django_db(transaction=True)


ANALYSIS = pytest.mark.matter_before("conclude_analysis")
REPORT = pytest.mark.matter_before("send_for_approval")


@ANALYSIS
def test_the_officers_task_stays_while_those_who_are_asked_have_theirs() -> None:
    way = builders.the_walk()

    ask(way, "contribution", inside(ULLA), outside("SBFF"))

    assert builders.open_tasks(way) == ["write_analysis", "contribute", "contribute"]


@ANALYSIS
def test_the_analysis_is_not_concluded_before_everybody_has_answered_or_been_let_go() -> None:
    way = builders.the_walk()
    ask(way, "contribution", inside(ULLA), outside("SBFF"))
    answer(way, ULLA, "contribute", ULLA, statement="Vi ser fler skadegörelser.")

    with pytest.raises(TransitionBlocked, match="Underlag saknas"):
        way.perform(CATARINA, "write_analysis", "conclude_analysis")

    answer(way, CATARINA, "dropped", "Södertörns brandförsvarsförbund", reason="De har inget att säga.")
    way.perform(CATARINA, "write_analysis", "conclude_analysis")

    assert builders.open_tasks(way) == ["write_report"]


@ANALYSIS
def test_what_was_contributed_is_a_source_of_the_analysis_with_its_document() -> None:
    way = builders.the_walk()
    ask(way, "contribution", inside(ULLA), inside(PATRIK))
    answer(way, ULLA, "contribute", ULLA, statement="Vi ser fler skadegörelser.")
    answer(way, PATRIK, "nothing_to_add", PATRIK)
    way.perform(CATARINA, "write_analysis", "conclude_analysis")

    sources = {row.title: row.document for row in way.case().analyses.get().sources.all()}

    given = sources[f"Underlag från {ULLA}"]
    assert given is not None
    assert (given.direction, given.kind, given.sender_or_recipient) == ("established", "contribution", ULLA)
    assert f"Underlag från {PATRIK}" not in sources


@REPORT
def test_the_answer_of_a_board_is_received_from_that_authority_with_a_number_of_its_own() -> None:
    way = builders.the_walk()
    board = Board.objects.get(code="FSN")
    ask(way, "referral", replace(inside(RUT), name=board.name, board_id=board.pk))
    before = way.case().entry.last_document_no

    answer(way, RUT, "answer", board.name, stance="supports", statement="Nämnden tillstyrker.")

    row = asked_one(way, board.name)
    assert (row.state, row.stance) == ("answered", "supports")
    document = row.document
    assert document is not None
    assert (document.document_no, document.direction, document.kind) == (before + 1, "received", "statement")
    assert document.sender_or_recipient == board.name


@REPORT
def test_an_outside_body_gets_a_letter_that_is_registered_and_sent() -> None:
    way = builders.the_walk()

    ask(way, "referral", outside("SBFF"), outside("LPO-HUDDINGE"))

    letter = Document.objects.get(entry=way.case().entry_id, title="Remiss")
    assert (letter.direction, letter.status, letter.kind) == ("dispatched", "dispatched", "letter")
    rows = Dispatch.objects.filter(referral__case=way.case_id, referral__kind="referral").order_by("position")
    assert [(row.channel, row.state) for row in rows] == [("email", "queued")] * 2
    assert {row.distribution.documents[0]["document"] for row in rows} == {str(letter.uuid)}


@REPORT
def test_what_comes_from_outside_is_registered_by_the_registrar_also_when_it_lies_there_already() -> None:
    way = builders.the_walk()
    ask(way, "referral", outside("SBFF"))
    scan = Document.objects.filter(entry=way.case().entry_id, direction="received").order_by("document_no")[0]

    answer(way, RUT, "answer", "Södertörns brandförsvarsförbund", stance="opposes", document=str(scan.uuid))

    assert asked_one(way, "Södertörns brandförsvarsförbund").document == scan


@REPORT
def test_a_document_answers_one_question_and_lies_in_the_matter() -> None:
    way = builders.the_walk()
    ask(way, "referral", outside("SBFF"), outside("LPO-HUDDINGE"))
    scan = Document.objects.filter(entry=way.case().entry_id, direction="received").order_by("document_no")[0]
    answer(way, RUT, "answer", "Södertörns brandförsvarsförbund", stance="opposes", document=str(scan.uuid))

    for chosen in (str(scan.uuid), str(uuid4())):
        with pytest.raises(WrongDocument):
            answer(way, RUT, "answer", "Lokalpolisområde Huddinge", stance="opposes", document=chosen)


@REPORT
def test_the_report_is_not_sent_before_every_referral_is_answered_or_closed_with_a_reason() -> None:
    way = builders.the_walk()
    ask(way, "referral", inside(ULLA), inside(PATRIK))
    answer(way, ULLA, "abstain", ULLA)

    with pytest.raises(TransitionBlocked, match="Remissvar saknas"):
        way.perform(CATARINA, "write_report", "send_for_approval", 2)

    answer(way, CATARINA, "dropped", PATRIK, reason="Hann inte.")
    way.perform(CATARINA, "write_report", "send_for_approval", 2)
    assert builders.open_tasks(way) == ["approve_deputy"]
    assert asked_one(way, PATRIK).close_reason == "Hann inte."


@REPORT
def test_a_report_that_is_returned_may_be_sent_on_referral_again() -> None:
    way = builders.the_walk()
    ask(way, "referral", inside(ULLA))
    answer(way, ULLA, "answer", ULLA, stance="remarks", statement="Se över punkt 2.")
    way.perform(CATARINA, "write_report", "send_for_approval", 2)
    way.perform(PATRIK, "approve_deputy", "return", 2, payload={"comment": "Fråga igen.", "reason": "Fråga igen."})

    ask(way, "referral", inside(ULLA))

    assert builders.open_tasks(way) == ["write_report", "answer_referral"]


@REPORT
def test_the_sweep_reminds_once_before_the_day_and_once_after_it_however_often_it_runs() -> None:
    way = builders.the_walk()
    today = timezone.localdate()
    ask(way, "referral", inside(ULLA), due=today + timedelta(days=20))
    ask(way, "referral", outside("SBFF"), due=today + timedelta(days=40))

    counts = [sweep_nudges(at=timezone.now() + timedelta(days=days)) for days in (0, 16, 18, 18, 19, 21, 21, 35)]

    assert counts == [0, 0, 1, 0, 0, 1, 0, 0]
    kinds = asked_one(way, ULLA).nudges.values_list("kind", flat=True)
    assert list(kinds) == ["soon", "overdue"]


@REPORT
def test_nobody_is_reminded_twice_a_day_nor_after_the_answer() -> None:
    way = builders.the_walk()
    ask(way, "referral", inside(ULLA))
    told: dict[str, Any] = {"referral_id": asked_one(way, ULLA).pk, "actor": builders.actor(CATARINA)}
    nudge(**told, at=timezone.now())

    with pytest.raises(NudgedToday):
        nudge(**told, at=timezone.now())
    answer(way, ULLA, "abstain", ULLA)
    with pytest.raises(ReferralEnded):
        nudge(**told, at=timezone.now())
    assert sweep_nudges(at=timezone.now() + timedelta(days=90)) == 0


@REPORT
def test_the_summary_is_a_table_in_the_report_that_follows_the_answers_and_keeps_what_is_written_round_it() -> None:
    way = builders.the_walk()
    catarina = builders.actor(CATARINA)
    with pytest.raises(NothingSent):
        insert_summary(case_id=way.case_id, actor=catarina, at=timezone.now())
    ask(way, "referral", inside(ULLA), inside(PATRIK))
    insert_summary(case_id=way.case_id, actor=catarina, at=timezone.now())
    answer(way, ULLA, "answer", ULLA, stance="supports", statement="Bra.")

    version = insert_summary(case_id=way.case_id, actor=catarina, at=timezone.now())
    again = insert_summary(case_id=way.case_id, actor=catarina, at=timezone.now())

    section = next(one for one in version.content["sections"] if one["heading"] == "Remissammanställning")
    number = str(asked_one(way, ULLA).document.document_no)  # type: ignore[union-attr]
    assert section["blocks"] == [
        {
            "table": [
                ["Remissinstans", "Svarade", "Ställningstagande", "Handling"],
                [ULLA, timezone.localdate().isoformat(), "Tillstyrker", number],
                [PATRIK, "–", "Har inte svarat", "–"],
            ]
        }
    ]
    assert again == version
