"""Rimlighet: rows that are each allowed but do not fit together (`check_consistency`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from audit.selectors.findings import Finding

_checks: dict[str, Callable[[], Iterable[Finding]]] = {}


def register_consistency(name: str, check: Callable[[], Iterable[Finding]]) -> None:
    """Add a check of a room's own rows (called in `AppConfig.ready`)."""
    if name in _checks:
        raise ValueError(f"consistency check {name} is registered twice")
    _checks[name] = check


def check_consistency() -> list[Finding]:
    """Every finding of every room, in the order of registration."""
    return [finding for check in _checks.values() for finding in check()]
