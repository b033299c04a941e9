"""Field history: who it was, written once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from accounts.capacity import Actor
from accounts.models import Board
from audit.history import HistoryWithoutActor, attribute_change

AT = datetime(2019, 1, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def board(db: None, rut: Actor) -> Board:
    board = Board(code="KSN", name="Klimat- och stadsmiljönämnden", kind="board")
    attribute_change(board, actor=rut, at=AT)
    board.save()
    return board


def test_a_change_keeps_who_it_was_in_what_capacity_when_and_why(board: Board, rut: Actor) -> None:
    board.name = "Klimatnämnden"
    attribute_change(board, actor=rut, at=AT, reason="Nytt namn från 2019")
    board.save()

    row = board.history.order_by("-history_id")[0]
    assert (row.actor_label, row.capacity, row.history_date) == ("Rut Sandin", "Registrator", AT)
    assert (row.name, row.history_type, row.history_change_reason) == ("Klimatnämnden", "~", "Nytt namn från 2019")


def test_a_history_row_is_one_statement(board: Board, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        board.save()


def test_a_change_by_nobody_is_refused(db: None) -> None:
    with pytest.raises(HistoryWithoutActor, match="Board"):
        Board(code="XN", name="Namnlös", kind="board").save()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_historicalboard SET actor_label = 'Någon annan'",
        "DELETE FROM accounts_historicalboard",
        "TRUNCATE accounts_historicalboard",
    ],
)
def test_history_is_not_rewritten(
    statement: str, transactional_db: None, rut: Actor, owner_connection: psycopg.Connection[Any]
) -> None:
    board = Board(code="KSN", name="Klimat- och stadsmiljönämnden", kind="board")
    attribute_change(board, actor=rut, at=AT)
    board.save()

    with pytest.raises(psycopg.errors.IntegrityError, match="is written once"):
        owner_connection.execute(statement)
