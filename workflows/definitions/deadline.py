"""Frist i en processmall: how long a step may take, as data. What it comes to on a calendar is counted elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

Kind = Literal["days", "working_days", "before_meeting", "law"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST = 3650


class DeadlineError(ValueError):
    """What is written is no deadline."""


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """Frist: `amount` days or working days after the task came, or days before the meeting; or the clock of a law.

    Written as {"days": n}, {"working_days": n}, {"before_meeting": n} or {"law": name}; `law` is a registered name.
    """

    kind: Kind
    amount: int = 0
    law: str = ""


def read_deadline(raw: Mapping[str, Any] | None, days: int | None) -> DeadlineRule | None:
    """The deadline of a node; `days` is how older definitions wrote {"days": n}.

    Raises:
        DeadlineError: two deadlines, an unknown kind, or a number that is none.
    """
    if raw is None:
        return None if days is None else _counted("days", days)
    if days is not None or not isinstance(raw, Mapping) or len(raw) != 1:
        raise DeadlineError("a step has one deadline")
    ((kind, value),) = raw.items()
    if kind not in KINDS:
        raise DeadlineError(f"unknown deadline {kind}")
    if kind == "law":
        if not isinstance(value, str) or not value:
            raise DeadlineError("a law has a name")
        return DeadlineRule("law", law=value)
    return _counted(cast("Kind", kind), value)


def _counted(kind: Kind, value: Any) -> DeadlineRule:
    if type(value) is not int or not 0 <= value <= MOST:
        raise DeadlineError(f"{value!r} is no number of days")
    return DeadlineRule(kind, value)
