"""Massåtgärder: the same act on many rows, each through its own door and in its own transaction.

One that is refused stops no other; what was refused is told with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import OperationalError
from django.utils.translation import gettext as _

from audit.rules import Refusal


@dataclass(frozen=True, slots=True)
class Failure:
    """Rad som inte kunde ändras: the number that people know it by, and why."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Utfall: how many were changed, and those that were not."""

    done: int
    failures: Sequence[Failure]


def row_by_row(rows: Iterable[tuple[int, str]], act: Callable[[int], object]) -> Outcome:
    """Gör `act` på varje rad: (the row's key, its number). The door decides, once for each row."""
    done, failures = 0, []
    for key, number in rows:
        try:
            act(key)
            done += 1
        except Refusal as refusal:
            failures.append(Failure(number, str(refusal)))
        except OperationalError:  # the row is locked by another, for longer than anybody waits
            failures.append(Failure(number, _("Ärendet ändras just nu av någon annan.")))
    return Outcome(done, failures)
