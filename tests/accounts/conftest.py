"""People of the tests, made through the doors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.capacity import SYSTEM, Actor, Grant
from accounts.models import Board, Mandate, Unit, User
from accounts.services import create_user, give_mandate
from audit.history import attribute_change

AT = datetime(2020, 1, 1, 8, 0, tzinfo=UTC)
DAY = date(2020, 10, 28)

Give = Callable[..., Mandate]


@pytest.fixture
def person(db: None) -> Callable[[str], User]:
    """Somebody by name."""

    def add(name: str) -> User:
        return create_user(email=f"{name.lower().replace(' ', '.')}@huddinge.example", name=name, actor=SYSTEM, at=AT)

    return add


@pytest.fixture
def give() -> Give:
    """A mandate from 2020 on."""

    def given(user: User, role: str, **more: Any) -> Mandate:
        return give_mandate(
            **{"user_id": user.pk, "role": role, "valid_from": AT.date(), "actor": SYSTEM, "at": AT, **more}
        )

    return given


@pytest.fixture
def camilla(person: Callable[[str], User], give: Give) -> User:
    user = person("Camilla Broo")
    give(user, "director")
    return user


@pytest.fixture
def patrik(person: Callable[[str], User], give: Give) -> User:
    user = person("Patrik Forshage")
    give(user, "deputy_director")
    return user


@pytest.fixture
def olle(person: Callable[[str], User]) -> User:
    return person("Olle Olsson")


@pytest.fixture
def it_admin() -> Actor:
    return Actor(id="it", label="Ida IT", user_id=-1, grants=(Grant(role="it_admin", label="IT-administratör"),))


@pytest.fixture
def board(db: None) -> Board:
    board = Board(code="KS", name="Kommunstyrelsen", kind="executive_board")
    attribute_change(board, actor=SYSTEM, at=AT)
    board.save()
    return board


@pytest.fixture
def unit(board: Board) -> Unit:
    return Unit.objects.create(code="KSF", name="Kommunstyrelsens förvaltning", board=board)
