"""Rå SQL, and what would be asked at COMMIT."""

from __future__ import annotations

from django.db import connection, transaction


def speak() -> None:
    """What would be asked at COMMIT."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def attempt(sql: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)
        speak()
