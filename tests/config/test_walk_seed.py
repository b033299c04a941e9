"""Vandringen som kommando: one line for each act, and a judgement of the end."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from accounts.models import Board
from config.management.commands import walk_seed
from tests import builders

WANTED_LINE = {"act", "actor", "state", "events", "sql", "ms", "cpu_ms"}


@pytest.fixture
def unblocked(django_db_blocker: DjangoDbBlocker) -> Any:
    """The command has a database of its own."""
    with django_db_blocker.unblock():
        yield


def test_the_seeds_matter_goes_from_its_number_to_every_board(unblocked: None) -> None:
    out = StringIO()

    call_command("walk_seed", "--json", stdout=out)

    *acts, last = [json.loads(line) for line in out.getvalue().splitlines()]
    total = last["total"]
    assert all(set(act) == WANTED_LINE for act in acts)
    assert acts[0]["act"] == "open_case"
    assert [act["act"] for act in acts].count("contribute") == total["asked"] == 2
    assert acts[-1]["state"] == "closed"
    assert total["acts"] == len(acts)
    assert total["sql"] == sum(act["sql"] for act in acts)
    assert {name: total[name] for name in walk_seed.EXPECTED} == {
        "boards": 9,
        "external": 3,
        "number": "KS-2018/91.103",
        "state": "closed",
        "chain_ok": True,
        "consistent": True,
    }
    assert total["sql"] / total["acts"] <= 28
    assert all(act["events"] >= 1 for act in acts)


@pytest.mark.matter_before("distribute")
@pytest.mark.django_db
def test_another_end_than_the_expected_one_is_a_failure() -> None:
    total = walk_seed._total(builders.the_walk(), [])

    faults = walk_seed._faults(total, mails=0)

    assert faults == ["boards: 0, inte 9", "external: 0, inte 3", "state: distribution, inte closed"]


@pytest.mark.matter_before("end")
@pytest.mark.django_db
def test_the_joint_board_is_left_out_of_the_expected_end() -> None:
    total = walk_seed._total(builders.the_walk(), [])
    assert walk_seed._faults(total, mails=3) == []

    Board.objects.filter(code="FSN").update(code="X-FSN")
    Board.objects.filter(code="SÖFN").update(code="X-SÖFN")
    Board.objects.filter(code="X-FSN").update(code="SÖFN")

    assert walk_seed._faults(total, mails=2) == [
        "SÖFN fick beslutet fast den lämnades utanför",
        "2 brev skickades till 3 mottagare",
    ]
