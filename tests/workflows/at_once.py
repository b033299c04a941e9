"""Flera på en gång: works begun together, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from audit.models import Event
from audit.rules import Refusal
from config import walk
from tests import builders
from workflows import services
from workflows.services import AlreadyDone, Answer

THREADS = 8


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each came to: its answer or its refusal; all begin at the same moment, each on a connection of its own."""
    ready = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            ready.wait(timeout=30)
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def act(task: int, person: str, outcome: str, version: int, *, key: str = "", **payload: Any) -> Callable[[], Answer]:
    actor = builders.actor(person)
    return lambda: services.perform(
        task_id=task,
        outcome=outcome,
        actor=actor,
        at=timezone.now(),
        key=key or uuid4().hex,
        expected_version=version,
        payload=payload,
    )


def verbs(way: walk.Walk) -> Counter[str]:
    return Counter(Event.objects.filter(stream=way.case().stream).values_list("verb", flat=True))


def _won_and_lost(answers: list[Any]) -> tuple[list[Answer], list[AlreadyDone]]:
    won = [answer for answer in answers if isinstance(answer, Answer)]
    lost = [answer for answer in answers if isinstance(answer, AlreadyDone)]
    assert len(won) + len(lost) == len(answers), answers
    return won, lost
