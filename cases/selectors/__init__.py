"""Läsningar: lists as querysets, pages as frozen dataclasses; and what the room puts into the places of `audit`."""

from __future__ import annotations


def register() -> None:
    """The words of the log, the guards, the replay and the findings of the room."""
    from audit.selectors import guards_of, register_consistency, register_guards, register_verbs, register_verification
    from cases.selectors import consistency, replay, verbs

    register_verbs(verbs.VERBS)
    register_guards(*guards_of("cases"))
    register_verification("cases", replay.replay)
    register_verification("transitions", consistency.transitions)
    register_consistency("cases", consistency.cases)
