"""Expediera seedens beslut: what the tests of deliveries and of closing begin with."""

from __future__ import annotations

from accounts.models import Board
from config import walk
from tests.builders import RUT


def joint_board() -> int:
    return Board.objects.get(code="SÖFN").pk


def distribute(way: walk.Walk, person: str = RUT, **payload: object) -> None:
    way.perform(person, "distribute", "distribute", payload={"left_out": [joint_board()], **payload})
