"""Webbprocessen i provet: carries matters on until it is killed, and writes down what it asked and was answered."""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.stage import RUT, Driver, Request

IN_WORK = 12
DATABASE_AWAY = 0.3


class Journal:
    """Journalen: each request before it is sent, each answer after COMMIT; a line is one call of write(2)."""

    def __init__(self, path: Path) -> None:
        self._unanswered = _unanswered(path)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(self._file, b"\n")  # what the one before was torn from ends here

    def write(self, **line: Any) -> None:
        """One line, whole or not at all."""
        os.write(self._file, json.dumps(line).encode() + b"\n")

    def unanswered(self) -> Mapping[str, Any] | None:
        """The request that the process before this one was killed over, once."""
        found, self._unanswered = self._unanswered, None
        return found


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The lines of a journal; the last may be torn where the process was killed."""
    found = []
    for line in path.read_bytes().split(b"\n") if path.exists() else []:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def _unanswered(path: Path) -> Mapping[str, Any] | None:
    last = None
    for line in lines_of(path):
        last = line.get("ask")
    return last


def breed(here: Path) -> int:
    """Föd en webbprocess för varje rad på stdin: forked from this one, which has read the whole program already."""
    import django

    django.setup()
    from diarium.engine.words import indexed_keys

    indexed_keys("ärende")  # as `config.wsgi` does, and not within the first registration's locks
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        place = int(line)
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            _work(here / f"journal-{place}")
        print(child, flush=True)
    return 0


def _work(path: Path) -> None:
    """Until it is killed."""
    journal, chance = Journal(path), random.Random()  # noqa: S311
    driver: Driver | None = None
    parent = os.getppid()
    while os.getppid() == parent:
        try:
            if driver is None:
                driver = Driver()
            left = journal.unanswered()
            if left is not None:
                _ask(driver, journal, left)
                continue
            cases = live_cases()
            if len(cases) < IN_WORK:
                subject, key = f"Samverkan i område {secrets.token_hex(3)}", secrets.token_hex(16)
                _ask(driver, journal, {"open": subject, "key": key})
            else:
                _step(driver, journal, chance.choice(cases))
        except Exception as away:  # noqa: BLE001 whatever the driver of the database says of a server that is gone
            _wait_for_database(away)
    os._exit(0)


def _wait_for_database(away: Exception) -> None:
    from django.db import connection

    if "socket" not in str(away):  # that it is gone for a moment is the point
        print(type(away).__name__, str(away).split("\n")[0], file=sys.stderr)
    connection.close()
    time.sleep(DATABASE_AWAY)


def _step(driver: Driver, journal: Journal, case_id: int) -> None:
    from audit.rules import Refusal

    try:
        found = driver.requests(case_id)
    except Refusal:  # somebody else writes the same text now
        return
    if found:
        _ask(driver, journal, found[0].as_dict())
    else:
        time.sleep(0.02)


def _ask(driver: Driver, journal: Journal, asked: Mapping[str, Any]) -> None:
    from audit.rules import Refusal

    journal.write(ask=dict(asked))
    try:
        answer = _sent(driver, asked)
    except Refusal as refusal:
        journal.write(refused=type(refusal).__name__)
    else:
        journal.write(answer=answer, key=asked["key"], actor=_actor_of(driver, asked))


def _sent(driver: Driver, asked: Mapping[str, Any]) -> dict[str, Any]:
    if "open" in asked:
        return asdict(driver.opened(asked["open"], asked["key"]))
    return asdict(driver.send(Request(**asked)))


def _actor_of(driver: Driver, asked: Mapping[str, Any]) -> str:
    return driver.actors[asked.get("person", RUT)].id


def live_cases() -> list[int]:
    """Ärenden som inte är avslutade."""
    from cases.models import Case

    return list(Case.objects.exclude(state__in=("closed", "withdrawn")).order_by("pk").values_list("pk", flat=True))


def carry_on(driver: Driver, case_id: int) -> bool:
    """Take what step can be taken in the matter now; whether there was any."""
    from django.db import OperationalError

    from audit.rules import Refusal

    try:
        for request in driver.requests(case_id)[:1]:
            driver.send(request)
            return True
    except (Refusal, OperationalError):  # a mail is on its way, or a worker has the matter: a person tries again
        return False
    return False
