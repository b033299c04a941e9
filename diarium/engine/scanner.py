"""Virusprövning: asks clamd about a content (INSTREAM), over TCP or a local socket, by the setting `CLAMD`.

The content is sent to the scanner; the scanner never opens a path of ours. Whoever does not get a clear answer knows
nothing: what was not scanned is not clean.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT_SECONDS: Final = 30
_CHUNK: Final = 64 << 10
_MAX_ANSWER: Final = 4096
_ANSWER: Final = re.compile(r"stream: (?:(?P<clean>OK)|(?P<finding>.+) FOUND)\Z")


class ScannerAway(RuntimeError):
    """No clear answer: the scanner is not reached, is busy, or does not take a file of that size."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """Svaret. `finding` is the scanner's name of what it found; empty = clean."""

    finding: str

    @property
    def clean(self) -> bool:
        return not self.finding


def is_on() -> bool:
    """Whether the municipality has a scanner."""
    return bool(settings.CLAMD)


def scan(content: BinaryIO) -> Scanned:
    """Pröva innehållet, from where the stream stands to its end.

    Raises:
        ScannerAway: see the class.
    """
    try:
        with _connection() as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := content.read(_CHUNK):
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
            line.sendall(struct.pack(">I", 0))
            answer = _read(line)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    told = _ANSWER.match(answer)
    if told is None:
        raise ScannerAway(answer[:200])
    return Scanned(told["finding"] or "")


@contextmanager
def _connection() -> Iterator[socket.socket]:
    address = urlsplit(settings.CLAMD)
    if address.scheme == "unix":
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(TIMEOUT_SECONDS)
            line.connect(address.path)
            yield line
    else:
        with socket.create_connection((address.hostname, address.port or 3310), TIMEOUT_SECONDS) as line:
            yield line


def _read(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _MAX_ANSWER and (part := line.recv(_MAX_ANSWER)):
        answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace").strip()
