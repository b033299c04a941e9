"""Åtgärder som kräver två personer: one asks, another answers, and nobody is both."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.policy import NotAllowed
from accounts.services import deactivate_user
from audit.models import Event
from cases.models import Agreement, Signature, SignatureSlot, StaffReportVersion
from cases.reading.structure import Content
from cases.selectors.replay import replay
from cases.services.case import Stale
from cases.services.staff_report import ReasonMissing, save_report
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, RUT, SIV, ULLA
from tests.workflows.act_requests import stand_in_for_catarina
from workflows import services
from workflows.services import AskedAlready, NotSecondPerson, RequestAnswered, SecondPersonNeeded, UnknownAct

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("sign")]


TEXT_LEAVES_MANDATE = "Parterna vill ändra målen."


@pytest.mark.parametrize(("first", "second"), [(CATARINA, CAMILLA), (CAMILLA, CATARINA)])
def test_officer_and_director_go_back_to_the_text_whoever_asks_first(first: str, second: str) -> None:
    way = builders.the_walk()

    request = builders.ask(way, first, "renegotiate", reason=TEXT_LEAVES_MANDATE)
    assert (way.case().state, len(builders.open_tasks(way))) == ("signing", 3)
    builders.answer(way, second, request, reason="Ja.")

    assert way.case().state == "committee_proposal"
    assert builders.open_tasks(way) == ["write_report"]
    told = Event.objects.filter(stream=way.case().stream).order_by("-seq")[:3]
    assert [event.verb for event in told] == ["renegotiated", "renegotiate_granted", "renegotiate_requested"]
    assert [event.actor_label for event in told] == [second, second, first]


def test_the_signatures_of_a_renegotiated_text_count_no_more_and_are_kept() -> None:
    way = builders.the_walk()
    builders.sign_on_paper(way, "Lokalpolis")

    builders.two_persons(way, CATARINA, CAMILLA, "renegotiate")

    agreement = Agreement.objects.get()
    assert (agreement.state, agreement.latest, agreement.versions.count()) == ("drafting", 1, 1)
    assert set(SignatureSlot.objects.values_list("state", flat=True)) == {"not_sent"}
    assert Signature.objects.count() == 1
    assert way.case().reports.get().state == "draft"


def test_a_renegotiated_agreement_is_decided_and_signed_anew_by_everybody() -> None:
    way = builders.the_walk()
    builders.sign_on_paper(way, "Lokalpolis")
    builders.two_persons(way, CATARINA, CAMILLA, "renegotiate")

    way.perform(CATARINA, "write_report", "send_for_approval", 2)
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    way.perform(CAMILLA, "approve_director", "approve", 2)
    builders.decide(way, "adopted", paragraph=15)
    way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload=builders.agreement(way))
    builders.run_process_jobs(way)

    agreement = Agreement.objects.get()
    assert (agreement.latest, agreement.state, agreement.decision.paragraph) == (2, "for_signature", 15)
    assert builders.open_tasks(way) == ["sign_agreement"] * 3
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", "Huddinge")
    for party in ("Lokalpolis", "Södertörns"):
        builders.sign_on_paper(way, party)
    assert way.case().state == "distribution"


def test_nobody_answers_the_own_request_nor_for_the_one_who_asked() -> None:
    way = builders.the_walk()
    builders.give_role(CATARINA, "director")
    request = builders.ask(way, CATARINA, "renegotiate")

    with pytest.raises(NotSecondPerson):
        builders.answer(way, CATARINA, request)
    stand_in_for_catarina(CAMILLA)
    with pytest.raises(NotSecondPerson):
        builders.answer(way, CAMILLA, request)
    for person in (RUT, PATRIK, SIV, ULLA, OLLE, IDA):
        with pytest.raises(NotAllowed):
            builders.answer(way, person, request)
    assert way.case().state == "signing"


def test_whom_the_asker_stood_in_for_does_not_answer() -> None:
    way = builders.the_walk()
    today = timezone.localdate()
    builders.give_role(PATRIK, "director", on_behalf_of_id=builders.user(CAMILLA).pk, valid_from=today, valid_to=today)
    stand_in_for_catarina(CAMILLA)
    request = builders.ask(way, PATRIK, "renegotiate")

    assert request.asked_for == builders.user(CAMILLA)
    with pytest.raises(NotSecondPerson):
        builders.answer(way, CAMILLA, request)


@pytest.mark.parametrize("person", [RUT, PATRIK, SIV, ULLA, OLLE, IDA])
def test_only_the_two_ask(person: str) -> None:
    with pytest.raises(NotAllowed):
        builders.ask(builders.the_walk(), person, "renegotiate")


def test_a_no_has_a_reason_and_changes_nothing() -> None:
    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "renegotiate")

    with pytest.raises(ReasonMissing):
        builders.answer(way, CAMILLA, request, yes=False, reason=" ")
    builders.answer(way, CAMILLA, request, yes=False, reason="Mandatet räcker.")

    assert (way.case().state, builders.open_tasks(way)) == ("signing", ["sign_agreement"] * 3)
    with pytest.raises(RequestAnswered, match=CAMILLA):
        builders.answer(way, CAMILLA, request)
    builders.ask(way, CATARINA, "renegotiate")


def test_a_request_is_made_once_and_taken_back_by_the_one_who_made_it() -> None:
    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "renegotiate")

    with pytest.raises(AskedAlready, match=CATARINA):
        builders.ask(way, CAMILLA, "renegotiate")
    with pytest.raises(NotAllowed):
        services.take_back_request(request_id=request.pk, actor=builders.actor(CAMILLA), at=timezone.now())
    for _twice in range(2):
        services.take_back_request(request_id=request.pk, actor=builders.actor(CATARINA), at=timezone.now())

    told = Event.objects.filter(stream=way.case().stream, verb="renegotiate_request_taken_back")
    assert told.count() == 1
    with pytest.raises(RequestAnswered):
        builders.answer(way, CAMILLA, request)


def test_an_act_of_two_persons_is_not_taken_by_one() -> None:
    with pytest.raises(SecondPersonNeeded):
        builders.intervene(builders.the_walk(), CAMILLA, "renegotiate")


def test_a_request_has_a_reason_and_lapses_when_the_matter_goes_on() -> None:
    way = builders.the_walk()
    with pytest.raises(ReasonMissing):
        builders.ask(way, CATARINA, "renegotiate", reason=" ")
    request = builders.ask(way, CATARINA, "renegotiate")

    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", "Huddinge")
    for party in ("Lokalpolis", "Södertörns"):
        builders.sign_on_paper(way, party)

    request.refresh_from_db()
    assert request.outcome == "lapsed"
    with pytest.raises(UnknownAct):
        builders.ask(way, CATARINA, "renegotiate")


def test_the_yes_is_given_to_somebody_who_may_still_ask() -> None:
    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "renegotiate")
    deactivate_user(user_id=builders.user(CATARINA).pk, actor=builders.actor(IDA), at=timezone.now())

    with pytest.raises(services.AskerGone):
        builders.answer(way, CAMILLA, request)


def test_the_answer_is_given_to_what_was_seen() -> None:
    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "renegotiate")

    with pytest.raises(Stale):
        services.answer_request(
            request_id=request.pk,
            granted=True,
            actor=builders.actor(CAMILLA),
            at=timezone.now(),
            key="k",
            expected_version=way.case().version - 1,
        )


@pytest.mark.matter_before("end")
def test_a_new_round_is_asked_for_by_one_and_begun_by_the_other_under_the_same_number() -> None:
    way = builders.the_walk()
    number = way.case().entry.printed_number

    builders.two_persons(way, CATARINA, RUT, "start_new_round", same_matter=True)

    case = way.case()
    assert (case.state, case.round, case.entry.status) == ("draft", 2, "open")
    assert case.entry.printed_number == number
    assert builders.open_tasks(way) == ["complete_case"]
    way.perform(CATARINA, "complete_case", "start_situation_analysis")
    assert case.decisions.filter(round=2).count() == 0


@pytest.mark.matter_before("end")
def test_the_texts_of_a_new_round_begin_at_one_and_those_of_the_old_stay_proved() -> None:
    way = builders.the_walk()
    former = StaffReportVersion.objects.order_by("-pk")[0]
    builders.two_persons(way, CATARINA, RUT, "start_new_round", same_matter=True)

    version = save_report(
        case_id=way.case_id,
        content=Content.from_dict({**former.content, "title": "Ny överenskommelse"}),
        base_version=0,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )

    assert (version.number, version.report.round) == (1, 2)
    assert list(replay()) == []


@pytest.mark.matter_before("record_decision")
def test_the_officer_asks_for_a_withdrawal_and_the_head_of_the_unit_decides() -> None:
    way = builders.the_walk()
    with pytest.raises(NotAllowed):
        builders.intervene(way, CATARINA, "withdraw")
    request = builders.ask(way, CATARINA, "withdraw", reason="Parterna vill inte.")

    builders.answer(way, ULLA, request)

    assert (way.case().state, builders.open_tasks(way)) == ("withdrawn", [])


@pytest.mark.matter_before("record_decision")
def test_a_withdrawal_without_waiting_for_the_request_closes_it() -> None:
    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "withdraw")

    builders.intervene(way, CAMILLA, "withdraw")

    request.refresh_from_db()
    assert (request.outcome, request.answered_by) == ("lapsed", builders.user(CAMILLA))
