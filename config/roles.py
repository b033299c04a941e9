"""Databasroller: `owner` owns everything and migrates, `app` is what the application connects as and owns nothing.

What the app role may do follows from the guards: a table with the append-only trigger takes INSERT and SELECT only.
The rest is listed here; a table that nobody lists may be read, filled and changed, never emptied.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import environ
import psycopg
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

OWNER = "owner"
APP = "app"
TIMEOUTS = {"lock_timeout": "3s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s"}
# Rows are found by index on fast disks; a statement of a page is over before a compiled plan would pay.
PLANNING = {"random_page_cost": "1.1", "jit": "off"}
APPEND_ONLY_TRIGGER = "audit_append_only"

# Filled by migrations and by nobody else.
READ_ONLY = frozenset(
    {
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "cases_allowedtransition",
        "django_content_type",
        "django_migrations",
        "workflows_taskkind",
    }
)
# What may go away: sessions, jobs done, rows of an analysis that is still collected, request keys past their 90 days,
# a person's own reminders, saved searches and exports and way back, and what the public may no longer find.
DELETABLE = frozenset(
    {
        "audit_request",
        "cases_analysissource",
        "cases_checksetting",
        "cases_openedcase",
        "cases_priorityarea",
        "cases_watch",
        "cases_workingcopy",
        "diarium_export",
        "diarium_publicsearchentry",
        "diarium_savedsearch",
        "django_session",
    }
)
DELETABLE_PREFIXES = ("procrastinate_",)
# Where only one column may change.
CHANGEABLE_COLUMNS = {"audit_request": ("answer",)}


def create_roles(superuser: psycopg.Connection[Any]) -> None:
    """Make the two roles of a private cluster; in production the operator does the same (docs/operations.md)."""
    for role in (OWNER, APP):
        if superuser.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
            role_name = sql.Identifier(role)
            superuser.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE").format(role_name))
    for name, value in (TIMEOUTS | PLANNING).items():
        superuser.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(sql.Identifier(APP), sql.Identifier(name), value))


@contextlib.contextmanager
def connected_as(url: str) -> Iterator[None]:
    """Let Django's connection be another role or database for a while; without the app role's time limits."""
    kept = dict(connection.settings_dict)
    connection.close()
    other = environ.Env.db_url_config(url)
    connection.settings_dict.update(
        {name: other.get(name, "") for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    )
    connection.settings_dict["OPTIONS"] = other.get("OPTIONS", {})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


def provision(owner_url: str, *, verbosity: int = 0) -> None:
    """Bring a database up to date as its owner: migrations, then what the app role may do."""
    with connected_as(owner_url):
        call_command("migrate", interactive=False, verbosity=verbosity)
        grant()


@transaction.atomic
def grant() -> None:
    """Give the app role what it needs and nothing more, on every table of the connected database. Run as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        database = sql.Identifier(cursor.fetchone()[0])
        app = sql.Identifier(APP)
        for statement in (
            sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app),
            sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
            sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app),
            sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(app),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(app),
        ):
            cursor.execute(statement)
        for table, append_only in tables().items():
            rights = sql.SQL(", ").join(map(_right, rights_on(table, append_only=append_only)))
            cursor.execute(sql.SQL("GRANT {} ON TABLE {} TO {}").format(rights, sql.Identifier(table), app))
        for view in views():
            cursor.execute(sql.SQL("GRANT SELECT ON TABLE {} TO {}").format(sql.Identifier(view), app))


def tables() -> dict[str, bool]:
    """Every table of the database, and whether it carries the append-only guard."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, EXISTS (
                SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                WHERE t.tgrelid = c.oid AND p.proname = %s)
            FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            ORDER BY c.relname
            """,
            [APPEND_ONLY_TRIGGER],
        )
        return dict(cursor.fetchall())


def views() -> list[str]:
    """Every view. It reaches its tables with the owner's rights, so the app role only reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = 'public' ORDER BY viewname")
        return [name for (name,) in cursor.fetchall()]


def rights_on(table: str, *, append_only: bool) -> tuple[str, ...]:
    """The app role's rights on a table; `UPDATE (column)` where only that column changes."""
    if table in READ_ONLY:
        return ("SELECT",)
    if append_only:
        return ("SELECT", "INSERT")
    columns = CHANGEABLE_COLUMNS.get(table)
    update = f"UPDATE ({', '.join(columns)})" if columns else "UPDATE"
    deletable = table in DELETABLE or table.startswith(DELETABLE_PREFIXES)
    return ("SELECT", "INSERT", update, *(("DELETE",) if deletable else ()))


def _right(right: str) -> sql.Composable:
    return sql.SQL(right)  # words of this module, never input
