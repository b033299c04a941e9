"""Accounts: adding, closing, logging in, and everybody's own settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import authenticate

from accounts.capacity import SYSTEM, Actor
from accounts.models import User
from accounts.policy import NotAllowed
from accounts.services import EmailBackend, actor_for, change_settings, create_user, deactivate_user
from accounts.services.people import AddressTaken
from audit.selectors import events_of
from tests.accounts.conftest import AT, DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def rut() -> User:
    return create_user(
        email="Rut.Sandin@huddinge.example", name="Rut Sandin", password="Diarium-2020", actor=SYSTEM, at=AT
    )


def test_a_person_logs_in_whatever_the_case_of_the_address(rut: User) -> None:
    assert authenticate(username="rut.sandin@HUDDINGE.example", password="Diarium-2020") == rut


@pytest.mark.parametrize(
    ("email", "password"),
    [("rut.sandin@huddinge.example", "fel"), ("ingen@huddinge.example", "Diarium-2020"), ("", ""), (None, None)],
)
def test_a_wrong_address_or_password_lets_nobody_in(rut: User, email: str | None, password: str | None) -> None:
    assert authenticate(username=email, password=password) is None


def test_a_person_added_without_a_password_cannot_log_in_with_one() -> None:
    create_user(email="olle@huddinge.example", name="Olle Olsson", actor=SYSTEM, at=AT)

    assert authenticate(username="olle@huddinge.example", password="") is None


def test_a_closed_account_is_shut_out_at_the_next_request(rut: User) -> None:
    deactivate_user(user_id=rut.pk, actor=SYSTEM, at=AT)

    assert authenticate(username=rut.email, password="Diarium-2020") is None
    assert EmailBackend().get_user(rut.pk) is None
    assert [event.verb for event in events_of(rut.stream, limit=9)] == ["person_deactivated", "person_added"]


def test_closing_twice_is_told_once(rut: User) -> None:
    for _ in range(2):
        deactivate_user(user_id=rut.pk, actor=SYSTEM, at=AT)

    assert len(events_of(rut.stream, limit=9)) == 2


def test_two_people_do_not_share_an_address(rut: User) -> None:
    with pytest.raises(AddressTaken):
        create_user(email="RUT.sandin@huddinge.example", name="Ruth Sandin", actor=SYSTEM, at=AT)


def test_nobody_but_it_adds_people(rut: User, it_admin: Actor) -> None:
    create_user(email="ny@huddinge.example", name="Ny Person", actor=it_admin, at=AT)

    with pytest.raises(NotAllowed):
        create_user(email="annan@huddinge.example", name="Annan", actor=actor_for(rut, on=DAY), at=AT)


def test_settings_are_everybodys_own(rut: User, person: Callable[[str], User]) -> None:
    mine = actor_for(rut, on=DAY)
    change_settings(user_id=rut.pk, actor=mine, color_scheme="dark", language="en", use_shortcuts=False)

    rut.refresh_from_db()
    assert (rut.color_scheme, rut.language, rut.use_shortcuts) == ("dark", "en", False)
    with pytest.raises(NotAllowed):
        change_settings(
            user_id=person("Olle Olsson").pk, actor=mine, color_scheme="dark", language="en", use_shortcuts=True
        )


def test_the_name_of_a_person_is_kept_beside_the_event(rut: User) -> None:
    (event,) = events_of(rut.stream, limit=1)

    assert "Rut" not in bytes(event.body).decode()
    assert event.protected_values.get().value == "Rut Sandin"
