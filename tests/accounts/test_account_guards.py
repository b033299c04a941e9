"""What PostgreSQL refuses of people, boards and mandates, and what verify finds when it was not there to refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from audit.selectors import verify

GIVE = """
INSERT INTO accounts_mandate
  (user_id, role, valid_from, valid_to, on_behalf_of_id, acting, appointed, revoked, decision)
SELECT id, {}, false, false, false, '' FROM accounts_user
"""
SELF_MADE = GIVE.format("'it_admin', '2020-01-01', NULL, NULL")


@pytest.fixture
def committed(transactional_db: None, camilla: User) -> User:
    return camilla


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM accounts_mandate",
        "DELETE FROM accounts_user",
        "TRUNCATE accounts_user CASCADE",
        "TRUNCATE accounts_mandate",
        "UPDATE accounts_user SET uuid = gen_random_uuid()",
        "UPDATE accounts_mandate SET role = 'it_admin'",
        "UPDATE accounts_mandate SET valid_from = '2000-01-01'",
        "UPDATE accounts_mandate SET valid_to = '2030-01-01'",
    ],
)
def test_people_and_mandates_stay_who_they_are(
    statement: str, committed: User, owner_connection: psycopg.Connection[Any]
) -> None:
    def commit() -> None:
        with owner_connection.transaction():
            owner_connection.execute(statement)

    with pytest.raises(psycopg.errors.IntegrityError):
        commit()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        SELF_MADE,
        "UPDATE accounts_mandate SET valid_to = '2020-06-30'",
        "UPDATE accounts_mandate SET decision = 'ett annat beslut'",
    ],
)
def test_a_mandate_does_not_change_without_an_event(statement: str, committed: User) -> None:
    def commit() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    with pytest.raises(DatabaseError, match="no event tells of the change"):
        commit()


@pytest.mark.django_db
@pytest.mark.allows_inconsistency
@pytest.mark.parametrize(
    "statement",
    [
        GIVE.format("'king', '2020-01-01', NULL, NULL"),
        GIVE.format("'director', '2020-01-01', '2019-12-31', NULL"),
        GIVE.format("'director', '2020-01-01', '2020-12-31', id"),
        "UPDATE accounts_user SET color_scheme = 'pink'",
        "UPDATE accounts_user SET language = 'no'",
        "UPDATE accounts_board SET valid_from = '2020-01-01', valid_to = '2019-12-31'",
        "UPDATE accounts_board SET kind = 'club'",
        "UPDATE accounts_board SET kind = 'committee'",
        "INSERT INTO accounts_boardsuccession (predecessor_id, successor_id) SELECT id, id FROM accounts_board",
    ],
)
@pytest.mark.usefixtures("camilla", "unit")
def test_words_and_dates_outside_the_vocabulary_are_refused(statement: str) -> None:
    with pytest.raises(IntegrityError, match="violates"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def unguarded(committed: User, owner_connection: psycopg.Connection[Any]) -> Callable[[str], None]:
    """One statement with the triggers of people and mandates away; they are put back."""
    tables = ("accounts_user", "accounts_mandate")

    def changed(statement: str) -> None:
        with owner_connection.transaction():
            for table in tables:
                owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner_connection.execute(statement)
            owner_connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, name in owner_connection.execute(
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"
            ).fetchall():
                owner_connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

    return changed


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_user SET is_active = false",
        "UPDATE accounts_mandate SET role = 'it_admin'",
        "UPDATE accounts_mandate SET valid_to = '2030-01-01'",
        "DELETE FROM accounts_mandate",
        SELF_MADE,
        "UPDATE accounts_user SET uuid = gen_random_uuid()",
    ],
)
def test_a_changed_row_is_found_by_its_events(statement: str, unguarded: Callable[[str], None]) -> None:
    assert verify().holds

    unguarded(statement)
    assert {finding.code for finding in verify().findings} == {"E-REPLAY"}
