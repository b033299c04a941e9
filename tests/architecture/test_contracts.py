"""The rooms and the order inside them hold, and the contracts that say so are not empty."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("audit", "accounts", "diarium", "cases", "workflows", "meetings", "config")
"""From the right to the left: a room may import those before it."""


def sources(*rooms: str) -> Iterator[Path]:
    for room in rooms or ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_import_contract_is_kept() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout


def test_every_room_has_its_contract_and_refuses_unknown_module_names() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    inside = {contract["containers"][0]: contract for contract in contracts if "containers" in contract}

    assert next(contract for contract in contracts if contract["id"] == "rooms")["layers"] == list(reversed(ROOMS))
    assert set(inside) == set(ROOMS) - {"config"}
    assert all(contract["exhaustive"] for contract in inside.values())


@pytest.mark.parametrize("name", ["utils", "util", "helpers", "common", "mixins", "misc", "signals", "receivers"])
def test_no_module_is_a_drawer_for_everything(name: str) -> None:
    assert [named(path) for path in sources() if name in (path.stem, path.parent.name)] == []


def test_nothing_listens_to_signals() -> None:
    listening = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            names = [alias.name for alias in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
            if any("signals" in name or name.startswith("django.dispatch") for name in [module, *names]):
                listening.append(named(path))

    assert listening == []


def test_jobs_are_named_to_the_right_only() -> None:
    wrong, found = [], 0
    for path in sources():
        own = ROOMS.index(path.relative_to(ROOT).parts[0])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if function == "follow_up":
                found += 1
                job = str(node.args[0].value)
                room = job.split(".")[0]
                if room not in ROOMS or ROOMS.index(room) > own:
                    wrong.append(f"{named(path)}:{node.lineno} {job}")

    assert wrong == []
    assert found, "no job is deferred anywhere; the test no longer sees them"


def test_no_file_is_too_long_to_be_read() -> None:
    long = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}

    assert {name: lines for name, lines in long.items() if lines > 300 and "/migrations/" not in name} == {}


def test_migrations_are_named_after_what_they_do() -> None:
    names = [path.stem for path in sources() if path.parent.name == "migrations" and path.stem != "__init__"]

    assert names
    assert [name for name in names if "_auto_" in name or name.endswith(("_initial", "_merge"))] == []


def test_no_address_of_a_machine_of_ours_is_written_anywhere() -> None:
    forbidden = ("/wo" + "rk/", "../sha" + "red", "/sha" + "red/")
    suffixes = {".py", ".html", ".md", ".toml", ".json", ".typ", ".css", ".js", ".yml", ".txt", ""}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    files = listed.stdout.splitlines() or [str(path.relative_to(ROOT)) for path in sources()]
    found = []
    for name in files:
        path = ROOT / name
        if path.suffix in suffixes and "vendor" not in path.parts and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            found += [f"{name}: {word}" for word in forbidden if word in text]

    assert found == []
