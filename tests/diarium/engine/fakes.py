"""Yttervärlden i provet: an object store and a virus scanner that keep their protocols, in the test's own process."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import socketserver
import struct
import threading
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Bucket:
    """The objects by their path, the heads of the last request, and answers to give first."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.written: dict[str, float] = {}
        self.heads: dict[str, str] = {}
        self.first_answers: list[int] = []
        self.address = ""


class _S3(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.bucket.heads = {name.lower(): value for name, value in self.headers.items()}
        if self.bucket.first_answers:
            self._answer(self.bucket.first_answers.pop())
        elif self.headers.get("If-None-Match") == "*" and self.path in self.bucket.objects:
            self._answer(412)
        elif base64.b64decode(self.headers["x-amz-checksum-sha256"]) != hashlib.sha256(body).digest():
            self._answer(400)
        else:
            self.bucket.objects[self.path] = body
            self._answer(200)

    def do_GET(self) -> None:
        body = self.bucket.objects.get(self.path)
        self._answer(404 if body is None else 200, body or b"")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.bucket.objects.pop(self.path, None)
        self._answer(204)

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", formatdate(self.bucket.written.get(self.path), usegmt=True))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_told: Any) -> None:
        """Nothing is printed."""


@contextlib.contextmanager
def object_store() -> Iterator[Bucket]:
    """A store over HTTP that knows conditional writes and checksums."""
    bucket = Bucket()
    handler = type("Handler", (_S3,), {"bucket": bucket})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    bucket.address = f"http://127.0.0.1:{server.server_address[1]}"
    with _running(server):
        yield bucket


class Scanner:
    """What it answers with; `seen` are the contents it was sent."""

    def __init__(self) -> None:
        self.answer: str | None = None
        self.seen: list[bytes] = []
        self.address = ""


class _Clamd(socketserver.StreamRequestHandler):
    scanner: Scanner

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            return
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.scanner.seen.append(content)
        found = "stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK"
        answer = found if self.scanner.answer is None else self.scanner.answer
        self.wfile.write(answer.encode() + b"\0")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextlib.contextmanager
def clamd() -> Iterator[Scanner]:
    """A scanner that knows INSTREAM and one signature."""
    scanner = Scanner()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Clamd,), {"scanner": scanner}))
    scanner.address = f"tcp://127.0.0.1:{server.server_address[1]}"
    with _running(server):
        yield scanner


@contextlib.contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
