"""Frågor som lämnas: who returns out of parallel steps while somebody is asked leaves no question without a way on."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from audit.selectors import check_consistency
from cases.models import Referral
from config import walk
from tests import builders
from tests.builders import CATARINA, OLLE, PATRIK, RUT, ULLA
from tests.cases.pages import as_
from tests.config import strict_html
from tests.referrals import answer, ask, asked_one, inside, outside
from tests.workflows import kinds
from tests.workflows.definitions import Body, lead_past, published
from tests.workflows.repairs import Fault, see_and_mend
from workflows import services
from workflows.services.referring import QuestionPutAgain

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

SUBJECT = "Policy för trygga mötesplatser"
BY_LETTER = "Södertörns brandförsvarsförbund"


def _reads(title: str, role: str, following: str, back: str = "") -> Body:
    outcomes = {"no_remarks": {"step": "no_remarks", "action": "give_opinion", "next": following}}
    if back:
        outcomes["remarks"] = {"step": "give_remarks", "action": "give_opinion", "next": back}
    return {"kind": "step", "title": title, "states": ["committee_proposal"], "roles": [role], "outcomes": outcomes}


def _beside_a_check(nodes: Body, following: str) -> None:
    """The proposal and its referrals are one branch; the unit's head looks in the other, and may send it all back."""
    lead_past(nodes, "prepare_report", following)
    nodes["beside"] = {
        "kind": "split",
        "title": "Kontroll",
        "branches": ["prepare_report", "look"],
        "next": "done_both",
    }
    nodes["done_both"] = {"kind": "join", "title": "Klart", "next": "approve_unit_head"}
    nodes["report_ready"]["next"] = "done_both"
    nodes["look"] = _reads("Kontrollera", "unit_head", "done_both", back="think")


def comes_back(nodes: Body) -> None:
    """Whoever thinks it over comes to the branches again."""
    _beside_a_check(nodes, "beside")
    nodes["complete_case"]["outcomes"]["propose_to_committee"]["next"] = "think"
    nodes["think"] = _reads("Tänk om", "deputy_director", "beside")


def goes_past(nodes: Body) -> None:
    """Whoever thinks it over goes on past the branches."""
    _beside_a_check(nodes, "think")
    nodes["complete_case"]["outcomes"]["propose_to_committee"]["next"] = "beside"
    nodes["think"] = _reads("Tänk om", "deputy_director", "approve_unit_head")


def asked(way: walk.Walk) -> None:
    """Patrik and a body outside are asked while the proposal is written."""
    ask(way, "referral", inside(PATRIK), outside("SBFF"))


def left(way: walk.Walk) -> None:
    """Ulla sends it back out of the other branch."""
    way.perform(ULLA, "look", "remarks", 1, payload={"comment": "Tänk om."})
    assert builders.open_tasks(way) == ["think"]


def returning() -> walk.Walk:
    """The matter that was left and comes to its questions again."""
    back = dict.fromkeys(("take_back_report", "take_back", "rectify"), "beside")
    published(comes_back, "policy", entries=back)
    way = kinds.opened("policy", SUBJECT)
    kinds.saved(way, kinds.content(SUBJECT, ("Policyn antas.",)))
    way.perform(PATRIK, "think", "no_remarks", 1)
    asked(way)
    left(way)
    return way


def passing(*, leave: bool = True) -> walk.Walk:
    """The matter that never comes to its questions again."""
    on = dict.fromkeys(("take_back_report", "take_back", "rectify"), "think")
    published(goes_past, "policy", entries=on)
    way = kinds.opened("policy", SUBJECT)
    kinds.saved(way, kinds.content(SUBJECT, ("Policyn antas.",)))
    asked(way)
    if leave:
        left(way)
    return way


def _close(way: walk.Walk, person: str, row: Referral) -> None:
    services.close_resting(
        referral_id=row.pk,
        reason="Vi hinner inte vänta.",
        actor=builders.actor(person),
        at=timezone.now(),
        key=uuid4().hex,
        expected_version=row.version,
    )


def test_questions_rest_and_have_their_branches_again_when_the_matter_is_back() -> None:
    way = returning()
    assert {asked_one(way, PATRIK).state, asked_one(way, BY_LETTER).state} == {"sent"}
    assert check_consistency() == []

    way.perform(PATRIK, "think", "no_remarks", 1)

    assert builders.open_tasks(way).count("answer_referral") == 2
    answer(way, PATRIK, "answer", PATRIK, stance="supports", statement="Bra.")
    answer(way, RUT, "answer", BY_LETTER, stance="remarks", statement="Se över brandvägarna.")
    way.perform(CATARINA, "write_report", "send_for_approval", 1)
    way.perform(ULLA, "look", "no_remarks", 1)
    assert builders.open_tasks(way) == ["approve_unit_head"]


def test_the_officer_closes_a_question_that_rests_and_nobody_else_does() -> None:
    way = returning()
    row, catarina = asked_one(way, BY_LETTER), as_(CATARINA)
    with pytest.raises(NotAllowed):
        _close(way, OLLE, row)
    address = reverse("close_referral", args=[way.case().uuid, row.pk])
    form = catarina.get(address).context["form"]
    sent = {"key": form["key"].value(), "version": form["version"].value(), "reason": "Vi hinner inte vänta."}

    told = strict_html.text(catarina.post(address, sent, follow=True))

    assert f"Frågan till {BY_LETTER} är avslutad utan svar." in told
    assert "Vi hinner inte vänta." in told
    way.perform(PATRIK, "think", "no_remarks", 1)
    assert builders.open_tasks(way).count("answer_referral") == 1
    with pytest.raises(QuestionPutAgain):
        _close(way, CATARINA, asked_one(way, PATRIK))


def test_questions_that_the_matter_never_comes_to_again_are_ended_and_say_why() -> None:
    way = passing()

    for name in (PATRIK, BY_LETTER):
        row = asked_one(way, name)
        assert (row.state, row.close_reason) == (
            "closed_without_answer",
            "Ärendet lämnade det steg där frågan ställdes.",
        )
    assert Event.objects.filter(verb="referral_closed", actor_label=ULLA).count() == 2
    told = strict_html.text(as_(CATARINA).get(reverse("case_referrals", args=[way.case().uuid])))
    assert told.count("Ärendet lämnade det steg där frågan ställdes.") == 2
    assert check_consistency() == []


def test_a_withdrawn_matter_waits_for_no_answer() -> None:
    way = passing(leave=False)

    builders.intervene(way, ULLA, "withdraw")

    assert {row.close_reason for row in Referral.objects.all()} == {"Ärendet är återkallat."}


@pytest.mark.allows_inconsistency
@pytest.mark.django_db(transaction=True)
def test_a_question_that_was_left_without_a_way_on_is_found_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.services.door.end_lost", lambda _case, **_more: None)
    way = passing()
    assert {one.kind for one in check_consistency()} == {"lost_referral"}

    see_and_mend(Fault("", "lost_referral", "close_question", []))

    assert check_consistency() == []
    assert set(way.case().referrals.values_list("state", flat=True)) == {"closed_without_answer"}
