"""Ärendets sida för andra slag än avtal: what the type lacks is left out, and whose turn it is is said (S2)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from cases.selectors.report_draft import first_content
from config import walk
from tests import builders
from tests.builders import CATARINA, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.workflows import kinds
from tests.workflows.test_council import POLICY, policy_matter
from tests.workflows.test_delegation import waiting
from workflows.selectors.open_tasks import open_task
from workflows.services import MeetingDay, plan_for_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]


def test_a_policy_has_neither_analysis_nor_signing_among_its_steps_and_tabs() -> None:
    way = kinds.opened("policy", POLICY)

    page = text(as_(CATARINA), f"/arenden/{way.case().uuid}/")

    assert "Nästa steg: komplettera ärendet" in page
    for missing in ("Lägesbild", "Undertecknande", "Beslut och avtal", "Parter i överenskommelsen"):
        assert missing not in page, missing
    for there in ("Förslag till beslut", "Expediering", "Avslutat"):
        assert there in page, there


def test_the_officer_goes_on_to_the_proposal_from_the_task() -> None:
    way = kinds.opened("policy", POLICY)
    catarina = as_(CATARINA)
    address = reverse("task", args=[open_task(way.case_id, "complete_case")])
    assert "Gå vidare till Förslag till beslut" in text(catarina, address)
    form = catarina.get(address).context["form"]

    answer = catarina.post(address, {name: form[name].value() or "" for name in form.fields})

    assert answer.status_code == 302
    assert way.case().state == "committee_proposal"


def _plan(way: walk.Walk, body: str, on: date) -> None:
    plan_for_meeting(
        case_id=way.case_id,
        meeting=MeetingDay(Board.objects.get(code=body).pk, on),
        expected_version=way.case().version,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
        key=uuid4().hex,
    )


def test_the_page_says_which_body_is_next_and_what_it_does(django_assert_max_num_queries: Budget) -> None:
    way = policy_matter()
    client, address = as_(RUT), f"/arenden/{way.case().uuid}/"
    assert "Nästa steg: anmäl ärendet till ett sammanträde" in text(client, address)
    _plan(way, "KS", date(2027, 10, 27))
    told = "Nästa steg: kommunstyrelsen lämnar förslag till kommunfullmäktige 27 oktober 2027"
    assert told in text(client, address)

    kinds.by_board(way, "forwarded")
    assert "Nästa steg: anmäl ärendet till ett sammanträde" in text(client, address)
    _plan(way, "KF", date(2027, 12, 6))

    with django_assert_max_num_queries(15):
        client.get(address)
    page = text(client, address)
    assert "Nästa steg: kommunfullmäktige beslutar 6 december 2027" in page
    assert "Kommunstyrelsen § 14" in page


def test_the_page_says_when_a_tabled_matter_is_treated_and_which_committee_prepares_it() -> None:
    way = policy_matter()
    client, address = as_(RUT), f"/arenden/{way.case().uuid}/"
    kinds.by_board(way, "tabled", tabled_to="2027-11-24", adjusted_on="")
    told = "Nästa steg: kommunstyrelsen lämnar förslag till kommunfullmäktige 24 november 2027"
    assert told in text(client, address)

    _plan(way, "KSAU", date(2027, 10, 6))

    committee = "kommunstyrelsens arbetsutskott lämnar förslag till kommunstyrelsen 6 oktober 2027"
    assert f"Nästa steg: {committee}" in text(client, address)


def test_who_may_plan_has_the_way_to_the_meetings_while_there_is_none() -> None:
    way = policy_matter()
    address, plan_page = f"/arenden/{way.case().uuid}/", reverse("plan_backwards", args=[way.case().uuid])

    def ways(name: str) -> int:
        return as_(name).get(address).content.decode().count(plan_page)

    before = ways(CATARINA)
    _plan(way, "KS", date(2027, 10, 27))

    assert ways(CATARINA) == before - 1


def test_nothing_is_said_of_parties_where_nobody_has_to_be_one() -> None:
    way = kinds.opened("motion", "Motion om fler cykelställ")

    page = text(as_(CATARINA), reverse("case", args=[way.case().uuid]))

    assert "Handläggare finns" in page
    assert "Minst en part är tillagd" not in page


def test_the_page_says_that_a_delegate_decides() -> None:
    way = waiting()

    page = text(as_(RUT), f"/arenden/{way.case().uuid}/")

    assert "beslutar på delegation" in page


def test_the_secretary_records_for_the_body_in_turn() -> None:
    way = policy_matter()
    siv = as_(SIV)
    address = reverse("task", args=[open_task(way.case_id, "record_decision")])
    shown = text(siv, address)
    assert "Förslag till nästa instans" in shown
    assert "Kommunstyrelsens arbetsutskott" in shown
    assert "Enligt förslaget" not in shown
    form = siv.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}

    answer = siv.post(
        address,
        sent
        | {
            "treatment": "forwarded",
            "body": Board.objects.get(code="KS").pk,
            "meeting_date": "2020-10-28",
            "paragraph": "14",
            "point_1": "Policyn antas från 2021.",
        },
    )

    assert answer.status_code == 302
    way.perform(RUT, "confirm_decision", "confirm")
    council = text(siv, reverse("task", args=[open_task(way.case_id, "record_council")]))
    assert "Policyn antas från 2021." in council
    assert "Kommunstyrelsens förslag till kommunfullmäktige" in council
    assert "Förslag till nästa instans" not in council


def test_every_treatment_stands_in_the_tab_with_what_it_changed() -> None:
    way = policy_matter()
    kinds.by_board(way, "forwarded", points=[{"text": "Policyn antas från 2021.", "items": []}])
    kinds.by_council(way, "adopted")

    page = text(as_(RUT), f"/arenden/{way.case().uuid}/beslut/")

    assert "Kommunfullmäktige § 8" in page
    assert "Kommunstyrelsen § 14" in page
    assert "Beslutet skiljer sig från förslaget" in page
    assert "Beslutet är lika med förslaget." in page
    assert "ger ingen rätt att underteckna" not in page


def test_a_preparatory_decision_cannot_be_appealed() -> None:
    way = policy_matter()
    kinds.by_board(way, "forwarded")

    page = text(as_(RUT), "/beslut/")

    assert "Förslag till nästa instans" in page
    assert "Laglighetsprövning" not in page


def test_the_first_text_of_a_matter_to_the_council_is_a_proposal_to_it() -> None:
    case = kinds.opened("policy", POLICY).case()

    group = first_content(case, case.entry.opened_on).decision_groups[0]

    assert (group.heading, group.kind) == (kinds.ONWARD[0], kinds.ONWARD[2])


def test_new_matters_of_every_kind_are_offered() -> None:
    form = as_(RUT).get("/arenden/nytt/").context["form"]

    offered = {str(label) for _value, label in form.fields["case_type"].choices}

    assert offered >= {"Avtal", "Delegationsbeslut", "Medborgarförslag", "Motion", "Styrdokument till fullmäktige"}
