"""Begränsad barnprocess: foreign files are parsed in a process of its own, that can be lost without harm.

`run("diarium.engine.pdf:inspect", {...}, content=stream)` starts a fresh interpreter that imports that module alone (no
Django, no database), gives it the file, and takes back one answer in JSON. What holds in the process is listed in
`diarium.engine.confined`. Its environment is empty, its folder is its own, and everything in it ends with the call.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

MEMORY: Final = 512 << 20
CPU_SECONDS: Final = 10
WALL_SECONDS: Final = 20
MAX_ANSWER: Final = 32 << 20
MAX_FILE: Final = 256 << 20
CONTENT: Final = "content"

_ROOT: Final = Path(__file__).resolve().parents[2]
_KEPT_OF_STDERR: Final = 2000
_OUT_OF_TIME: Final = (-signal.SIGXCPU, -signal.SIGKILL)


class ChildFailed(RuntimeError):
    """No answer came. `reason`: time, memory, size, crash, or error with the exception's name in `kind`."""

    def __init__(self, reason: str, kind: str = "", text: str = "") -> None:
        super().__init__(f"{reason} {kind} {text}".strip())
        self.reason, self.kind, self.text = reason, kind, text


def run(
    function: str,
    payload: Mapping[str, Any] | None = None,
    *,
    content: bytes | BinaryIO | Path | None = None,
    directory: Path | None = None,
    memory: int = MEMORY,
    cpu_seconds: int = CPU_SECONDS,
    wall_seconds: float = WALL_SECONDS,
    max_answer: int = MAX_ANSWER,
) -> Any:
    """Kör funktionen i barnprocessen: "package.module:function", called with the payload (and the file's path).

    The function takes a dict; when `content` is given also the path of a file with it, as a second argument. What it
    returns must be JSON. With `directory` it works in that folder and leaves there what it wrote; the caller owns it.

    Raises:
        ChildFailed: it raised, crashed, took too long or too much, or answered more than `max_answer` bytes.
    """
    with contextlib.ExitStack() as afterwards:
        own = Path(afterwards.enter_context(tempfile.TemporaryDirectory(prefix="beslutsgang-child-")))
        work = directory or own / "work"
        work.mkdir(mode=0o700, exist_ok=True)
        order: dict[str, Any] = {
            "root": str(_ROOT),
            "function": function,
            "payload": dict(payload or {}),
            "limits": {"memory": memory, "cpu_seconds": cpu_seconds, "file": MAX_FILE},
        }
        if content is not None:
            order["content"] = str(_lay_out(content, own / CONTENT))
        (own / "order").write_text(json.dumps(order), encoding="utf-8")
        status = _wait(own, work, wall_seconds)
        return _answer(own, status, max_answer)


def _lay_out(content: bytes | BinaryIO | Path, place: Path) -> Path:
    """The file where the child reads it; a stored file is read where it lies."""
    if isinstance(content, Path):
        return content.resolve()
    with place.open("wb") as target:
        if isinstance(content, bytes):
            target.write(content)
        else:
            content.seek(0)
            shutil.copyfileobj(content, target, 1 << 20)
            content.seek(0)
    place.chmod(0o400)
    return place


def _wait(own: Path, work: Path, wall_seconds: float) -> int:
    """Start it in a session of its own and wait; what it started ends with it."""
    command = [sys.executable, "-I", "-B", str(Path(__file__).with_name("confined.py"))]
    with (own / "order").open("rb") as order, (own / "answer").open("wb") as answer, (own / "errors").open("wb") as err:
        child = subprocess.Popen(
            command, stdin=order, stdout=answer, stderr=err, env={}, cwd=work, start_new_session=True
        )
        try:
            return child.wait(timeout=wall_seconds)
        except subprocess.TimeoutExpired as error:
            raise ChildFailed("time") from error
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _answer(own: Path, status: int, max_answer: int) -> Any:
    answer = own / "answer"
    if status in _OUT_OF_TIME:
        raise ChildFailed("time")
    if status:
        told = (own / "errors").read_bytes()[-_KEPT_OF_STDERR:].decode(errors="replace")
        raise ChildFailed("size" if status == -signal.SIGXFSZ else "crash", str(status), told)
    if answer.stat().st_size > max_answer:
        raise ChildFailed("size")
    try:
        told = json.loads(answer.read_bytes())
        if "error" in told:
            reason = "memory" if told["error"] == "MemoryError" else "error"
            raise ChildFailed(reason, str(told["error"]), str(told.get("text", "")))
        return told["value"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ChildFailed("crash", "answer") from error
