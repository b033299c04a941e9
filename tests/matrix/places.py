"""Lägena: where the matter stands when it is asked who may do what."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import timezone

from config import walk
from diarium import services as register
from tests import builders

# place → the act of the walk that the matter stands before
PLACES = {
    "draft": "start_situation_analysis",
    "situation_analysis": "save_analysis",
    "proposal_written": "send_for_approval",
    "proposal_with_approvers": "approve",
    "decision_awaited": "record_decision",
    "decision_recorded": "confirm_decision",
    "signing": "sign",
    "distribution": "distribute",
    "distributed": "close",
    "closed": "end",
    "withdrawn": "record_decision",
    "secret": "record_decision",
    "secret_distributed": "close",
}
HERE = Path(__file__).parent


def each(*places: str) -> pytest.MarkDecorator:
    """A test once for each place, with the matter there."""
    return pytest.mark.parametrize(
        "place",
        [pytest.param(place, marks=pytest.mark.matter_before(PLACES[place])) for place in places or PLACES],
    )


def arrive(place: str) -> walk.Walk:
    """What is left to do when the walk has stopped."""
    way = builders.the_walk()
    if place == "withdrawn":
        builders.intervene(way, builders.CAMILLA, "withdraw")
    if place.startswith("secret"):
        register.mark_entry_secret(
            entry_id=way.case().entry_id, provision="OSL 18:1", actor=builders.actor(builders.RUT), at=timezone.now()
        )
    return way


def compare(name: str, lines: list[str]) -> None:
    """The answers are those that were decided."""
    file = HERE / f"{name}.txt"
    found = "\n".join(lines) + "\n"
    if os.environ.get("MATRIX") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    expected = file.read_text(encoding="utf-8") if file.exists() else ""
    changed = sorted(set(found.splitlines()) ^ set(expected.splitlines()))
    assert found == expected, "somebody may do more or less than was decided:\n" + "\n".join(changed)
