"""Tillfället: who acts and when, for what moves by itself in the transaction of an act; and the lock of the flow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.capacity import Actor
from cases.models import Case


class ProcessGone(LookupError):
    """The process of a task does not exist any more."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Tillfälle: who acts, when and on which locked case, for what moves by itself in the same transaction.

    `step` is the step that a person took, empty where none was.
    """

    actor: Actor
    at: datetime
    case: Case
    step: str = ""


_occasion: ContextVar[Occasion | None] = ContextVar("occasion", default=None)


@contextmanager
def occasion(actor: Actor, at: datetime, case: Case, *, step: str = "") -> Iterator[None]:
    """Let the nodes know who acts and when; the door has locked the row of the case."""
    token = _occasion.set(Occasion(actor, at, case, step))
    try:
        yield
    finally:
        _occasion.reset(token)


def current_occasion() -> Occasion:
    """The occasion of the act that is going on.

    Raises:
        LookupError: a node moves outside a door.
    """
    found = _occasion.get()
    if found is None:
        raise LookupError("a process moves only inside a door of workflows.services")
    return found


class CaseLock:
    """Flödets lås är ärendets rad. It waits, bounded by lock_timeout; a door that holds the row is not asked twice."""

    @contextmanager
    def __call__(self, flow_class: type, process_pk: int) -> Iterator[None]:
        with transaction.atomic(savepoint=False):
            if _occasion.get() is None:
                case = Case.objects.filter(processes=process_pk).select_for_update(of=("self",), no_key=True)
                if not list(case.values_list("pk")):
                    raise ProcessGone(process_pk)
            yield
