"""Frånvaro: what a person holds goes to the substitute for the days, never wider, and comes back by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.capacity import SYSTEM, Actor, Grant
from accounts.models import Absence, Board, Mandate, Unit, User
from accounts.policy import NotAllowed, visible
from accounts.services import (
    AbsenceEnded,
    MandateRefused,
    actor_for,
    end_absence,
    end_mandate,
    give_mandate,
)
from audit.selectors import events_of, sentence_of, verify
from tests.accounts.absences import FIRST, LAST, TODAY, away
from tests.accounts.conftest import AT, Give


def _holds(person: User, role: str, *days: date) -> list[bool]:
    return [actor_for(person, on=day).holds(role) for day in days]


def test_the_substitute_holds_what_the_absent_holds_those_days_alone(camilla: User, patrik: User) -> None:
    away(camilla, patrik)

    assert _holds(patrik, "director", date(2020, 7, 5), FIRST, LAST, date(2020, 8, 1)) == [False, True, True, False]
    assert actor_for(patrik, on=FIRST).acting_as("director").on_behalf_of == "Camilla Broo"
    assert _holds(camilla, "director", FIRST) == [True]


def test_each_mandate_is_given_as_wide_as_it_is_and_no_wider(
    olle: User, patrik: User, board: Board, unit: Unit, give: Give
) -> None:
    give(olle, "board_secretary", board_id=board.pk)
    give(olle, "case_officer", unit_id=unit.pk, valid_to=date(2020, 7, 10))

    away(olle, patrik)

    given = Mandate.objects.filter(on_behalf_of=olle).order_by("role")
    assert [(one.role, one.board, one.unit, one.valid_from, one.valid_to) for one in given] == [
        ("board_secretary", board, None, FIRST, LAST),
        ("case_officer", None, unit, FIRST, date(2020, 7, 10)),
    ]


def test_what_one_holds_for_another_is_not_passed_on(camilla: User, patrik: User, olle: User, give: Give) -> None:
    give(olle, "case_officer")
    away(camilla, patrik)

    away(patrik, olle, valid_from=date(2020, 7, 13))

    assert _holds(olle, "deputy_director", date(2020, 7, 13)) == [True]
    assert _holds(olle, "director", date(2020, 7, 13)) == [False]


@pytest.mark.parametrize("role", ["chair", "member", "adjuster", "auditor", "dpo", "it_admin", "signatory"])
def test_what_is_the_persons_alone_stays(role: str, camilla: User, patrik: User, give: Give) -> None:
    give(camilla, role)

    away(camilla, patrik)

    assert _holds(patrik, role, FIRST) == [False]


def test_who_comes_back_earlier_takes_back_what_was_given(camilla: User, patrik: User) -> None:
    absence = away(camilla, patrik)
    back = datetime(2020, 7, 20, 9, 0, tzinfo=UTC)

    end_absence(
        absence_id=absence.pk, valid_to=date(2020, 7, 19), actor=actor_for(camilla, on=back.date()), at=back
    )  # fmt: skip

    assert _holds(patrik, "director", date(2020, 7, 19), date(2020, 7, 20)) == [True, False]
    with pytest.raises(AbsenceEnded):
        end_absence(absence_id=absence.pk, valid_to=LAST, actor=SYSTEM, at=back)
    assert verify().holds


def test_an_absence_that_never_came_to_be_gives_nothing(camilla: User, patrik: User) -> None:
    absence = away(camilla, patrik)

    end_absence(absence_id=absence.pk, valid_to=TODAY.date(), actor=actor_for(camilla, on=TODAY.date()), at=TODAY)

    assert _holds(patrik, "director", FIRST, LAST) == [False, False]
    assert [sentence_of(event) for event in events_of(camilla.stream, limit=1)] == [
        "Frånvaron återkallades innan den började."
    ]
    assert verify().holds
    away(camilla, patrik)


def test_who_comes_back_on_the_first_day_had_a_substitute_that_day(camilla: User, patrik: User) -> None:
    absence = away(camilla, patrik, valid_from=TODAY.date())

    end_absence(absence_id=absence.pk, valid_to=TODAY.date(), actor=actor_for(camilla, on=TODAY.date()), at=TODAY)

    assert _holds(patrik, "director", TODAY.date(), date(2020, 7, 2)) == [True, False]


def test_a_mandate_that_ends_during_the_absence_ends_for_the_substitute(camilla: User, patrik: User) -> None:
    away(camilla, patrik)

    end_mandate(
        mandate_id=camilla.mandates.get().pk, valid_to=date(2020, 7, 10), actor=SYSTEM, at=TODAY
    )  # fmt: skip

    assert _holds(patrik, "director", date(2020, 7, 10), date(2020, 7, 11)) == [True, False]


def test_a_narrower_role_afterwards_is_all_that_a_substitute_has(
    olle: User, patrik: User, board: Board, give: Give
) -> None:
    everywhere = give(olle, "board_secretary")
    away(olle, patrik)

    end_mandate(mandate_id=everywhere.pk, valid_to=date(2020, 7, 10), actor=SYSTEM, at=TODAY)
    give(olle, "board_secretary", board_id=board.pk)

    assert _holds(patrik, "board_secretary", date(2020, 7, 11)) == [False]


def _refusal(work: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(MandateRefused) as refusal:
        work()
    return refusal.value.field, str(refusal.value)


def test_what_an_absence_cannot_be_is_said_to_the_letter(
    camilla: User, patrik: User, olle: User, person: Callable[[str], User], give: Give
) -> None:
    give(olle, "case_officer")
    nobody = person("Nina Ny")

    assert _refusal(lambda: away(camilla, camilla)) == ("person", "Camilla Broo kan inte ersätta sig själv.")
    assert _refusal(lambda: away(camilla, patrik, valid_to=None)) == ("valid_to", "Slutdatum saknas.")
    assert _refusal(lambda: away(camilla, patrik, valid_to=date(2020, 7, 5)))[0] == "valid_to"
    assert _refusal(lambda: away(camilla, patrik, valid_from=date(2020, 6, 30)))[0] == "valid_from"
    assert _refusal(lambda: away(camilla, nobody))[0] == "substitute"
    assert _refusal(lambda: away(nobody, camilla))[1].startswith("Det finns inget uppdrag")
    away(camilla, patrik)
    assert _refusal(lambda: away(camilla, olle))[1] == (
        "Det finns redan en frånvaro 2020-07-06 till 2020-07-31. Avsluta den först."
    )
    assert _refusal(lambda: away(patrik, camilla))[1].startswith("Camilla Broo är själv frånvarande")


def test_what_a_stand_in_cannot_be_is_said_to_the_letter(camilla: User, patrik: User, olle: User, give: Give) -> None:
    july: dict[str, Any] = {"valid_from": FIRST, "valid_to": LAST}
    give(patrik, "director", on_behalf_of_id=camilla.pk, **july)

    assert _refusal(lambda: give(olle, "director", on_behalf_of_id=camilla.pk)) == ("valid_to", "Slutdatum saknas.")
    assert _refusal(lambda: give(camilla, "director", on_behalf_of_id=camilla.pk, **july)) == (
        "person",
        "Camilla Broo kan inte ersätta sig själv.",
    )
    assert _refusal(lambda: give(olle, "director", on_behalf_of_id=patrik.pk, **july)) == (
        "role",
        "Ett uppdrag kan inte lämnas vidare.",
    )
    assert _refusal(lambda: give(olle, "registrar", on_behalf_of_id=camilla.pk, **july)) == (
        "role",
        "Uppdraget är vidare än Camilla Broos eget.",
    )
    give(camilla, "chair")
    assert _refusal(lambda: give(olle, "chair", on_behalf_of_id=camilla.pk, **july))[1] == (
        "Rollen Ordförande är personlig och lämnas inte till en ersättare."
    )


def test_only_the_person_and_it_tell_of_an_absence(camilla: User, patrik: User, olle: User, give: Give) -> None:
    give(olle, "case_officer")
    away(camilla, patrik)

    for teller in (actor_for(patrik, on=FIRST), actor_for(olle, on=TODAY.date()), Actor(id="x", label="x")):
        with pytest.raises(NotAllowed):
            away(camilla, olle, valid_from=date(2020, 9, 1), valid_to=date(2020, 9, 2), actor=teller)


def test_it_tells_for_who_cannot_and_never_makes_itself_the_substitute(
    camilla: User, patrik: User, olle: User, give: Give
) -> None:
    give(olle, "registrar")
    give(olle, "it_admin")
    ida = actor_for(olle, on=TODAY.date())

    assert away(camilla, patrik, actor=ida).substitute == patrik
    with pytest.raises(NotAllowed):
        away(patrik, olle, actor=ida)


def test_a_stand_in_for_the_director_names_nobody(camilla: User, patrik: User, olle: User) -> None:
    away(camilla, patrik)
    acting = actor_for(patrik, on=FIRST)

    for giver in (camilla, patrik):
        with pytest.raises(NotAllowed):
            give_mandate(
                user_id=olle.pk,
                role="deputy_director",
                on_behalf_of_id=giver.pk,
                valid_from=FIRST,
                valid_to=LAST,
                actor=acting,
                at=TODAY,
            )


def test_an_absence_is_seen_by_the_two_and_by_those_who_keep_the_mandates(
    camilla: User, patrik: User, olle: User, it_admin: Actor
) -> None:
    absence = away(patrik, camilla)

    for who, sees in ((patrik, True), (camilla, True), (olle, False)):
        assert visible(actor_for(who, on=TODAY.date()), Absence).filter(pk=absence.pk).exists() is sees
    assert visible(it_admin, Absence).exists()


def test_a_role_by_appointment_says_so(olle: User, give: Give) -> None:
    give(olle, "director", appointed=True)

    assert actor_for(olle, on=AT.date()).capacity == "Kommundirektör enligt förordnande"


def test_the_sides_of_a_person_are_all_that_the_person_stands_in_for() -> None:
    own, other = Grant(role="registrar", label="R"), Grant(role="director", label="K", for_user_id=7, for_label="C")
    actor = Actor(id="x", label="x", user_id=3, grants=(own, other), chosen=own)

    assert actor.sides == {3, 7}
    assert (actor.doing_the_work_of("director"), actor.doing_the_work_of("registrar")) == (
        frozenset({7}),
        frozenset({3}),
    )
    assert actor.only(other).chosen == other
    assert actor.only().grants == ()
