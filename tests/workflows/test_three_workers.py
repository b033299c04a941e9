"""Tre arbetare på samma kö: real worker processes that all take part, each job done once, also by a dead one's mate."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

import psycopg
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import AlreadyEnqueued

from accounts.models import Board
from audit.models import Event
from cases.models import Dispatch
from cases.services.export import order_export
from config import rehearsal
from diarium.engine.mail import message_id
from diarium.models import Export
from tests import builders
from tests.builders import CAMILLA, CATARINA, RUT, SIV

T = TypeVar("T")

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 3
PATIENCE = 240
MINE = ("cases.deliver", "cases.export", "cases.tell_export")


@dataclass
class Crew:
    """Arbetslaget: the processes by the name that their connections bear."""

    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def kill(self, name: str) -> None:
        """SIGKILL, and it really died of it."""
        self.processes[name].send_signal(signal.SIGKILL)
        assert self.processes[name].wait() == -signal.SIGKILL


@contextmanager
def three_workers() -> Iterator[Crew]:
    """Three `manage.py procrastinate worker` on the test's database, all of them registered."""
    crew, before = Crew(), ProcrastinateWorker.objects.count()
    environment = {
        **os.environ,
        "SECRET_KEY": settings.SECRET_KEY,
        "BLOB_ROOT": str(settings.BLOB_ROOT),
        "AUDIT_MAC_KEY": settings.AUDIT_MAC_KEY,
        "AUDIT_MAC_KEYS": ",".join(f"{name}={key}" for name, key in settings.AUDIT_MAC_KEYS.items()),
        "EMAIL_HOST": settings.EMAIL_HOST,
        "EMAIL_PORT": str(settings.EMAIL_PORT),
        "EMAIL_TIMEOUT": str(2 * PATIENCE),
        "WORKER_HEARTBEAT_SECONDS": "1",
        "WORKER_DEAD_AFTER_SECONDS": "8",
    }
    try:
        for number in range(WORKERS):
            name = f"worker-{number}"
            command = [sys.executable, "manage.py", "procrastinate", "worker", "-c", "1"]
            crew.processes[name] = subprocess.Popen(
                command, env={**environment, "PGAPPNAME": name}, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL
            )
        _wait_for(lambda: ProcrastinateWorker.objects.count() == before + WORKERS)
        yield crew
    finally:
        for process in crew.processes.values():
            if process.poll() is None:
                process.kill()
            process.wait()


def _wait_for(what: Callable[[], T]) -> T:
    deadline = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)
    return found


class ClosedOffice(rehearsal.PostOffice):
    """Ett postkontor som inte har öppnat: who comes with a letter stands there with it, and so with its job."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        """Take the letter when the office opens."""
        while not self.opened.is_set():
            await asyncio.sleep(0.05)
        return await super().handle_DATA(server, session, envelope)


def _held_by(crew: set[int]) -> dict[int, int]:
    """The jobs that are begun and not ended, each with whose it is; none until every one of the crew has one.

    Letters that their own sweeps made are among them.
    """
    held = ProcrastinateJob.objects.filter(status="doing").exclude(queue_name="sweep")
    found = dict(held.values_list("pk", "worker_id"))
    return found if set(found.values()) == crew else {}


def _waiting() -> int:
    return ProcrastinateJob.objects.filter(status__in=("todo", "doing")).exclude(queue_name="sweep").count()


def _starts(*names: str) -> Counter[int]:
    rows = ProcrastinateEvent.objects.filter(type="started", job__task_name__in=names).order_by("pk")
    return Counter(rows.values_list("job_id", flat=True))


@pytest.mark.matter_before("distribute")
def test_all_three_workers_take_part_and_each_job_is_done_once() -> None:
    way = builders.the_walk()
    office = ClosedOffice()
    with rehearsal.post_office(office), three_workers():
        crew = set(ProcrastinateWorker.objects.values_list("pk", flat=True))
        joint = Board.objects.get(code="SÖFN").pk
        way.perform(RUT, "distribute", "distribute", payload={"left_out": [joint]})
        for name in (RUT, SIV, CATARINA, CAMILLA):
            for _number in range(4):
                _order(name)
        # Each stands with a job of its own before anybody's first letter is taken: nobody can do all there is.
        held = _wait_for(lambda: _held_by(crew))
        assert office.letters == []
        office.opened.set()
        _wait_for(lambda: _waiting() == 0)
        jobs = ProcrastinateJob.objects.filter(task_name__in=MINE, pk__in=list(_starts(*MINE))).order_by("pk")
        done_by = dict(ProcrastinateJob.objects.exclude(queue_name="sweep").values_list("pk", "worker_id"))

    mails = Dispatch.objects.filter(channel="email", state="sent").count()
    assert mails == Dispatch.objects.filter(channel="email").count() > 0
    assert Export.objects.filter(status="done").count() == 16
    keys = [*Dispatch.objects.filter(channel="email").values_list("uuid", flat=True)]
    keys += Export.objects.values_list("uuid", flat=True)
    letters = [letter.content for letter in office.letters if isinstance(letter.content, bytes)]
    assert [sum(message_id(key).encode() in letter for letter in letters) for key in keys] == [1] * (mails + 16)
    assert set(_starts(*MINE).values()) == {1}
    assert set(jobs.values_list("status", flat=True)) == {"succeeded"}
    assert held.items() <= done_by.items()


def _order(name: str) -> None:
    order_export(kind="arenden", format="csv", query={}, actor=builders.actor(name), at=timezone.now(), key=uuid4().hex)


@pytest.mark.matter_before("send_for_signing")
def test_the_job_of_a_worker_that_is_killed_over_it_is_done_once_by_another(
    owner_connection: psycopg.Connection[Any],
) -> None:
    way = builders.the_walk()
    with three_workers() as crew:
        with owner_connection.transaction():
            # What the act does not touch and the job does: the job waits here, in the middle of its effect.
            owner_connection.execute("SELECT id FROM diarium_diaryentry FOR NO KEY UPDATE")
            way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload=builders.agreement(way))
            _wait_for(_who_waits)
            crew.kill(_who_waits())
        _wait_for(_reaped_and_done)

    assert Event.objects.filter(stream=way.case().stream, verb="agreement_registered").count() == 1
    assert way.case().agreements.get().versions.get().document is not None
    assert "sign_agreement" in builders.open_tasks(way)
    assert list(_starts("workflows.run_job").values())[-1] >= 2


def _who_waits() -> str:
    """The worker whose connection waits for a row; empty while none does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND application_name LIKE 'worker-%%' AND datname = current_database()"
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _reaped_and_done() -> bool:
    """Let somebody look for dead workers; whether the job is done."""
    with suppress(AlreadyEnqueued):
        app.configure_task("workflows.reap", queueing_lock="workflows.reap").defer(timestamp=0)
    time.sleep(1)
    job = ProcrastinateJob.objects.filter(task_name="workflows.run_job").order_by("-pk")[0]
    return bool(job.status == "succeeded")
