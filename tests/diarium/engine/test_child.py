"""Barnprocessen: what a parser of foreign files cannot do, and what is told when it tries."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from diarium.engine import child

FOREIGN = "tests.diarium.engine.foreign:"


def failure(function: str, **limits: float) -> child.ChildFailed:
    with pytest.raises(child.ChildFailed) as failed:
        child.run(FOREIGN + function, **limits)  # type: ignore[arg-type]
    return failed.value


@pytest.mark.parametrize("content", [b"innehall", io.BytesIO(b"innehall")])
def test_it_answers_from_the_file_and_the_payload_in_a_folder_of_its_own_without_environment(
    content: bytes | io.BytesIO,
) -> None:
    told = child.run(FOREIGN + "answer", {"namn": "Å"}, content=content)

    assert (told["payload"], told["size"]) == ({"namn": "Å"}, 8)
    assert set(told["environment"]) <= {"LC_CTYPE"}
    assert not Path(told["folder"]).exists()


def test_it_knows_nothing_of_the_product() -> None:
    known = child.run(FOREIGN + "imported")

    assert "diarium" not in known
    assert not {"django", "psycopg"} & set(known)


@pytest.mark.parametrize("function", ["connect", "raw_socket", "program", "replace"])
def test_it_reaches_neither_the_network_nor_another_program(function: str) -> None:
    failed = failure(function)

    assert (failed.reason, failed.kind) in {("error", "PermissionError"), ("error", "BlockingIOError")}


def test_it_starts_no_thread_and_opens_few_files() -> None:
    assert failure("thread").kind == "RuntimeError"
    assert failure("many_files").kind == "OSError"


@pytest.mark.parametrize(
    ("function", "reason"),
    [("memory", "memory"), ("large_file", "error"), ("long_answer", "size"), ("crash", "crash")],
)
def test_what_takes_too_much_ends_there(function: str, reason: str) -> None:
    limits = {"max_answer": 1_000_000} if function == "long_answer" else {}

    assert failure(function, **limits).reason == reason


@pytest.mark.parametrize(
    ("function", "limits"), [("processor", {"cpu_seconds": 1, "wall_seconds": 10}), ("sleep", {"wall_seconds": 0.5})]
)
def test_what_takes_too_long_ends_there(function: str, limits: dict[str, float]) -> None:
    started = time.monotonic()

    assert failure(function, **limits).reason == "time"
    assert time.monotonic() - started < 5


def test_an_error_is_told_by_name_and_text() -> None:
    failed = failure("refuse")

    assert (failed.reason, failed.kind, failed.text) == ("error", "ValueError", "trasig")
    assert failure("nothing_in_json").kind == "TypeError"
    assert failure("not_there").kind == "AttributeError"


def test_what_it_wrote_can_be_kept_by_the_one_who_asked(tmp_path: Path) -> None:
    name = child.run(FOREIGN + "leave_a_file", directory=tmp_path)

    assert (tmp_path / name).read_bytes() == b"png"
