"""Virusprövningen: what clamd says, and that silence is not a yes."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from diarium.engine import scanner
from tests.diarium.engine.fakes import EICAR, Scanner, clamd


@pytest.fixture
def clam(settings: Any) -> Iterator[Scanner]:
    with clamd() as made:
        settings.CLAMD = made.address
        yield made


def test_a_clean_file_is_sent_whole_and_is_clean(clam: Scanner) -> None:
    content = b"x" * 200_000

    assert scanner.scan(io.BytesIO(content)).clean
    assert clam.seen == [content]


def test_what_is_found_is_named(clam: Scanner) -> None:
    answer = scanner.scan(io.BytesIO(b"brev " + EICAR))

    assert (answer.clean, answer.finding) == (False, "Eicar-Test-Signature")


@pytest.mark.parametrize("said", ["INSTREAM size limit exceeded. ERROR", "", "stream: OK maybe", "stream: X ERROR"])
def test_an_answer_that_is_not_clear_is_no_answer(clam: Scanner, said: str) -> None:
    clam.answer = said

    with pytest.raises(scanner.ScannerAway):
        scanner.scan(io.BytesIO(b"x"))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "unix:///finns/inte/clamd.ctl"])
def test_a_scanner_that_is_not_reached_is_away(settings: Any, address: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.CLAMD = address.format(port=free.getsockname()[1])

    with pytest.raises(scanner.ScannerAway):
        scanner.scan(io.BytesIO(b"x"))


def test_no_setting_is_no_scanner(settings: Any) -> None:
    settings.CLAMD = ""

    assert not scanner.is_on()
