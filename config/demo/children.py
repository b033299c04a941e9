"""Processer under uppsikt: started without a shell, started again when they end, stopped by their own number."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PATIENCE = 20.0
LONGEST_PAUSE = 10.0


class Child:
    """En process: its output goes to a log of its own."""

    def __init__(self, name: str, command: Sequence[str], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = 0.0
        self._due = 0.0
        self._started = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor alone.

        setpriv lets the kernel end it should the supervisor be killed.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        setpriv = shutil.which("setpriv")
        command = [setpriv, "--pdeathsig", "TERM", *self._command] if setpriv else self._command
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started = time.monotonic()

    def look_after(self, environment: Mapping[str, str]) -> str | None:
        """Start it again if it has ended, after a pause that grows when it ends at once; a sentence when so."""
        if self._process is None:
            if time.monotonic() < self._due:
                return None
            self.start(environment)
            return f"{self.name} startade om."
        if self._process.poll() is None:
            return None
        lived = time.monotonic() - self._started
        self._pause = 1.0 if lived > PATIENCE else min(2 * self._pause or 1.0, LONGEST_PAUSE)
        self._due = time.monotonic() + self._pause
        code, self._process = self._process.returncode, None
        return f"{self.name} slutade (kod {code}); se {self.log}."

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process that we started, and to no other."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait(self, deadline: float) -> None:
        """Wait until it has ended; past the deadline it is killed."""
        if self._process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.1, deadline - time.monotonic()))
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._process = None


def stop_all(children: Sequence[Child]) -> None:
    """Stop them side by side."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        child.wait(deadline)
