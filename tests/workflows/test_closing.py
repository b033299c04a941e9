"""Avsluta och öppna igen: when a matter is closed, by whom, and how it is opened again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from cases.services.case import TransitionBlocked
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.workflows.distributing import distribute

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]


def test_a_matter_is_not_closed_while_somebody_waits_for_the_decision() -> None:
    way = builders.the_walk()
    distribute(way)

    with pytest.raises(TransitionBlocked, match="Alla mottagare har inte fått beslutet"):
        way.perform(RUT, "close_case", "close")
    assert way.case().state == "distribution"


def test_closing_is_put_off_with_a_reason_and_the_task_comes_again() -> None:
    way = builders.the_walk()
    distribute(way)

    way.perform(RUT, "close_case", "keep_open", payload={"reason": "Väntar på ett original."})

    assert builders.open_tasks(way) == ["close_case"]


@pytest.mark.matter_before("close")
def test_only_the_registrar_closes() -> None:
    for person in (CATARINA, SIV, builders.CAMILLA, IDA, OLLE):
        with pytest.raises(NotAllowed):
            builders.the_walk().perform(person, "close_case", "close")


@pytest.mark.matter_before("close")
def test_a_matter_with_an_unfinished_document_is_not_closed() -> None:
    from datetime import date

    from diarium import services as register

    way = builders.the_walk()
    register.register_document(
        entry_id=way.case().entry_id,
        title="Utkast",
        direction="established",
        kind="other",
        dated=date(2020, 11, 1),
        status="draft",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )

    with pytest.raises(TransitionBlocked, match="inte är fastställda eller rensade"):
        way.perform(RUT, "close_case", "close")


@pytest.mark.matter_before("end")
def test_a_closed_matter_is_opened_again_with_a_reason_and_closed_again() -> None:
    way = builders.the_walk()

    answer = builders.intervene(way, RUT, "reopen", reason="En sen handling.")

    assert answer.state == "distribution"
    assert way.case().entry.status == "open"
    assert builders.open_tasks(way) == ["close_case"]
    assert way.perform(RUT, "close_case", "close").state == "closed"
    assert way.case().entry.status == "closed"


@pytest.mark.matter_before("end")
def test_only_the_registrar_opens_a_matter_again() -> None:
    for person in (CATARINA, SIV, builders.CAMILLA, IDA, OLLE, builders.ULLA):
        with pytest.raises(NotAllowed):
            builders.intervene(builders.the_walk(), person, "reopen")


@pytest.mark.matter_before("end")
def test_the_events_of_the_walk_say_who_did_what() -> None:
    way = builders.the_walk()

    told = list(Event.objects.filter(stream=way.case().stream).order_by("seq").values_list("verb", "actor_label"))

    assert told[0] == ("case_opened", RUT)
    assert ("report_approved", builders.PATRIK) in told
    assert ("submitted_for_decision", builders.CAMILLA) in told
    assert ("decision_recorded", SIV) in told
    assert ("decision_confirmed", RUT) in told
    assert told[-1] == ("case_closed", RUT)
