"""Förteckning över stegen: name, what runs, and which transition it fires."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.capacity import Actor
from cases.models import Case


@dataclass(frozen=True, slots=True)
class Move:
    """Vad steget får veta: who acts and when, the cleaned form, the branch's object and what the person saw of it."""

    actor: Actor
    at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    item: int | None = None
    expected_version: int | None = None


Run = Callable[[Case, Move], None]


@dataclass(frozen=True, slots=True)
class Step:
    """Steg. `fires` is the transition's name, None = the step only writes rows.

    `watches` says whose version the person saw: the case's, the staff report's or the branch's own object. A step that
    `withdraws` ends the task of somebody else: who asked does not wait any longer.
    """

    name: str
    run: Run
    fires: str | None
    watches: str
    withdraws: bool = False


STEPS: dict[str, Step] = {}


def step(
    name: str, *, fires: str | None = None, watches: str = "case", withdraws: bool = False
) -> Callable[[Run], Run]:
    """Enter a function among the steps."""

    def enter(run: Run) -> Run:
        if name in STEPS:
            raise ValueError(f"the step {name} is there already")
        STEPS[name] = Step(name=name, run=run, fires=fires, watches=watches, withdraws=withdraws)
        return run

    return enter


def step_named(name: str) -> Step:
    """The step; KeyError when a definition names one that does not exist."""
    return STEPS[name]
