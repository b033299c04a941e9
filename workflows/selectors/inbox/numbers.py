"""Inkorgens antal: how many wait, beside the menu of every page; its statement is put together once for a mandate."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.capacity import Actor
from accounts.models import User
from cases.selectors.watch import watched
from workflows.selectors.inbox.queries import (
    ad_hoc_todo,
    ad_hoc_waiting,
    failed_queue_todo,
    failed_todo,
    todo_parts,
    waiting,
)

MOST = 1_000  # what a person reads as a number; a longer list is not counted to its end
KEPT = 1_024  # statements; a few kilobytes each

Statement = tuple[str, tuple[Any, ...]]


def count_todo(actor: Actor) -> int:
    """How many tasks wait for the person, counted to a little beyond `MOST` (one query)."""
    return sum(_answered(_todo_statement(_key(actor), MOST)))


def counts(actor: Actor) -> tuple[int, int, int]:
    """How many wait for the person, for how many the person waits, and how many are watched (one query).

    Each is counted to a little beyond `MOST`.
    """
    *own, waits, given, watches = _answered(_statement_of_all(_key(actor), MOST))
    return sum(own), waits + given, watches


def as_counted(number: int) -> str:
    """Antal as it is read: “12”, or “1 000+” where it was not counted to its end."""
    return str(number) if number <= MOST else f"{MOST:,}+".replace(",", "\u00a0")


def _key(actor: Actor) -> Actor:
    """The one itself, where a request has it as a promise: what is kept may not hold the request."""
    return copy(actor)


@lru_cache(maxsize=KEPT)
def _todo_statement(actor: Actor, most: int) -> Statement:
    """Everything that the lists depend on stands in the actor; what changes is asked of the database when it answers.

    To put it together takes several times as long as to answer it.
    """
    return _asked(actor, _todo(actor), most)


@lru_cache(maxsize=KEPT)
def _statement_of_all(actor: Actor, most: int) -> Statement:
    others = (waiting(actor), ad_hoc_waiting(actor), watched(actor))
    return _asked(actor, (*_todo(actor), *others), most)


def _asked(actor: Actor, lists: Iterable[QuerySet[Any]], most: int) -> Statement:
    numbers = [_number(rows, most) for rows in lists]
    sql, params = User.objects.filter(pk=actor.user_id or 0).values_list(*numbers).query.sql_with_params()
    return sql, tuple(params)


def _answered(statement: Statement) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return cursor.fetchone() or (0,) * 3


def _todo(actor: Actor) -> list[QuerySet[Any]]:
    """The rows of each kind; failed jobs only for who may run them again."""
    parts = [*todo_parts(actor), ad_hoc_todo(actor), failed_todo(actor), failed_queue_todo(actor)]
    return [rows for rows in parts if not rows.query.is_empty()]


def _number(rows: QuerySet[Any], most: int) -> Coalesce:
    """So many rows, of no more than the first `most` + 1: what a number costs does not grow with the list."""
    some = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")[: most + 1])
    grouped = some.order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    return Coalesce(Subquery(grouped.annotate(number=Count("pk")).values("number")), 0)
