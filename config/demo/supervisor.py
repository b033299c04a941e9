"""Uppsikten: database, mail sink, web and worker of a demonstration; all of it ends when this does."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings

from config import localdb
from config.demo import environment as demo_environment
from config.demo.children import Child, stop_all
from config.demo.environment import LOGS, POSTGRES, VAR, Variant
from config.demo.mailbox import start_sink
from config.roles import OWNER

FIRST_ANSWER = 60.0
BETWEEN_QUESTIONS = 2.0
PORTS_TO_TRY = 50
HOST = "127.0.0.1"


class DemoError(Exception):
    """The demonstration cannot be started; the message says why and what to do."""


class Supervisor:
    """Uppsikten över en demonstration. `tell` writes a line to the person who started it."""

    def __init__(self, variant: Variant, tell: Callable[[str], None]) -> None:
        self._variant = variant
        self._tell = tell
        self._stopping = False
        self._next_question = 0.0
        self._cluster: localdb.Cluster | None = None
        self._smtp_port = free_port(0)
        self._port = free_port(int(os.environ.get("PORT", "8000")))
        python = [sys.executable]
        bind = f"{os.environ.get('HOST', HOST)}:{self._port}"
        web = [
            *python,
            "-m",
            "gunicorn",
            "config.wsgi:application",
            "--workers",
            "2",
            "--bind",
            bind,
            "--timeout",
            "60",
        ]
        worker = [*python, str(settings.BASE_DIR / "manage.py"), "procrastinate", "worker"]
        self._children = (
            Child("Webben", [*web, "--no-control-socket"], LOGS / "web.log"),
            Child("Arbetaren", worker, LOGS / "worker.log"),
        )

    @property
    def address(self) -> str:
        """Where the browser finds it."""
        return f"http://localhost:{self._port}"

    def run(self, *, when_ready: Callable[[str], None]) -> None:
        """Start everything, call `when_ready` with the address, keep it going until Ctrl-C or SIGTERM, stop everything.

        Raises:
            DemoError: it runs already, or something does not start.
        """
        with only_one():
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self._ask_to_stop)
            sink = start_sink(self._variant.mail, self._smtp_port)
            try:
                self._start(when_ready)
                while not self._stopping:
                    self._look_after()
                    time.sleep(0.3)
            finally:
                stop_all(self._children)
                sink.stop()
                demo_environment.RUNNING.unlink(missing_ok=True)
                if self._cluster is not None:
                    self._cluster.stop()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, when_ready: Callable[[str], None]) -> None:
        self._open_cluster()
        self._prepare()
        for child in self._children:
            if not self._stopping:
                child.start(self._environment)
        self._wait_for_first_answer()
        if not self._stopping:
            when_ready(self.address)

    def _open_cluster(self) -> None:
        self._cluster = cluster = localdb.start(POSTGRES)
        if not cluster.exists(self._variant.database):
            cluster.create_database(self._variant.database)
        owned = demo_environment.of_processes(
            self._variant,
            database_url=cluster.url(self._variant.database),
            owner_url=cluster.url(self._variant.database, OWNER),
            site_url=self.address,
            smtp_port=self._smtp_port,
        )
        self._environment = {name: value for name, value in owned.items() if name != "DATABASE_OWNER_URL"}
        self._owned_environment = owned
        demo_environment.remember_running(self._environment)

    def _prepare(self) -> None:
        """Migrate, fill and collect the static files, side by side; a log tells what went wrong."""
        load = ["load_demo", *([] if self._variant.matters else ["--without-matters"])]
        collect = ["collectstatic", "--noinput", "--clear", "-v", "0"]
        ended = end_badly((load, collect), self._owned_environment, log=LOGS / "prepare.log")
        if ended and not self._stopping:
            raise DemoError(
                f"Demonstrationen kunde inte förberedas: {', '.join(ended)}. Se {LOGS / 'prepare.log'}. "
                "Kommer uppgifterna från en äldre version av programmet, börja om med make demo-reset."
            )

    def _wait_for_first_answer(self) -> None:
        deadline = time.monotonic() + FIRST_ANSWER
        while not self._stopping:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"http://{HOST}:{self._port}/logga-in/", timeout=10).close()
                return
            if time.monotonic() > deadline:
                raise DemoError(f"Webben svarar inte. Se {LOGS / 'web.log'}.")
            self._look_after()
            time.sleep(0.2)

    def _look_after(self) -> None:
        """Start again what has ended. When the database has, its address is new and everybody must be told."""
        if self._database_is_gone():
            self._tell("Databasen slutade svara och startas om.")
            stop_all(self._children)
            self._open_cluster()
        for child in self._children:
            sentence = child.look_after(self._environment)
            if sentence:
                self._tell(sentence)

    def _database_is_gone(self) -> bool:
        if self._cluster is None or time.monotonic() < self._next_question:
            return False
        self._next_question = time.monotonic() + BETWEEN_QUESTIONS
        return not self._cluster.answers()


def end_badly(commands: Sequence[Sequence[str]], environment: Mapping[str, str], *, log: Path) -> list[str]:
    """Run the program's commands side by side; which of them failed, and with what number (negative = a signal)."""
    log.parent.mkdir(parents=True, exist_ok=True)
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    with log.open("w+b") as output:
        processes = [
            subprocess.Popen([*manage, *command], env=environment, stdout=output, stderr=output) for command in commands
        ]
        codes = [process.wait() for process in processes]
    return [f"{command[0]} slutade med {code}" for command, code in zip(commands, codes, strict=True) if code]


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """One demonstration for each checkout."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise DemoError("Demonstrationen är redan i gång här. Stoppa den först med Ctrl-C.") from busy
        yield


def free_port(wanted: int) -> int:
    """The wanted port, or the next one that nobody has; 0 = any."""
    for port in range(wanted, wanted + PORTS_TO_TRY):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            bound: tuple[Any, int] = probe.getsockname()
            return bound[1]
    raise DemoError(f"Ingen ledig port mellan {wanted} och {wanted + PORTS_TO_TRY - 1}. Välj en annan med PORT=.")
