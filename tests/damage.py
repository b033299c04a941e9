"""Skada som ingen dörr kan göra: rows changed past every guard, for tests of what finds and mends them."""

from __future__ import annotations

from typing import Any

import psycopg


def plant(owner: psycopg.Connection[Any], statement: str) -> None:
    """A change by the owner, past every guard of ours, the guards put back as they were."""
    with owner.transaction():
        guards = owner.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'A'"
        ).fetchall()
        for table, name in guards:
            owner.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{name}"'.encode())
        owner.execute(statement.encode())
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, name in guards:
            owner.execute(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"'.encode())
