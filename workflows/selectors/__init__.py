"""Läsningar: the inbox, a task's page, the process of a case; and the room's findings."""

from __future__ import annotations


def register() -> None:
    """The findings and guards of the room."""
    from audit.selectors import guards_of, register_consistency, register_guards
    from workflows.selectors import consistency

    register_guards(*guards_of("workflows"))
    register_consistency("workflows", consistency.processes)
