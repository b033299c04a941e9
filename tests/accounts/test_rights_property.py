"""Rätten följer av daterade uppdrag: whatever is given, ended and absent, nobody has more than a dated chain gives."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.capacity import SYSTEM
from accounts.models import PERSONAL, Absence, Board, Mandate, Unit, User
from accounts.policy import NotAllowed
from accounts.services import actor_for, end_absence, end_mandate, give_mandate, register_absence
from audit.services import Refusal

START = date(2020, 6, 1)
DAYS = [START + timedelta(days=number) for number in range(8)]
ROLES = ["director", "deputy_director", "registrar", "chair"]
PEOPLE = 4

day = st.integers(0, len(DAYS) - 1)
person = st.integers(0, PEOPLE - 1)
role = st.sampled_from(ROLES)
scope = st.sampled_from([None, "board"])
act = st.one_of(
    st.tuples(st.just("role"), person, role, scope, day, st.none() | day),
    st.tuples(st.just("stand_in"), person, person, role, scope, day, day),
    st.tuples(st.just("absence"), person, person, day, day),
    st.tuples(st.just("end"), st.integers(0, 9), day),
    st.tuples(st.just("back"), st.integers(0, 3), day),
)


def _do(what: tuple[Any, ...], people: list[User], board: Board) -> None:
    """One act through its door, at the first day; what is refused changes nothing."""
    name, *told = what
    common: dict[str, Any] = {"actor": SYSTEM, "at": datetime(2020, 6, 1, 8, 0, tzinfo=UTC)}
    if name == "role":
        who, what_role, where, first, last = told
        give_mandate(
            user_id=people[who].pk,
            role=what_role,
            board_id=board.pk if where else None,
            valid_from=DAYS[first],
            valid_to=None if last is None else DAYS[last],
            **common,
        )
    elif name == "stand_in":
        who, other, what_role, where, first, last = told
        give_mandate(
            user_id=people[who].pk,
            on_behalf_of_id=people[other].pk,
            role=what_role,
            board_id=board.pk if where else None,
            valid_from=DAYS[first],
            valid_to=DAYS[last],
            **common,
        )
    elif name == "absence":
        who, other, first, last = told
        register_absence(
            user_id=people[who].pk,
            substitute_id=people[other].pk,
            valid_from=DAYS[first],
            valid_to=DAYS[last],
            **common,
        )
    else:
        place, last = told
        rows = list((Mandate if name == "end" else Absence).objects.order_by("pk").values_list("pk", flat=True))
        if rows and name == "end":
            end_mandate(mandate_id=rows[place % len(rows)], valid_to=DAYS[last], **common)
        elif rows:
            end_absence(absence_id=rows[place % len(rows)], valid_to=DAYS[last], **common)


def _own_by_hand(row: Mandate, user: User, wanted: str, on: date, board: int | None) -> bool:
    """Whether an own mandate gives the role that day for the board (None = for every board)."""
    return (
        row.user_id == user.pk
        and row.on_behalf_of_id is None
        and row.role == wanted
        and not row.revoked
        and row.valid_from <= on
        and (row.valid_to is None or row.valid_to >= on)
        and row.board_id in (None, board)
    )


def _by_hand(user: User, people: list[User], rows: list[Mandate], wanted: str, on: date, board: int | None) -> bool:
    """Whether a dated chain gives the role: an own mandate, or a stand-in's and the other's own under it."""
    if any(_own_by_hand(row, user, wanted, on, board) for row in rows):
        return True
    return any(
        row.user_id == user.pk
        and row.on_behalf_of_id is not None
        and row.role == wanted
        and wanted not in PERSONAL
        and not row.revoked
        and row.valid_from <= on
        and row.valid_to is not None
        and row.valid_to >= on
        and row.board_id in (None, board)
        and any(
            _own_by_hand(own, other, wanted, on, row.board_id)
            for own in rows
            for other in people
            if other.pk == row.on_behalf_of_id and other.pk != user.pk
        )
        for row in rows
    )


@pytest.mark.allows_inconsistency
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(act, max_size=12))
def test_nobody_has_a_right_that_no_dated_chain_gives(
    acts: list[tuple[Any, ...]], board: Board, unit: Unit, people: list[User]
) -> None:
    with transaction.atomic():
        for what in acts:
            with suppress(Refusal, NotAllowed), transaction.atomic():
                _do(what, people, board)
        rows = list(Mandate.objects.order_by("pk"))
        for user, on in product(people, DAYS):
            actor = actor_for(user, on=on)
            for wanted in ROLES:
                everywhere = any(grant.board_id is None for grant in actor.grants_of(wanted))
                assert everywhere == _by_hand(user, people, rows, wanted, on, None), (user.name, wanted, on)
                assert actor.holds(wanted, board_id=board.pk) == _by_hand(user, people, rows, wanted, on, board.pk)
        transaction.set_rollback(True)


@pytest.fixture
def people(person: Callable[[str], User]) -> list[User]:
    return [person(f"Person {number}") for number in range(PEOPLE)]
