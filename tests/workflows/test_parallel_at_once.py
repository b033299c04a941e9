"""Parallella steg på en gång: both branches end in the same moment, or one is left while the other ends."""

from __future__ import annotations

import pytest

from config import walk
from tests import builders
from tests.builders import PATRIK, ULLA
from tests.workflows.at_once import act, at_once
from tests.workflows.definitions import published, side_by_side
from tests.workflows.test_parallel import sent
from workflows.services import AlreadyDone, Answer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.matter_before("open_case")]


def both() -> tuple[walk.Walk, int, int]:
    """The matter with the tasks of the unit's head and of the deputy director."""
    published(side_by_side, "policy")
    way = sent()
    return way, way.task("approve_unit_head"), way.task("approve_deputy")


def test_two_who_end_their_branches_at_once_let_the_matter_go_on_once() -> None:
    way, head, deputy = both()

    answers = at_once([act(head, ULLA, "approve", 1), act(deputy, PATRIK, "approve", 1)])

    assert all(isinstance(answer, Answer) for answer in answers), answers
    assert builders.open_tasks(way) == ["approve_director"]


def test_one_who_approves_while_the_other_returns_is_heard_before_or_told_that_it_is_over() -> None:
    way, head, deputy = both()

    approved, returned = at_once(
        [act(head, ULLA, "approve", 1), act(deputy, PATRIK, "return", 1, comment="Skriv ut kostnaden.")]
    )

    assert isinstance(returned, Answer)
    assert isinstance(approved, Answer | AlreadyDone)
    assert builders.open_tasks(way) == ["write_report"]
