"""What the application's role may do in the database: what the guards leave it, and nothing more."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from config import localdb, roles

pytestmark = pytest.mark.django_db

APPEND_ONLY = {
    "audit_event",
    "audit_value",
}
"""Among others: those that the whole product stands on. A table is append-only when it carries the guard."""


PRIVILEGES = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"]


def rights(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE has_table_privilege(current_user, %s, name)",
            [PRIVILEGES, table],
        )
        return {row[0] for row in cursor.fetchall()}


def one(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def test_the_application_connects_as_a_role_that_owns_nothing() -> None:
    assert one("SELECT current_user") == roles.APP
    assert one("SELECT count(*) FROM pg_class WHERE relowner = 'app'::regrole") == 0
    assert (
        one("SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = 'app'")
        is False
    )


def test_what_is_written_once_takes_new_rows_only() -> None:
    guarded = {table for table, append_only in roles.tables().items() if append_only}

    assert guarded >= APPEND_ONLY
    assert {table: rights(table) for table in guarded} == {table: {"SELECT", "INSERT"} for table in guarded}


def test_every_table_of_field_history_is_written_once() -> None:
    history = {table: append_only for table, append_only in roles.tables().items() if "historical" in table}

    assert history
    assert [table for table, append_only in history.items() if not append_only] == []


def test_a_view_is_no_way_around_the_guards_of_its_tables() -> None:
    assert {view: rights(view) for view in roles.views()} == {view: {"SELECT"} for view in roles.views()}


def test_no_table_can_be_emptied_or_given_other_guards() -> None:
    for table in roles.tables():
        assert rights(table).isdisjoint({"TRUNCATE", "TRIGGER", "REFERENCES"}), table


def test_rows_go_away_only_where_they_may() -> None:
    deletable = {table for table in roles.tables() if "DELETE" in rights(table)}

    assert {table for table in deletable if not table.startswith(roles.DELETABLE_PREFIXES)} <= roles.DELETABLE
    assert "django_session" in deletable


def test_tables_that_migrations_fill_are_only_read() -> None:
    present = roles.READ_ONLY & set(roles.tables())

    assert {table: rights(table) for table in present} == {table: {"SELECT"} for table in present}


@pytest.mark.parametrize(
    "attempt",
    [
        "CREATE TABLE another (id int)",
        "CREATE TEMPORARY TABLE audit_event (id int)",
        "CREATE SCHEMA another",
        "DROP TABLE django_session",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "SET ROLE owner",
        "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    ],
)
def test_the_application_cannot_change_the_house(attempt: str) -> None:
    with pytest.raises((ProgrammingError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)


def test_the_role_waits_for_nobody_very_long(cluster: localdb.Cluster) -> None:
    with psycopg.connect(
        host=str(cluster.sockets), dbname=str(one("SELECT current_database()")), user=roles.APP
    ) as own:
        limits = {name: own.execute(f"SHOW {name}").fetchone() for name in roles.TIMEOUTS}

    assert limits == {
        "lock_timeout": ("3s",),
        "statement_timeout": ("30s",),
        "idle_in_transaction_session_timeout": ("1min",),
    }


def test_nobody_makes_temporary_tables_that_would_be_found_first(cluster: localdb.Cluster) -> None:
    with cluster.connect(str(one("SELECT current_database()")), roles.OWNER) as owner:
        assert owner.execute("SELECT has_database_privilege('app', current_database(), 'TEMPORARY')").fetchone() == (
            False,
        )
