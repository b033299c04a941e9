"""What a hostile file could make a parser do; runs only inside the child process of the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any


def answer(payload: dict[str, Any], path: str) -> dict[str, Any]:
    sys.stdout.write("a library that talks")
    content = Path(path).read_bytes()
    return {"payload": payload, "size": len(content), "environment": sorted(os.environ), "folder": str(Path.cwd())}


def imported(_payload: dict[str, Any]) -> list[str]:
    return sorted({name.partition(".")[0] for name in sys.modules})


def connect(_payload: dict[str, Any]) -> None:
    socket.create_connection(("127.0.0.1", 9))


def raw_socket(_payload: dict[str, Any]) -> None:
    import _socket

    _socket.socket(2, 1, 0)


def program(_payload: dict[str, Any]) -> None:
    subprocess.run(["/bin/true"], check=True)


def replace(_payload: dict[str, Any]) -> None:
    os.execv("/bin/true", ["/bin/true"])  # noqa: S606 it is refused


def thread(_payload: dict[str, Any]) -> None:
    threading.Thread(target=time.sleep, args=(1,)).start()


def memory(_payload: dict[str, Any]) -> int:
    return len(bytearray(1 << 30))


def processor(_payload: dict[str, Any]) -> None:
    while True:
        pass


def sleep(_payload: dict[str, Any]) -> None:
    time.sleep(60)


def large_file(_payload: dict[str, Any]) -> None:
    with Path("large").open("wb") as file:
        for _part in range(300):
            file.write(b"x" * (1 << 20))


def many_files(_payload: dict[str, Any]) -> None:
    kept = [open(os.devnull) for _number in range(100)]  # noqa: SIM115, PTH123
    kept.clear()


def long_answer(_payload: dict[str, Any]) -> str:
    return "x" * 2_000_000


def crash(_payload: dict[str, Any]) -> None:
    os.abort()


def nothing_in_json(_payload: dict[str, Any]) -> object:
    return object()


def leave_a_file(_payload: dict[str, Any]) -> str:
    Path("page.png").write_bytes(b"png")
    return "page.png"


def refuse(_payload: dict[str, Any]) -> None:
    raise ValueError("trasig")
