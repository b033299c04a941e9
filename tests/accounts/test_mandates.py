"""Dated mandates: who a person is on a day, and who may make somebody somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.capacity import ANONYMOUS, SYSTEM, Actor
from accounts.models import Board, Unit, User
from accounts.policy import NotAllowed
from accounts.selectors import holders
from accounts.services import NoMandateToStandInFor, actor_for, deactivate_user, end_mandate, give_mandate
from accounts.services.mandates import MandateEnded, MandateRefused, PassedOn
from audit.selectors import events_of, sentence_of, verify
from tests.accounts.conftest import AT, DAY, Give

JULY: dict[str, Any] = {"valid_from": date(2020, 7, 1), "valid_to": date(2020, 7, 31)}


def test_a_person_holds_what_is_in_force_that_day(olle: User, give: Give) -> None:
    give(olle, "registrar", valid_from=date(2020, 7, 1), valid_to=date(2020, 7, 31))

    on = [actor_for(olle, on=date(2020, month, day)) for month, day in ((6, 30), (7, 1), (7, 31), (8, 1))]
    assert [actor.holds("registrar") for actor in on] == [False, True, True, False]


def test_who_somebody_is_costs_one_query(
    patrik: User, camilla: User, give: Give, django_assert_num_queries: Any
) -> None:
    give(patrik, "director", on_behalf_of_id=camilla.pk, **JULY)

    with django_assert_num_queries(1):
        actor_for(patrik, on=date(2020, 7, 15))


def test_a_stand_in_acts_in_the_name_of_both(patrik: User, camilla: User, give: Give) -> None:
    give(patrik, "director", on_behalf_of_id=camilla.pk, **JULY)

    actor = actor_for(patrik, on=date(2020, 7, 15))
    standing_in = actor.acting_as("director")
    assert actor.capacity == "Biträdande kommundirektör"
    assert (standing_in.label, standing_in.capacity, standing_in.on_behalf_of) == (
        "Patrik Forshage",
        "Kommundirektör",
        "Camilla Broo",
    )


def test_an_acting_director_is_called_so(patrik: User, give: Give) -> None:
    give(patrik, "director", acting=True)

    assert actor_for(patrik, on=DAY).acting_as("director").capacity == "t.f. kommundirektör"


def test_the_words_of_a_capacity_are_swedish_whatever_the_screen_speaks(camilla: User) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert actor_for(camilla, on=DAY).capacity == "Kommundirektör"


def test_a_stand_in_loses_the_right_with_the_one_stood_in_for(patrik: User, camilla: User, give: Give) -> None:
    give(patrik, "director", on_behalf_of_id=camilla.pk, **JULY)
    own = camilla.mandates.get()
    end_mandate(mandate_id=own.pk, valid_to=date(2020, 7, 10), actor=SYSTEM, at=AT)

    assert actor_for(patrik, on=date(2020, 7, 10)).holds("director")
    assert not actor_for(patrik, on=date(2020, 7, 11)).holds("director")


@pytest.mark.parametrize(
    "wider",
    [
        {"valid_from": date(2019, 12, 31), "valid_to": date(2020, 7, 31)},
        {"valid_from": date(2020, 7, 1), "valid_to": None},
        {"role": "registrar"},
    ],
)
def test_a_stand_in_gets_no_more_than_the_other_has(
    wider: dict[str, Any], patrik: User, camilla: User, give: Give
) -> None:
    with pytest.raises(MandateRefused):
        give(patrik, **{"role": "director", "on_behalf_of_id": camilla.pk, **JULY, **wider})


def test_a_stand_in_for_one_board_does_not_become_one_for_all(
    olle: User, patrik: User, board: Board, give: Give
) -> None:
    give(olle, "board_secretary", board_id=board.pk)

    give(patrik, "board_secretary", board_id=board.pk, on_behalf_of_id=olle.pk, **JULY)
    with pytest.raises(NoMandateToStandInFor):
        give(patrik, "board_secretary", on_behalf_of_id=olle.pk, **JULY)


def test_a_stand_in_cannot_name_a_stand_in(olle: User, patrik: User, camilla: User, give: Give) -> None:
    give(patrik, "director", on_behalf_of_id=camilla.pk, **JULY)

    with pytest.raises(PassedOn):
        give(olle, "director", on_behalf_of_id=patrik.pk, **JULY)


def test_the_director_names_a_stand_in_and_nothing_else(olle: User, patrik: User, camilla: User) -> None:
    director = actor_for(camilla, on=DAY)

    given = give_mandate(
        user_id=patrik.pk, role="director", on_behalf_of_id=camilla.pk, actor=director, at=AT, **JULY
    )  # fmt: skip
    assert given.on_behalf_of == camilla
    with pytest.raises(NotAllowed):
        give_mandate(user_id=olle.pk, role="registrar", valid_from=DAY, actor=director, at=AT)
    with pytest.raises(NotAllowed):
        give_mandate(user_id=camilla.pk, role="registrar", valid_from=DAY, actor=director, at=AT)


def test_it_gives_roles_but_never_to_itself(olle: User, person: Callable[[str], User], give: Give) -> None:
    ida = person("Ida IT")
    give(ida, "it_admin")
    actor = actor_for(ida, on=DAY)

    give_mandate(user_id=olle.pk, role="registrar", valid_from=DAY, actor=actor, at=AT)
    with pytest.raises(NotAllowed, match="IT-administratören"):
        give_mandate(user_id=ida.pk, role="registrar", valid_from=DAY, actor=actor, at=AT)


def test_nobody_without_the_right_gives_a_role(olle: User, patrik: User) -> None:
    for giver in (actor_for(patrik, on=DAY), ANONYMOUS, Actor(id="x", label="x")):
        with pytest.raises(NotAllowed):
            give_mandate(user_id=olle.pk, role="registrar", valid_from=DAY, actor=giver, at=AT)


def test_a_mandate_ends_earlier_and_never_later(olle: User, give: Give) -> None:
    mandate = give(olle, "registrar", **JULY)

    end_mandate(mandate_id=mandate.pk, valid_to=date(2020, 7, 15), actor=SYSTEM, at=AT)
    assert not actor_for(olle, on=date(2020, 7, 16)).holds("registrar")
    with pytest.raises(MandateEnded):
        end_mandate(mandate_id=mandate.pk, valid_to=date(2020, 7, 20), actor=SYSTEM, at=AT)


def test_a_closed_account_is_nobody(patrik: User) -> None:
    deactivate_user(user_id=patrik.pk, actor=SYSTEM, at=AT)
    patrik.refresh_from_db()

    assert actor_for(patrik, on=DAY) == ANONYMOUS
    assert list(holders("deputy_director", on=DAY)) == []


def test_every_mandate_is_told_in_the_history_of_the_person(olle: User, give: Give) -> None:
    mandate = give(olle, "registrar", valid_to=date(2020, 12, 31))
    end_mandate(mandate_id=mandate.pk, valid_to=date(2020, 7, 15), actor=SYSTEM, at=AT)

    assert [sentence_of(event) for event in events_of(olle.stream, limit=9)] == [
        "Uppdraget Registrator upphör 15\xa0juli 2020.",
        "Fick uppdraget Registrator från och med 1\xa0januari 2020.",
        "Olle Olsson lades till.",
    ]
    assert verify().holds


def test_the_holders_of_a_role_are_those_whose_scope_covers_what_is_asked(
    olle: User, patrik: User, camilla: User, board: Board, unit: Unit, give: Give
) -> None:
    give(olle, "board_secretary", board_id=board.pk)
    give(patrik, "board_secretary")
    give(camilla, "board_secretary", valid_to=DAY - timedelta(days=1))

    assert list(holders("board_secretary", on=DAY, board_id=board.pk)) == [olle, patrik]
    assert list(holders("board_secretary", on=DAY, board_id=board.pk + 1)) == [patrik]
    assert list(holders("board_secretary", on=DAY, unit_id=unit.pk)) == [olle, patrik]
