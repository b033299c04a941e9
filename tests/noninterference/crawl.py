"""Krypningen: every address that can be found or guessed, asked by somebody, and the answer without what is random."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client

LINK = re.compile(rb'(?:href|src|action|hx-get)="([^"]+)"')
# What differs between any two answers: the form's token and key, the nonce of the security policy.
RANDOM = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(rb'name="key" value="[^"]+"'),
    re.compile(rb'nonce="[^"]+"'),
    re.compile(rb"[0-9]+(?=\.[0-9]+ ms)"),
)
TELLING = ("Content-Type", "Content-Length", "Content-Disposition", "ETag", "Location", "Last-Modified", "X-Version")
LOGIN = ("/logga-in/", "/logga-ut/")


@dataclass
class Answers:
    """Svaren en person fick: address → fingerprint; the addresses in the order they were found."""

    of: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.of)


def ask(client: Client, address: str) -> tuple[str, bytes]:
    """The fingerprint of an answer, and its body if it may have links."""
    response = client.get(address)
    body = response.getvalue()
    for pattern in RANDOM:
        body = pattern.sub(b"", body)
    heads = [f"{name}: {response.headers.get(name, '')}" for name in TELLING if name != "Content-Length"]
    seen = hashlib.sha256("\n".join([str(response.status_code), *heads]).encode() + b"\n\n" + body).hexdigest()
    kind = response.headers.get("Content-Type", "")
    return f"{response.status_code} {seen}", body if kind.startswith(
        ("text/html", "application/atom", "application/rss")
    ) else b""


def crawl(client: Client, starts: Sequence[str], *, guesses: Sequence[str], most: int) -> Answers:
    """Follow every link from the starts, breadth first, then ask the guesses, until `most` have answered."""
    answers, waiting, known = Answers(), deque(starts), set(starts)
    guessed = deque(guess for guess in guesses if guess not in known)
    while (waiting or guessed) and len(answers) < most:
        address = (waiting or guessed).popleft()
        answers.of[address], body = ask(client, address)
        for found in _links(address, body):
            if found not in known:
                known.add(found)
                waiting.append(found)
    return answers


def ask_again(client: Client, addresses: Iterable[str]) -> Answers:
    """The same questions in another world."""
    return Answers({address: ask(client, address)[0] for address in addresses})


def _links(address: str, body: bytes) -> Iterator[str]:
    for raw in LINK.findall(body):
        link = urldefrag(urljoin(f"http://testserver{address}", raw.decode().replace("&amp;", "&")))[0]
        parts = urlsplit(link)
        if parts.netloc != "testserver" or parts.path.startswith(("/static/", *LOGIN)):
            continue
        yield parts.path + (f"?{parts.query}" if parts.query else "")
