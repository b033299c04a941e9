"""Förteckning över stegen: name, what runs, and which transition it fires."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from accounts.capacity import Actor
from accounts.rules import Rule
from cases.models import Case
from cases.services.case import TransitionBlocked


@dataclass(frozen=True, slots=True)
class Move:
    """Vad steget får veta: who acts and when, the cleaned form, the branch's object and what the person saw of it.

    `title` is what the task is called; empty where no task is ended.
    """

    actor: Actor
    at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    item: int | None = None
    expected_version: int | None = None
    title: str = ""


Run = Callable[[Case, Move], None]


@dataclass(frozen=True, slots=True)
class Step:
    """Steg. `fires` is the transition's name, None = the step only writes rows.

    `watches` says whose version the person saw: the case's, the staff report's or the branch's own object. `rules` are
    its own conditions beside the transition's; `fulfils` those that it makes true itself, here or for what follows. A
    step that `withdraws` ends the task of somebody else: who asked does not wait any longer. `approval` says that it
    "asks" for the approval of a text, or "gives" one.
    """

    name: str
    run: Run
    fires: str | None
    watches: str
    rules: tuple[Rule, ...] = ()
    fulfils: tuple[Rule, ...] = ()
    withdraws: bool = False
    approval: Literal["", "asks", "gives"] = ""


STEPS: dict[str, Step] = {}


def step(
    name: str,
    *,
    fires: str | None = None,
    watches: str = "case",
    rules: Sequence[Rule] = (),
    fulfils: Sequence[Rule] = (),
    withdraws: bool = False,
    approval: Literal["", "asks", "gives"] = "",
) -> Callable[[Run], Run]:
    """Enter a function among the steps."""

    def enter(run: Run) -> Run:
        if name in STEPS:
            raise ValueError(f"the step {name} is there already")
        STEPS[name] = Step(name, run, fires, watches, tuple(rules), tuple(fulfils), withdraws, approval)
        return run

    return enter


def require_rules(case: Case, name: str) -> None:
    """Raises: TransitionBlocked: with every rule of the step's own that does not hold."""
    unmet = [rule for rule in STEPS[name].rules if not rule(case)]
    if unmet:
        raise TransitionBlocked(unmet, case)


def step_named(name: str) -> Step:
    """The step; KeyError when a definition names one that does not exist."""
    return STEPS[name]
