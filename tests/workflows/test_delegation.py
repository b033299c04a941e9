"""Delegationsbeslut (R24): by a point of the order, within its limits, confirmed by another, reported to the board."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Decision, DelegationPoint, DelegationReport
from cases.services import delegation
from cases.services.delegation import NothingToReport, ReportedTooEarly
from cases.services.steps.decision import DecisionIncomplete, SamePerson
from cases.services.steps.delegation import NoDelegation, NotConsidered, OwnProposal
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, ROLF, RUT, SIV, ULLA
from tests.workflows import kinds
from workflows.services import Answer, report_delegated_decisions

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

SUBJECT = "Bidrag till grannsamverkan i Skogås"
GRANT = "Föreningen Grannar i Skogås får 40 000 kronor i bidrag."


def waiting(subject: str = SUBJECT, text: str = GRANT) -> walk.Walk:
    """Ärendet hos delegaten."""
    return kinds.before_the_board("delegation", subject, text, group=kinds.OWN)


def point(number: str) -> DelegationPoint:
    return DelegationPoint.objects.get(number=number)


def decision(number: str = "4.2", outcome: str = "adopted", **changes: Any) -> dict[str, Any]:
    return {"point": point(number).pk, "outcome": outcome, "decided_on": "2026-01-12", **changes}


def decide(way: walk.Walk, person: str = CAMILLA, **changes: Any) -> None:
    way.perform(person, "decide", "decide", payload=decision(**changes))


def decided(way: walk.Walk, **changes: Any) -> Answer:
    decide(way, **changes)
    answer: Answer = way.perform(RUT, "confirm_delegated", "confirm")
    return answer


def report(way: walk.Walk, person: str = SIV, on: date = date(2026, 2, 4)) -> DelegationReport:
    rows = report_delegated_decisions(
        case_id=way.case_id, meeting_date=on, actor=builders.actor(person), at=timezone.now()
    )
    return rows[0]


def test_a_delegated_decision_goes_from_its_number_to_its_report_and_its_end() -> None:
    way = kinds.opened("delegation", SUBJECT)
    assert way.case().entry.printed_number.startswith("KS-")
    kinds.written(way, kinds.content(SUBJECT, (GRANT,), kinds.OWN))
    assert builders.open_tasks(way) == ["approve_unit_head"]
    kinds.approved(way)
    assert (way.case().state, builders.open_tasks(way)) == ("decision", ["decide"])

    decide(way, report_to="2026-02-04")
    assert builders.open_tasks(way) == ["confirm_delegated"]
    sent = way.perform(RUT, "confirm_delegated", "confirm")
    assert sent.state == "distribution"
    closed = kinds.distributed_and_closed(way)
    reported = report(way)

    assert closed.state == "closed"
    one = Decision.objects.get()
    assert (one.delegate, one.delegation_point, one.body.code) == ("Camilla Broo, kommundirektör", point("4.2"), "KS")
    assert (one.paragraph, one.report_to) == (None, date(2026, 2, 4))
    assert [row.text for row in one.points.all()] == [GRANT]
    assert one.extract is not None
    assert one.extract.title == "Delegationsbeslut, kommunstyrelsen 2026-01-12 punkt 4.2"
    assert (reported.board.code, reported.meeting_date, reported.reported_label) == ("KS", date(2026, 2, 4), SIV)
    told = list(Event.objects.filter(stream=way.case().stream).order_by("seq").values_list("verb", "actor_label"))
    assert ("delegated_decision_recorded", CAMILLA) in told
    assert ("delegated_decision_confirmed", RUT) in told
    assert told[-1] == ("delegated_decision_reported", SIV)


def test_a_decision_cites_a_point_that_was_in_force_on_its_day() -> None:
    way = waiting()

    for missing in ({"point": 0}, {"decided_on": "2018-06-01"}):
        with pytest.raises(DecisionIncomplete, match="Välj en punkt i delegationsordningen"):
            decide(way, **missing)
    with pytest.raises(DecisionIncomplete, match="Datumet ligger i framtiden"):
        decide(way, decided_on="2099-01-01")
    delegation.end_delegation_point(
        point_id=point("4.2").pk, valid_to=date(2025, 12, 31), actor=builders.actor(RUT), at=timezone.now()
    )
    with pytest.raises(DecisionIncomplete):
        decide(way)
    decide(way, decided_on="2025-12-31")


def test_only_whom_the_point_names_decides_by_it() -> None:
    way = waiting()

    with pytest.raises(NoDelegation, match=r"Biträdande kommundirektör har inte delegation för punkt 4\.2"):
        decide(way, PATRIK)
    for person in (CATARINA, RUT, SIV):
        with pytest.raises((NotAllowed, NoDelegation)):
            decide(way, person)
    decide(way, ULLA)


def test_nobody_decides_on_their_own_text_unless_the_point_says_so() -> None:
    builders.give_role(CATARINA, "director")
    way = waiting()

    with pytest.raises(OwnProposal):
        decide(way, CATARINA)
    decide(way, CATARINA, number="3.1")


def test_a_delegate_decides_otherwise_than_proposed() -> None:
    way = waiting()
    less = [{"text": "Föreningen får 20 000 kronor i bidrag.", "items": []}]

    decided(way, outcome="adopted_amended", points=less)

    assert [row.text for row in Decision.objects.get().points.all()] == ["Föreningen får 20 000 kronor i bidrag."]


def test_a_rejection_by_a_delegate_is_a_decision_without_points() -> None:
    way = waiting()

    assert decided(way, outcome="rejected").state == "distribution"
    assert not Decision.objects.get().points.exists()


@pytest.mark.parametrize("outcome", ["tabled", "forwarded", "noted", "referred_back"])
def test_a_delegate_has_no_meeting_to_table_at(outcome: str) -> None:
    with pytest.raises(DecisionIncomplete, match="Välj ett utfall"):
        decide(waiting(), outcome=outcome)


def test_what_the_law_keeps_to_the_board_is_warned_of_and_answered_for() -> None:
    way = waiting("Strategi för trygghet", "Strategi för trygghet antas.")

    with pytest.raises(NotConsidered, match="mål, inriktning, omfattning eller kvalitet får inte delegeras"):
        decide(way)
    decide(way, considered=True)

    event = Event.objects.get(verb="delegated_decision_recorded")
    assert event.facts["data"]["considered"] == ["KL 6:38 p. 1"]


def test_who_decided_does_not_confirm() -> None:
    builders.give_role(CAMILLA, "registrar")
    way = waiting()
    decide(way)

    with pytest.raises(SamePerson):
        way.perform(CAMILLA, "confirm_delegated", "confirm")


def test_a_wrongly_recorded_decision_goes_back_to_the_delegate() -> None:
    way = waiting()
    decide(way)

    way.perform(RUT, "confirm_delegated", "reject", payload={"comment": "Fel punkt."})

    assert builders.open_tasks(way) == ["decide"]
    assert decided(way).state == "distribution"


def test_a_delegate_sends_the_proposal_back_to_its_officer() -> None:
    way = waiting()

    answer = way.perform(CAMILLA, "decide", "return_by_delegate", payload={"reason": "Ange kontonummer."})

    assert (answer.state, builders.open_tasks(way)) == ("committee_proposal", ["write_report"])
    kinds.written(way, kinds.content(SUBJECT, (GRANT, "Bidraget betalas ut i maj."), kinds.OWN), number=2)
    kinds.approved(way, 2)
    assert builders.open_tasks(way) == ["decide"]


def test_a_delegate_leaves_the_decision_to_the_board_which_tables_and_refers_back() -> None:
    way = waiting()
    way.perform(CAMILLA, "decide", "hand_to_board", payload={"reason": "Frågan är principiell."})
    assert builders.open_tasks(way) == ["record_decision"]

    kinds.by_board(way, "tabled", adjusted_on="")
    assert builders.open_tasks(way) == ["record_decision"]
    kinds.by_board(way, "referred_back", paragraph=15, motivation="Ange kostnaden.", adjusted_on="")
    assert (way.case().state, builders.open_tasks(way)) == ("committee_proposal", ["write_report"])
    kinds.written(way, kinds.content(SUBJECT, (GRANT, "Kostnaden tas ur budget."), kinds.OWN), number=2)
    kinds.approved(way, 2)
    way.perform(CAMILLA, "decide", "hand_to_board", payload={"reason": "Nämnden vill besluta."})
    kinds.by_board(way, "adopted", paragraph=16)
    assert kinds.distributed_and_closed(way).state == "closed"


def test_a_decision_is_reported_once_and_by_the_boards_own() -> None:
    way = waiting()
    decide(way)
    with pytest.raises(NothingToReport):
        report(way)
    way.perform(RUT, "confirm_delegated", "confirm")

    for person in (CATARINA, CAMILLA, ULLA):
        with pytest.raises(NotAllowed):
            report(way, person)
    with pytest.raises(ReportedTooEarly):
        report(way, on=date(2026, 1, 11))
    report(way, ROLF)
    with pytest.raises(NothingToReport):
        report(way)


REFUSED = {
    "a point's words stay": "UPDATE cases_delegationpoint SET text = 'Allt'",
    "a point is never deleted": "DELETE FROM cases_delegationpoint",
    "a point ends after it began": "UPDATE cases_delegationpoint SET valid_to = valid_from - 1",
    "a decision keeps its point": "UPDATE cases_decision SET delegation_point_id = NULL, paragraph = 1, delegate = ''",
    "a decision has a point or a paragraph": "UPDATE cases_decision SET paragraph = 1",
    "a decision keeps its delegate": "UPDATE cases_decision SET delegate = 'Olle Olsson'",
    "a report is written once": "UPDATE cases_delegationreport SET meeting_date = meeting_date + 1",
    "a report is never deleted": "DELETE FROM cases_delegationreport",
    "nobody but a referral goes to the analysis": "UPDATE cases_decision SET to_analysis = true",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_database_keeps_delegated_decisions_as_they_were(statement: str) -> None:
    way = waiting()
    decided(way)
    report(way)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_report_without_event_is_refused() -> None:
    way = waiting()
    decided(way)

    with pytest.raises(DatabaseError, match="no event tells of the change"):
        _forge_a_report()


def _forge_a_report() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_delegationreport"
            " (decision_id, board_id, meeting_date, reported_at, reported_by_id, reported_label)"
            " SELECT id, body_id, meeting_date, now(), recorded_by_id, 'x' FROM cases_decision"
        )
