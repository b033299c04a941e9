"""Kommunens uppgifter: read the municipality, its boards, units and people from a data file."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, BoardSuccession, Mandate, Municipality, Unit, User
from accounts.services.mandates import give_mandate
from accounts.services.people import create_user
from audit.history import attribute_change
from audit.rules import SYSTEM_STREAM
from audit.services import record

EARLIEST = date(2018, 1, 1)
"""A person whose start the file does not know has the role from here: before the oldest matter it speaks of."""


@transaction.atomic
def load_municipality(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Municipality:
    """Läs in kommunen: rows that are there already stay as they are, so it can be run again.

    Raises:
        NotAllowed: only the system loads a municipality.
    """
    actor = policy.require(actor, "load_municipality")
    municipality, is_new = Municipality.objects.get_or_create(
        code=data["municipality"]["code"], defaults=_municipality_fields(data["municipality"])
    )
    boards = _load_boards(data.get("boards", ()), actor=actor, at=at)
    units = _load_units(data.get("departments", ()), boards)
    people = sum(_load_person(person, units, actor=actor, at=at) for person in data.get("people", ()))
    if is_new or people:
        counts = {"boards": len(boards), "units": len(units), "people": people}
        record(SYSTEM_STREAM, "municipality_loaded", actor=actor, at=at, data={"code": municipality.code, **counts})
    return municipality


def _municipality_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    template = {key: value for key, value in row.get("diary_number_template", {}).items() if key != "example"}
    fields: dict[str, Any] = {
        "name": row["name"],
        "aliases": list(row.get("aliases", ())),
        "postal_address": "\n".join(row.get("postal_address", ())),
        "districts": [district["name"] for district in row.get("districts", ())],
    }
    if template:
        fields["number_template"] = template
    for name in (
        "municipality_code",
        "organisation_number",
        "visiting_address",
        "phone",
        "email",
        "web",
        "appeal_court",
    ):
        fields[name] = row.get(name) or ""
    return fields


def _load_boards(rows: Sequence[Mapping[str, Any]], *, actor: Actor, at: datetime) -> dict[str, Board]:
    boards = {board.code: board for board in Board.objects.all()}
    for row in sorted(rows, key=lambda row: row.get("parent") is not None):
        if row["code"] in boards:
            continue
        board = Board(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            valid_from=_day(row.get("valid_from")),
            valid_to=_day(row.get("valid_to")),
            parent=boards[row["parent"]] if row.get("parent") else None,
            external_host=row.get("external_host", False),
            host_municipality=row.get("host_municipality", ""),
            in_all_boards=row.get("in_all_boards", False),
            aliases=list(row.get("aliases", ())),
            email=row.get("email") or "",
            confirmed=row.get("confirmed", False),
            code_confirmed=row.get("code_confirmed", False),
            note=row.get("note", ""),
        )
        attribute_change(board, actor=actor, at=at)
        board.save()
        boards[board.code] = board
    _load_successions(rows, boards)
    return boards


def _load_successions(rows: Sequence[Mapping[str, Any]], boards: Mapping[str, Board]) -> None:
    pairs = {(row["code"], later) for row in rows for later in row.get("successors", ())}
    pairs |= {(earlier, row["code"]) for row in rows for earlier in row.get("predecessors", ())}
    BoardSuccession.objects.bulk_create(
        [BoardSuccession(predecessor=boards[one], successor=boards[other]) for one, other in sorted(pairs)],
        ignore_conflicts=True,
    )


def _load_units(rows: Sequence[Mapping[str, Any]], boards: Mapping[str, Board]) -> dict[str, Unit]:
    units = {}
    for row in rows:
        unit, _ = Unit.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "board": boards[row["board"]]}
        )
        units[unit.code] = unit
    return units


def _load_person(row: Mapping[str, Any], units: Mapping[str, Unit], *, actor: Actor, at: datetime) -> int:
    """Gives 1 for a person who was not there before."""
    email = row.get("email") or address_of(row["name"])
    user = User.objects.filter(email__iexact=email).first()
    is_new = user is None
    if user is None:
        user = create_user(email=email, name=row["name"], title=row.get("title") or "", actor=actor, at=at)
    if not Mandate.objects.filter(user=user, role=row["role"], on_behalf_of=None).exists():
        unit = units.get(row.get("department") or "")
        give_mandate(
            user_id=user.pk,
            role=row["role"],
            unit_id=unit.pk if unit and row["role"] in ("case_officer", "unit_head") else None,
            valid_from=_day(row.get("valid_from")) or EARLIEST,
            valid_to=_day(row.get("valid_to")),
            actor=actor,
            at=at,
        )
    return int(is_new)


def address_of(name: str) -> str:
    """A made-up address for a person whose own is not known: first.last@huddinge.example."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return f"{'.'.join(plain.split())}@huddinge.example"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
