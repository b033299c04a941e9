"""Många rader på en gång, with COPY.

The guards ask for an event beside every row, which a register made at once has not, so they are switched off while the
rows are copied and stand again afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.models import Model
from psycopg import sql


@contextmanager
def without_guards(owner: psycopg.Connection[Any], tables: Sequence[str]) -> Iterator[None]:
    """Utan vakter så länge: the tables' own triggers are off, and stand afterwards as they stood."""
    stood = owner.execute(
        "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE c.relname = ANY(%s) AND NOT t.tgisinternal",
        [list(tables)],
    ).fetchall()
    for table in tables:
        owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    owner.commit()
    yield
    again = {"A": "ENABLE ALWAYS TRIGGER", "O": "ENABLE TRIGGER", "R": "ENABLE REPLICA TRIGGER", "D": "DISABLE TRIGGER"}
    for table, trigger, state in stood:
        act = sql.SQL(again[state])
        owner.execute(sql.SQL("ALTER TABLE {} {} {}").format(sql.Identifier(table), act, sql.Identifier(trigger)))
    owner.commit()


@contextmanager
def without_word_indexes(owner: psycopg.Connection[Any], tables: Sequence[str]) -> Iterator[None]:
    """Word indexes are made when the rows are there, as after a restore."""
    made = owner.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef LIKE '%% gin %%'",
        [list(tables)],
    ).fetchall()
    for name, _definition in made:
        owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _name, definition in made:
        owner.execute(definition)
    owner.commit()


def copy(owner: psycopg.Connection[Any], model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Skriv raderna med COPY; what a row does not say is the field's default."""
    fields = model._meta.concrete_fields
    defaults = {one.attname: one.get_default() for one in fields}
    columns = sql.SQL(", ").join(sql.Identifier(one.column) for one in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), columns)
    with owner.cursor() as cursor, cursor.copy(statement) as stream:
        for row in rows:
            told = defaults | row
            stream.write_row([told[one.attname] for one in fields])
