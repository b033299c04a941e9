"""Huddinge as it was in October 2020, read from its data file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.capacity import SYSTEM
from accounts.models import Board, BoardSuccession, Mandate, Municipality, Term, Unit, User
from accounts.policy import NotAllowed
from accounts.selectors import boards_active_on, holders, municipality, name_and_terms, successors_of
from accounts.services import actor_for, load_municipality
from audit.models import Event
from audit.selectors import verify
from tests.accounts.conftest import AT, DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def data() -> dict[str, Any]:
    path = Path(settings.BASE_DIR) / "config" / "demo" / "huddinge-2020.json"
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


@pytest.fixture
def huddinge(data: dict[str, Any]) -> Municipality:
    return load_municipality(data, actor=SYSTEM, at=AT)


def test_the_municipality_knows_its_name_and_the_form_of_its_numbers(huddinge: Municipality) -> None:
    assert municipality() == huddinge
    assert (huddinge.name, huddinge.organisation_number) == ("Huddinge kommun", "212000-0068")
    assert huddinge.number_template["class_separator"] == "."
    assert huddinge.districts == ["Flemingsberg", "Skogås", "Vårby"]


def test_nineteen_boards_with_parents_successors_and_hosts(huddinge: Municipality) -> None:
    assert Board.objects.count() == 19
    assert Board.objects.get(code="KSAU").parent == Board.objects.get(code="KS")
    assert Board.objects.get(code="SÖFN").external_host
    nbn = Board.objects.get(code="NBN")
    assert [board.code for board in successors_of(nbn.pk)] == ["BTN", "KSN"]
    assert BoardSuccession.objects.count() == 5
    assert (nbn.active_on(date(2018, 12, 31)), nbn.active_on(date(2019, 1, 1))) == (True, False)


def test_fifteen_of_them_existed_when_the_staff_report_was_written(huddinge: Municipality) -> None:
    active = set(boards_active_on(DAY).values_list("code", flat=True))

    assert {"NBN", "TN", "GN", "ÄON"}.isdisjoint(active)
    assert len(active) == 15


def test_the_people_of_the_matter_hold_their_roles_from_its_beginning(huddinge: Municipality) -> None:
    (catarina,) = holders("case_officer", on=date(2018, 1, 15))
    (camilla,) = holders("director", on=DAY)

    assert catarina.email == "Catarina.Klockerud@huddinge.se"
    assert catarina.mandates.get().unit == Unit.objects.get(code="KSF")
    assert camilla.email == "camilla.broo@huddinge.example"
    assert actor_for(camilla, on=DAY).capacity == "Kommundirektör"


def test_reading_it_again_changes_nothing(huddinge: Municipality, data: dict[str, Any]) -> None:
    def counted() -> list[int]:
        return [model._default_manager.count() for model in (Board, BoardSuccession, Unit, User, Mandate, Event)]

    before = counted()
    load_municipality(data, actor=SYSTEM, at=AT)

    assert counted() == before


def test_what_the_municipality_has_changed_since_is_left_alone(huddinge: Municipality, data: dict[str, Any]) -> None:
    Municipality.objects.update(phone="08-123 45 67")

    assert load_municipality(data, actor=SYSTEM, at=AT).phone == "08-123 45 67"


def test_nobody_loads_a_municipality_by_hand(data: dict[str, Any]) -> None:
    from accounts.capacity import ANONYMOUS

    with pytest.raises(NotAllowed):
        load_municipality(data, actor=ANONYMOUS, at=AT)


def test_what_was_loaded_verifies(huddinge: Municipality) -> None:
    assert verify().holds


def test_the_name_and_the_words_of_the_municipality_are_one_question(
    huddinge: Municipality, django_assert_num_queries: Any
) -> None:
    Term.objects.create(code="staff_report", singular="tjänsteskrivelse")

    with django_assert_num_queries(1):
        name, words = name_and_terms()

    assert name == "Huddinge kommun"
    assert words["staff_report"] == "tjänsteskrivelse"


def test_there_is_no_name_before_the_municipality_is_loaded(db: None) -> None:
    assert name_and_terms() == ("", {})
