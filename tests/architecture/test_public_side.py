"""Den publika sidan är byggd på det publika utsnittet och på inget annat: what its modules may import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "diarium/selectors/publicity"
MODULES = (
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / PACKAGE).rglob("*.py")),
    "diarium/forms/publicity.py",
    "diarium/views/public.py",
    "diarium/views/feeds.py",
    "diarium/views/open_data.py",
    "diarium/views/postlista.py",
    "diarium/views/freshness.py",
)
PROJECTION = {"PublicMatter", "PublicDocument", "PublicSearchEntry"}
ALLOWED = {
    "accounts.models": {"Board"},
    "diarium.models": PROJECTION,
    "diarium.selectors": {"publicity"},
    "diarium.selectors.entry": {"number_template"},
    "diarium.selectors.search": {"public_hits"},
}
"""Of the modules that read the register; what is named in no line here may not be imported from them."""
READERS = ("accounts.models", "audit.models", "audit.selectors", "cases", "diarium.models", "diarium.selectors")
OF_THE_PUBLIC_SIDE = {
    "diarium.selectors.keyset",
    *(name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in MODULES if PACKAGE in name),
}


def imported(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def test_the_package_of_the_public_selectors_is_found() -> None:
    assert {"diarium.selectors.publicity", "diarium.selectors.publicity.lines"} <= OF_THE_PUBLIC_SIDE


@pytest.mark.parametrize("module", MODULES)
def test_a_public_module_reads_the_projection_alone(module: str) -> None:
    wrong = [
        (source, name)
        for source, name in imported(ROOT / module)
        if source not in OF_THE_PUBLIC_SIDE
        and any(source == reader or source.startswith(f"{reader}.") for reader in READERS)
        and name not in ALLOWED.get(source, set())
    ]

    assert wrong == []


def test_a_public_module_reaches_no_table_by_name() -> None:
    for module in MODULES:
        tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert called.isdisjoint({"get_model", "raw", "cursor", "extra"}), module


def test_every_view_without_login_is_one_of_the_public_modules() -> None:
    """Or one of those that show nothing of the register."""
    found = set()
    for path in sorted((ROOT / "diarium" / "views").glob("*.py")):
        if "policy.mark(public=True)" in path.read_text(encoding="utf-8"):
            found.add(str(path.relative_to(ROOT)))

    assert found - set(MODULES) == {"diarium/views/disclosure.py"}
