"""Kapplöpningen i litet: one matter's signatures at once, and what the judge says when something is wrong."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import OperationalError

from bench import races
from tests import builders, damage
from workflows.services import AlreadyDone, Answer

WON = Answer(case="a", number="KS 2026/1", state="signing", version=7, outcome="sign")
OTHER = Answer(case="a", number="KS 2026/1", state="signing", version=8, outcome="sign")
LOST = AlreadyDone(who="Rut Sandin", when=None, outcome="sign")


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("sign")
def test_three_last_signatures_at_once_open_the_join_once() -> None:
    told = races.race()

    assert (told["matters"], told["completions"], told["calls"]) == (1, 5, 10)
    assert (told["wrong"], told["hung"], told["doubled"], told["findings"]) == (0, 0, 0, [])
    assert builders.the_walk().case().state == "distribution"


@pytest.mark.parametrize(
    ("answers", "one_form", "outcome"),
    [
        ([WON, LOST], False, "won"),
        ([LOST, WON], False, "won"),
        ([WON, OTHER], False, "doubled"),
        ([LOST, LOST], False, "wrong"),
        ([WON, OperationalError()], False, "hung"),
        ([WON, WON], True, "won"),
        ([WON, OTHER], True, "wrong"),
        ([WON, LOST], True, "wrong"),
    ],
)
def test_of_two_attempts_one_wins_or_both_have_the_same_answer(
    answers: list[Any], one_form: bool, outcome: str
) -> None:
    assert races.outcome_of(answers, one_form) == [outcome]


PLANTED = {
    "a signature is gone": ("DELETE FROM cases_signature WHERE id = (SELECT max(id) FROM cases_signature)", (1, 0)),
    "a matter stayed behind": ("UPDATE cases_case SET state = 'signing'", (1, 0)),
    "the join opened twice": (
        (
            "INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, finished, token, data)"
            " SELECT process_id, flow_task, flow_task_type, status, created, finished, token, data FROM viewflow_task"
            " WHERE flow_task LIKE '%.all_signed'"
        ),
        (0, 1),
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.allows_inconsistency
@pytest.mark.matter_before("distribute")
@pytest.mark.parametrize(("statement", "faults"), PLANTED.values(), ids=PLANTED.keys())
def test_the_judge_finds_what_went_wrong(
    statement: str, faults: tuple[int, int], owner_connection: psycopg.Connection[Any]
) -> None:
    case = builders.the_walk().case_id
    assert races.judge([case]) == (0, 0, [])

    damage.plant(owner_connection, statement)

    wrong, doubled, findings = races.judge([case])
    assert (wrong, doubled) == faults
    assert findings
