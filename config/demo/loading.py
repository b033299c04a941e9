"""Innehållet i en demonstration: Huddinge as it was in October 2020, its people, and the matter of the seed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.capacity import SYSTEM
from accounts.models import Board, Role, User
from accounts.services import create_user, give_mandate, load_municipality
from accounts.services.municipality import EARLIEST, address_of
from config import walk
from diarium.services import load_register

DATA = Path(__file__).with_name("huddinge-2020.json")
PASSWORD = "demo"  # noqa: S105 shown on the screen of a demonstration that only listens to its own machine


@dataclass(frozen=True)
class Person:
    """En inloggning i demonstrationen; `board` is the code of the board that the role is bound to."""

    name: str
    role: Role | None
    title: str = ""
    board: str | None = None

    @property
    def email(self) -> str:
        """The made-up address to log in with."""
        return address_of(self.name)


# Those of the staff report are in the data file; these are invented.
INVENTED = (
    Person("Rut Sandin", Role.REGISTRAR, "Registrator"),
    Person("Rolf Register", Role.REGISTRAR, "Registrator"),
    Person("Siv Ek", Role.BOARD_SECRETARY, "Nämndsekreterare", board="KS"),
    Person("Ulla Chef", Role.UNIT_HEAD, "Enhetschef"),
    Person("Pia Polis", Role.SIGNATORY, "Lokalpolisområdeschef, Lokalpolisområde Huddinge"),
    Person("Ida IT", Role.IT_ADMIN, "IT-administratör"),
    Person("Olle Olsson", None, "Medarbetare utan uppdrag"),
)


def load(*, at: datetime) -> None:
    """Läs in kommunen, registret och personerna; what is there already stays, so it can be run again."""
    data = _data()
    load_municipality(data, actor=SYSTEM, at=at)
    load_register(data, actor=SYSTEM, at=at)
    for person in INVENTED:
        _load_person(person, at=at)
    _set_passwords()
    walk.prepare()


def logins() -> list[tuple[str, str]]:
    """Who can log in: the role and name, and the address. The staff report's own people first."""
    known = [
        (Role(person["role"]).label, person["name"], person["email"] or address_of(person["name"]))
        for person in _data()["people"]
    ]
    invented = [
        (person.role.label if person.role else "Utan uppdrag", person.name, person.email) for person in INVENTED
    ]
    return [(f"{label}: {name}", address) for label, name, address in known + invented]


def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def _load_person(person: Person, *, at: datetime) -> None:
    if User.objects.filter(email__iexact=person.email).exists():
        return
    user = create_user(email=person.email, name=person.name, title=person.title, actor=SYSTEM, at=at)
    if person.role is not None:
        board = Board.objects.get(code=person.board) if person.board else None
        board_id = board.pk if board else None
        give_mandate(user_id=user.pk, role=person.role, board_id=board_id, valid_from=EARLIEST, actor=SYSTEM, at=at)


def _set_passwords() -> None:
    """Everybody's password is shown on the screen; a person who has one keeps it."""
    encoded = make_password(PASSWORD)  # once: a good hash takes its time
    for user in User.objects.filter(password__startswith="!"):  # noqa: S106 what Django writes for none
        user.password = encoded
        user.save(update_fields=["password"])
