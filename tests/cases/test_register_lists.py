"""Listorna Beslut och Expediering."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Board
from cases.models import Case, Decision, Dispatch
from cases.services import distribution
from cases.states import AttemptOutcome
from config import walk
from diarium import services as register
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT
from tests.cases.pages import Budget, as_, text

pytestmark = pytest.mark.django_db


def _distribute(way: walk.Walk) -> None:
    way.perform(RUT, "distribute", "distribute", payload={"left_out": [Board.objects.get(code="SÖFN").pk]})


@pytest.mark.matter_before("confirm_decision")
def test_a_recorded_decision_waits_in_the_list_for_its_second_person(case: Case) -> None:
    page = text(as_(CATARINA), "/beslut/")

    assert "2020-10-28 Kommunstyrelsen 14" in page
    assert case.entry.printed_number in page
    assert "Enligt förslaget Väntar på bekräftelse Laglighetsprövning" in page


@pytest.mark.matter_before("distribute")
def test_decisions_are_filtered_by_words_and_outcome(case: Case) -> None:
    rut = as_(RUT)

    assert "Visar 1–1 av 1" in text(rut, "/beslut/?q=91.103&utfall=adopted")
    assert "Inga beslut matchar filtret." in text(rut, "/beslut/?utfall=rejected")
    assert "Inga beslut matchar filtret." in text(rut, "/beslut/?q=simhall")


@pytest.mark.matter_before("confirm_decision")
def test_a_refused_record_is_not_a_decision(way: walk.Walk) -> None:
    way.perform(RUT, "confirm_decision", "reject", payload={"comment": "Fel paragraf"})

    assert Decision.objects.filter(refused=True).exists()
    assert "Det finns inga beslut." in text(as_(RUT), "/beslut/")


@pytest.mark.matter_before("distribute")
def test_what_is_to_be_sent_is_sent_and_needs_mending(way: walk.Walk) -> None:
    rut = as_(RUT)
    waiting = text(rut, "/expediering/")
    assert "Kommunstyrelsen 2020-10-28 § 14 4 rader i sändlistan Inte skickat" in waiting

    _distribute(way)

    assert "Inget väntar på att expedieras." in text(rut, "/expediering/")
    assert "12 mottagare 9 av 12 skickade" in text(rut, "/expediering/?visa=skickade")
    assert "Alla mottagare har fått beslutet." in text(rut, "/expediering/?visa=atgardas")
    row = Dispatch.objects.filter(channel="email")[0]
    started = distribution.begin_attempt(dispatch_id=row.pk, at=timezone.now())
    assert started
    distribution.end_attempt(
        attempt_id=started[1].pk, outcome=AttemptOutcome.REFUSED, detail="550", last_try=False, at=timezone.now()
    )
    assert "1 behöver åtgärdas" in text(rut, "/expediering/?visa=atgardas")


@pytest.mark.matter_before("distribute")
@pytest.mark.parametrize("address", ["/beslut/", "/expediering/"])
def test_a_secret_matter_stands_in_no_list(case: Case, address: str) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    assert case.entry.printed_number not in text(as_(RUT), address)
    assert case.entry.printed_number in text(as_(CATARINA), address)


@pytest.mark.matter_before("distribute")
@pytest.mark.parametrize("address", ["/beslut/", "/expediering/"])
@pytest.mark.parametrize("name", [OLLE, IDA])
def test_who_has_no_part_in_matters_is_refused(address: str, name: str) -> None:
    text(as_(name), address, status=403)


@pytest.mark.matter_before("distribute")
@pytest.mark.parametrize("address", ["/beslut/", "/expediering/", "/expediering/?visa=skickade"])
def test_the_lists_ask_few_questions(way: walk.Walk, address: str, django_assert_max_num_queries: Budget) -> None:
    _distribute(way)
    rut = as_(RUT)

    with django_assert_max_num_queries(8):
        rut.get(address)
