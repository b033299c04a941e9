"""Beslutet: what each outcome leads to, what the record must say, and that two persons stand behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Approval, Decision
from cases.services.case import Stale, TransitionBlocked
from cases.services.steps.decision import DecisionIncomplete, NothingToConfirm, ParagraphTaken, SamePerson
from tests import builders
from tests.builders import CATARINA, ROLF, RUT, SIV
from workflows.services import UnknownAct, UnknownOutcome

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("record_decision")]


@pytest.mark.parametrize(
    ("outcome", "state", "next_task"),
    [
        ("adopted", "signing", "draw_up_agreement"),
        ("rejected", "distribution", "render_extract"),
        ("noted", "distribution", "render_extract"),
        ("written_off", "distribution", "render_extract"),
        ("tabled", "decision", "record_decision"),
    ],
)
def test_each_outcome_leads_where_the_law_says(outcome: str, state: str, next_task: str) -> None:
    way = builders.the_walk()

    answer = builders.decide(way, outcome)

    assert (answer.state, builders.open_tasks(way)) == (state, [next_task])


def test_an_amended_decision_that_lets_somebody_sign_goes_to_signing() -> None:
    way = builders.the_walk()
    points = [{"text": "Kommundirektören får i uppdrag att underteckna överenskommelsen.", "items": []}]

    answer = builders.decide(way, "adopted_amended", points=points)

    assert answer.state == "signing"
    assert [point.text for point in Decision.objects.get().points.all()] == [points[0]["text"]]


def test_an_amended_decision_without_a_mandate_to_sign_is_not_confirmed_into_signing() -> None:
    way = builders.the_walk()
    points = [{"text": "Överenskommelsen godkänns.", "items": []}]
    way.perform(SIV, "record_decision", "record_decision", payload=builders.decision("adopted_amended", points=points))

    with pytest.raises(TransitionBlocked, match="Beslutet ger ingen rätt att underteckna"):
        way.perform(RUT, "confirm_decision", "confirm")
    assert way.case().state == "decision"
    assert Decision.objects.get().confirmed_at is None


def test_a_referral_back_returns_the_matter_to_its_officer_with_the_reason() -> None:
    way = builders.the_walk()

    answer = builders.decide(way, "referred_back", motivation="Kostnaderna ska redovisas.", adjusted_on="")

    assert answer.state == "committee_proposal"
    assert builders.open_tasks(way) == ["write_report"]
    assert way.case().reports.get().state == "draft"
    assert Decision.objects.get().motivation == "Kostnaderna ska redovisas."


def test_after_a_referral_back_the_approvals_are_given_again() -> None:
    way = builders.the_walk()
    builders.decide(way, "referred_back", motivation="Mer underlag.", adjusted_on="")

    way.perform(CATARINA, "write_report", "send_for_approval", 2)
    way.perform(builders.PATRIK, "approve_deputy", "approve", 2)
    way.perform(builders.CAMILLA, "approve_director", "approve", 2)

    assert way.case().state == "decision"
    assert Approval.objects.filter(version__number=2, sending=2, outcome="approved").count() == 2


def test_a_tabled_matter_is_decided_at_a_later_meeting() -> None:
    way = builders.the_walk()
    builders.decide(way, "tabled", tabled_to="2020-11-18", adjusted_on="")

    answer = builders.decide(way, "adopted", meeting_date="2020-11-18", paragraph=9, adjusted_on="2020-11-20")

    assert answer.state == "signing"
    assert list(Decision.objects.values_list("outcome", flat=True)) == ["tabled", "adopted"]


def test_a_tabled_matter_cannot_be_taken_back_any_more() -> None:
    way = builders.the_walk()
    builders.decide(way, "tabled", adjusted_on="")

    with pytest.raises(TransitionBlocked, match="redan behandlat"):
        builders.intervene(way, CATARINA, "take_back")


def test_who_recorded_the_decision_does_not_confirm_it() -> None:
    way = builders.the_walk()
    builders.give_role(SIV, "registrar")
    way.perform(SIV, "record_decision", "record_decision", payload=builders.decision())

    with pytest.raises(SamePerson, match="En annan person måste bekräfta"):
        builders.the_walk().perform(SIV, "confirm_decision", "confirm")
    with pytest.raises(SamePerson):
        builders.the_walk().perform(SIV, "confirm_decision", "reject", payload={"comment": "Fel paragraf."})


def test_a_wrong_record_is_sent_back_and_stays_as_refused() -> None:
    way = builders.the_walk()
    way.perform(SIV, "record_decision", "record_decision", payload=builders.decision(paragraph=41))

    way.perform(RUT, "confirm_decision", "reject", payload={"comment": "Det är § 14."})

    refused = Decision.objects.get()
    assert (refused.refused, refused.refusal_reason, refused.confirmed_by) == (True, "Det är § 14.", builders.user(RUT))
    assert builders.open_tasks(way) == ["record_decision"]
    answer = builders.decide(way, "adopted")
    assert answer.state == "signing"


def test_a_record_is_refused_with_a_comment_only() -> None:
    way = builders.the_walk()
    way.perform(SIV, "record_decision", "record_decision", payload=builders.decision())

    with pytest.raises(DecisionIncomplete, match="Skriv vad som är fel"):
        way.perform(RUT, "confirm_decision", "reject", payload={"comment": " "})


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (builders.decision(meeting_date=TOMORROW, adjusted_on=TOMORROW), "Sammanträdet har inte varit än"),
        (builders.decision(adjusted_on=""), "Fyll i när paragrafen justerades"),
        (builders.decision(adjusted_on="2020-10-27"), "Justeringen kan inte vara före sammanträdet"),
        (builders.decision(adjusted_on=TOMORROW), "Justeringsdatumet ligger i framtiden"),
        (builders.decision("referred_back", adjusted_on=""), "Skriv vad som ska utredas"),
        (builders.decision("adopted_amended", points=[{"text": " "}]), "Lägg till minst en beslutspunkt"),
    ],
)
def test_a_record_that_says_too_little_is_refused(payload: Mapping[str, Any], sentence: str) -> None:
    way = builders.the_walk()

    with pytest.raises(DecisionIncomplete, match=sentence):
        way.perform(SIV, "record_decision", "record_decision", payload=payload)
    assert not Decision.objects.exists()


def test_a_paragraph_of_a_meeting_is_recorded_once() -> None:
    way = builders.the_walk()
    builders.decide(way, "tabled", adjusted_on="")

    with pytest.raises(ParagraphTaken, match="§ 14"):
        way.perform(SIV, "record_decision", "record_decision", payload=builders.decision())


@pytest.mark.parametrize("person", [CATARINA, RUT, builders.CAMILLA, builders.OLLE, builders.IDA, builders.ULLA])
def test_only_the_boards_secretary_records(person: str) -> None:
    way = builders.the_walk()

    with pytest.raises(NotAllowed, match="nämndsekreteraren"):
        way.perform(person, "record_decision", "record_decision", payload=builders.decision())


def test_the_secretary_of_another_board_does_not_record() -> None:
    from accounts.models import Board

    other = Board.objects.get(code="FSN")
    builders.give_role(builders.OLLE, "board_secretary", board_id=other.pk)

    with pytest.raises(NotAllowed):
        builders.the_walk().perform(builders.OLLE, "record_decision", "record_decision", payload=builders.decision())


def test_an_outcome_that_the_task_does_not_have_is_refused() -> None:
    way = builders.the_walk()

    with pytest.raises(UnknownOutcome):
        way.perform(SIV, "record_decision", "confirm")


def test_the_record_is_made_on_the_matter_that_was_seen() -> None:
    way = builders.the_walk()

    with pytest.raises(Stale) as refusal:
        way.perform(SIV, "record_decision", "record_decision", way.case().version - 1, payload=builders.decision())
    assert refusal.value.found == way.case().version


def test_a_matter_is_taken_back_before_the_body_has_treated_it() -> None:
    way = builders.the_walk()

    answer = builders.intervene(way, CATARINA, "take_back")

    assert answer.state == "committee_proposal"
    assert builders.open_tasks(way) == ["write_report"]
    assert way.case().reports.get().state == "draft"


def test_the_director_takes_a_matter_back_too() -> None:
    way = builders.the_walk()

    builders.intervene(way, builders.CAMILLA, "take_back")

    last = Event.objects.filter(stream=way.case().stream).order_by("-seq")[0]
    assert (last.verb, last.capacity) == ("report_taken_back", "Kommundirektör")


def test_an_unconfirmed_final_decision_keeps_the_matter_from_being_withdrawn() -> None:
    way = builders.the_walk()
    way.perform(SIV, "record_decision", "record_decision", payload=builders.decision())

    with pytest.raises(TransitionBlocked, match="slutligt beslut"):
        builders.intervene(way, builders.CAMILLA, "withdraw")


def test_an_act_of_another_state_is_refused() -> None:
    way = builders.the_walk()
    builders.decide(way, "adopted")

    for act, person in (("take_back", CATARINA), ("withdraw", builders.CAMILLA), ("reopen", RUT), ("close", RUT)):
        with pytest.raises((UnknownAct, NotAllowed)):
            builders.intervene(way, person, act)


def test_an_act_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownAct):
        builders.intervene(builders.the_walk(), RUT, "rubber_stamp")


def test_a_decision_is_confirmed_once() -> None:
    way = builders.the_walk()
    builders.decide(way, "tabled", adjusted_on="")
    from cases.services.steps import Move
    from cases.services.steps.decision import confirm_decision

    with pytest.raises(NothingToConfirm):
        confirm_decision(way.case(), Move(actor=builders.actor(ROLF), at=timezone.now()))
