"""Ärenden till fullmäktige: committee, board and council in order, each with its own treatment (R9, R14–R16)."""

from __future__ import annotations

import pytest

from accounts.models import Board
from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Decision, Dispatch
from cases.services.case import TransitionBlocked
from cases.services.steps.decision import DecisionIncomplete
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, RUT, SIV, ULLA
from tests.workflows import kinds

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

POLICY = "Policy för trygghet och säkerhet"
POINT = "Policy för trygghet och säkerhet antas."
MOTION = "Motion om belysning i Skogås"


def policy_matter() -> walk.Walk:
    return kinds.before_the_board("policy", POLICY, POINT)


def committee() -> int:
    return Board.objects.get(code="KSAU").pk


def outcomes(way: walk.Walk) -> list[tuple[str, str]]:
    rows = way.case().decisions.filter(refused=False).order_by("pk")
    return [(row.body.code, row.outcome) for row in rows.select_related("body")]


def test_a_policy_goes_from_its_number_through_board_and_council_to_every_board() -> None:
    way = kinds.opened("policy", POLICY)
    assert way.case().entry.printed_number.startswith("KS-")
    assert builders.open_tasks(way) == ["complete_case"]
    kinds.written(way, kinds.content(POLICY, (POINT,)))
    assert builders.open_tasks(way) == ["approve_unit_head"]
    kinds.approved(way)
    assert (way.case().state, builders.open_tasks(way)) == ("decision", ["record_decision"])

    proposed = kinds.by_board(way, "forwarded")
    assert (proposed.state, builders.open_tasks(way)) == ("decision", ["record_council"])
    kinds.by_council(way, "adopted")
    closed = kinds.distributed_and_closed(way)

    assert closed.state == "closed"
    assert outcomes(way) == [("KS", "forwarded"), ("KF", "adopted")]
    assert Dispatch.objects.filter(board__code="KS").exists(), "the council decided, so its executive board is told"
    told = list(Event.objects.filter(stream=way.case().stream).order_by("seq").values_list("verb", "actor_label"))
    assert ("report_approved", ULLA) in told
    assert ("report_approved", PATRIK) in told
    assert ("submitted_for_decision", CAMILLA) in told
    assert told[-1] == ("case_closed", RUT)


@pytest.mark.parametrize("case_type", ["motion", "citizen-proposal"])
def test_a_motion_is_answered_by_the_council(case_type: str) -> None:
    way = kinds.before_the_board(case_type, MOTION, "Motionen avslås.")

    kinds.by_board(way, "forwarded")
    kinds.by_council(way, "adopted")
    closed = kinds.distributed_and_closed(way)

    assert closed.state == "closed"
    assert outcomes(way) == [("KS", "forwarded"), ("KF", "adopted")]


def test_the_council_treats_what_the_board_proposed_and_not_what_the_administration_wrote() -> None:
    way = policy_matter()
    changed = [{"text": "Policyn antas att gälla från 2021.", "items": []}]

    kinds.by_board(way, "forwarded", points=changed)
    kinds.by_council(way, "adopted")

    board, council = Decision.objects.order_by("pk")
    assert council.preparation == board
    assert [point.text for point in council.points.all()] == ["Policyn antas att gälla från 2021."]
    assert (board.heading, council.heading) == (
        "Kommunstyrelsens förslag till kommunfullmäktige",
        "Kommunfullmäktiges beslut",
    )
    assert not board.gives_mandate


def test_a_committee_prepares_before_its_board() -> None:
    way = policy_matter()
    paper = [{"text": "Policyn antas med bilaga.", "items": []}]

    kinds.by_board(way, "forwarded", body=committee(), points=paper, paragraph=3, meeting_date="2020-10-14")
    assert builders.open_tasks(way) == ["record_decision"]
    kinds.by_board(way, "forwarded")
    kinds.by_council(way, "adopted")

    assert outcomes(way) == [("KSAU", "forwarded"), ("KS", "forwarded"), ("KF", "adopted")]
    first, second, third = Decision.objects.order_by("pk")
    assert (second.preparation, third.preparation) == (first, second)
    assert [point.text for point in third.points.all()] == ["Policyn antas med bilaga."]
    assert first.heading == "Kommunstyrelsens arbetsutskotts förslag till kommunstyrelsen"


def test_a_committee_decides_nothing_itself() -> None:
    way = kinds.before_the_board("policy", POLICY, POINT)

    with pytest.raises(DecisionIncomplete, match="Kommunstyrelsens arbetsutskott bereder ärendet"):
        kinds.by_board(way, "adopted", body=committee())


def test_a_board_that_prepares_for_the_council_does_not_decide() -> None:
    way = policy_matter()

    with pytest.raises(DecisionIncomplete, match="Kommunstyrelsen bereder ärendet och avgör det inte"):
        kinds.by_board(way, "adopted")


def test_the_council_proposes_to_nobody() -> None:
    way = policy_matter()
    kinds.by_board(way, "forwarded")

    with pytest.raises(DecisionIncomplete, match="Kommunfullmäktige avgör ärendet"):
        kinds.by_council(way, "forwarded")


def test_a_body_that_is_not_in_turn_records_nothing() -> None:
    way = policy_matter()

    with pytest.raises(DecisionIncomplete, match="Välj den instans som behandlar ärendet nu"):
        kinds.by_board(way, "forwarded", body=Board.objects.get(code="KF").pk)


def test_each_body_tables_for_itself() -> None:
    way = policy_matter()
    kinds.by_board(way, "tabled", tabled_to="2020-11-04", adjusted_on="")
    assert builders.open_tasks(way) == ["record_decision"]
    kinds.by_board(way, "forwarded", meeting_date="2020-11-04", adjusted_on="2020-11-06")

    kinds.by_council(way, "tabled", tabled_to="2020-12-07", adjusted_on="")
    assert builders.open_tasks(way) == ["record_council"]
    kinds.by_council(way, "adopted_amended", meeting_date="2020-12-07", adjusted_on="2020-12-10", points=POINTS)

    assert outcomes(way) == [("KS", "tabled"), ("KS", "forwarded"), ("KF", "tabled"), ("KF", "adopted_amended")]
    last = Decision.objects.order_by("pk").last()
    assert last is not None
    assert last.preparation is not None
    assert last.preparation.body.code == "KS"


POINTS = [{"text": "Policyn antas för två år.", "items": []}]


def test_what_the_council_refers_back_is_prepared_and_treated_by_the_board_again() -> None:
    way = policy_matter()
    kinds.by_board(way, "forwarded")

    back = kinds.by_council(way, "referred_back", motivation="Kostnaderna ska redovisas.", adjusted_on="")
    assert (back.state, builders.open_tasks(way)) == ("committee_proposal", ["write_report"])
    kinds.written(way, kinds.content(POLICY, ("Policyn antas, med redovisade kostnader.",)), number=2)
    kinds.approved(way, 2)
    kinds.by_board(way, "forwarded", meeting_date="2020-11-25", adjusted_on="2020-11-27")
    kinds.by_council(way, "adopted", meeting_date="2020-12-07", adjusted_on="2020-12-10")

    assert outcomes(way)[1:] == [("KF", "referred_back"), ("KS", "forwarded"), ("KF", "adopted")]
    last = Decision.objects.order_by("pk").last()
    assert last is not None
    assert [point.text for point in last.points.all()] == ["Policyn antas, med redovisade kostnader."]


def test_a_preparatory_decision_sends_nothing_out_and_ends_nothing() -> None:
    way = policy_matter()
    kinds.by_board(way, "forwarded")

    case = way.case()
    assert case.state == "decision"
    assert not case.distributions.exists()
    with pytest.raises(TransitionBlocked, match="redan behandlat"):
        builders.intervene(way, CATARINA, "take_back")


def test_a_refused_record_of_the_council_is_recorded_again_by_the_council() -> None:
    way = policy_matter()
    kinds.by_board(way, "forwarded")
    way.perform(SIV, "record_council", "record_decision", payload=builders.decision("adopted", paragraph=9))

    way.perform(RUT, "confirm_council", "reject", payload={"comment": "Fel paragraf."})

    assert builders.open_tasks(way) == ["record_council"]
    kinds.by_council(way, "rejected")
    assert way.case().state == "distribution"


def test_the_unit_head_is_first_in_the_chain_and_may_return_the_proposal() -> None:
    way = kinds.opened("policy", POLICY)
    kinds.written(way, kinds.content(POLICY, (POINT,)))

    with pytest.raises(NotAllowed):
        way.perform(CAMILLA, "approve_unit_head", "approve", 1)
    way.perform(ULLA, "approve_unit_head", "return", 1, payload={"comment": "Beskriv kostnaden."})

    assert builders.open_tasks(way) == ["write_report"]


def test_a_matter_without_analysis_has_no_way_back_to_one() -> None:
    way = kinds.opened("policy", POLICY)
    kinds.written(way, kinds.content(POLICY, (POINT,)))

    with pytest.raises(TransitionBlocked, match="Ärendetypen har ingen lägesbild"):
        builders.intervene(way, CATARINA, "reopen_analysis")


def test_a_matter_before_the_council_is_withdrawn_while_nothing_is_decided() -> None:
    way = policy_matter()
    kinds.by_board(way, "forwarded")

    assert builders.intervene(way, CAMILLA, "withdraw").state == "withdrawn"


@pytest.mark.matter_before("record_decision")
def test_a_committee_prepares_an_agreement_before_its_board_decides() -> None:
    way = builders.the_walk()
    builders.decide(way, "forwarded", body=committee(), meeting_date="2020-10-14", paragraph=2)
    assert builders.open_tasks(way) == ["record_decision"]

    answer = builders.decide(way, "adopted")

    assert answer.state == "signing"
    assert outcomes(way) == [("KSAU", "forwarded"), ("KS", "adopted")]


@pytest.mark.matter_before("record_decision")
def test_an_agreement_is_referred_back_to_its_analysis() -> None:
    way = builders.the_walk()

    answer = builders.decide(
        way, "referred_back", motivation="Lägesbilden är för gammal.", adjusted_on="", back_to="analysis"
    )

    assert (answer.state, builders.open_tasks(way)) == ("situation_analysis", ["write_analysis"])
    assert way.case().reports.get().state == "draft"
