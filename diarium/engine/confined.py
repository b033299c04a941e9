"""Inne i barnprocessen: gives up what a parser does not need, then runs one function. Run as a file of its own.

Given up, in this order, before any foreign byte is read: memory, processor time, size of files, open files, processes,
core dumps; privileges by programs (no_new_privs); network, new processes and threads, programs, and looking into other
processes (a seccomp filter of the kernel, and a network namespace of its own where the kernel allows one). Where the
kernel has neither (an unknown processor, a container that forbids it) only Python's own sockets are blocked: a library
in C could then still open one. The file system is not fenced: the process reads what its user reads.
"""

import ctypes
import importlib
import json
import os
import platform
import resource
import socket
import struct
import sys
from typing import Any, NoReturn

_OPEN_FILES = 64
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUALS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _NOT_PERMITTED = 0x7FFF0000, 0x00050000 | 1
_OTHER_ABI = 0x40000000
# per processor: its audit number, and the calls that are refused: socket, socketpair, clone, fork, vfork, clone3,
# execve, execveat, ptrace, process_vm_readv and _writev, io_uring_setup, bpf, keyctl, userfaultfd
_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 56, 57, 58, 435, 59, 322, 101, 310, 311, 425, 321, 250, 323)),
    "aarch64": (0xC00000B7, (198, 199, 220, 435, 221, 281, 117, 270, 271, 425, 280, 219, 282)),
}


def main() -> int:
    """Read the order, lock the doors, do the work, tell the answer."""
    order = json.load(sys.stdin)
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is not the answer
    _limit(order["limits"])
    _close_the_doors()
    try:
        answer = {"value": _work(order)}
        written = json.dumps(answer, ensure_ascii=True, allow_nan=False).encode()
    except Exception as error:  # noqa: BLE001 whatever it is, it is told to the one who asked
        written = json.dumps({"error": type(error).__name__, "text": str(error)[:500]}).encode()
    told.write(written)
    told.close()
    return 0


def _work(order: dict[str, Any]) -> Any:
    sys.path.insert(0, order["root"])
    module, _, name = order["function"].partition(":")
    function = getattr(importlib.import_module(module), name)
    return function(order["payload"], order["content"]) if "content" in order else function(order["payload"])


def _limit(limits: dict[str, int]) -> None:
    for limit, value in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def _close_the_doors() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.unshare(_NEW_USER_AND_NETWORK)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    if not _filter_calls(libc):
        socket.socket = _refused  # type: ignore[assignment,misc]
        socket.create_connection = _refused


def _refused(*_given: Any, **_more: Any) -> NoReturn:
    raise PermissionError("no network")


def _filter_calls(libc: ctypes.CDLL) -> bool:
    """Let the kernel refuse what the process does not need; whether it does."""
    if platform.machine() not in _CALLS:
        return False
    audit_number, calls = _CALLS[platform.machine()]
    last = len(calls) + 1  # the refusal lies after the comparisons and the permission
    program = [
        (_LOAD, 0, 0, 4),
        (_EQUALS, 0, last + 2, audit_number),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, last, 0, _OTHER_ABI),
        *((_EQUALS, last - 1 - at, 0, call) for at, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _NOT_PERMITTED),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    head = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.create_string_buffer(head, len(head)), 0, 0) == 0)


if __name__ == "__main__":
    sys.exit(main())
