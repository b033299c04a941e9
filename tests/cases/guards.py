"""Försök förbi dörrarna: a statement, a copy of a row, a word given and taken back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection, transaction


def attempt(sql: str) -> None:
    """The statement and what would be asked at COMMIT."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def copy_of_a_row(table: str, changes: Mapping[str, str]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'", [table]
        )
        columns = [f'"{name}"' for (name,) in cursor.fetchall()]
    values = [changes.get(column.strip('"'), column) for column in columns]
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} ORDER BY id LIMIT 1"
