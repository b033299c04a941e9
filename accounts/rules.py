"""Regel: a condition with its sentence and its law. The same object stops the step and tells the officer why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as now_in

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from audit.rules import Sentence


@dataclass(frozen=True, eq=False)
class Rule:
    """Regel: `holds(subject)` is asked by the state machine and by the page that explains it.

    `sentence` says what is missing, in Swedish; `done` the same as a fulfilled line of a checklist.
    `place` names the page where it is mended (a URL name that takes the case's uuid), None = nowhere.
    `mended_by` names the policy action of those who mend it; others are shown the page and not told to mend.
    `severity` "warning" is shown and does not block. `told_with`: the fulfilled line speaks for that rule too.
    """

    code: str
    sentence: _StrPromise
    holds: Callable[[Any], bool]
    done: _StrPromise | None = None
    law: str | None = None
    place: str | None = None
    mended_by: str = ""
    severity: str = "error"
    told_with: Rule | None = None

    def __call__(self, subject: Any) -> bool:
        """What django-fsm asks of a condition; a warning never blocks."""
        return self.severity == "warning" or self.holds(subject)

    @property
    def __name__(self) -> str:
        """The code: libraries name conditions by it."""
        return self.code


def blocked_heading(doing: Sentence) -> str:
    """Rubriken över det som saknas: “Du kan inte godkänna förslaget än”."""
    return now_in("Du kan inte {göra} än").format(göra=doing)
