"""Regler på en sida: each is worked out once for the matter in hand, however often the page tells of it.

For pages alone: a door asks the rule itself, since what it does changes the answer.
"""

from __future__ import annotations

from accounts.rules import Rule
from cases.models import Case


def holds(rule: Rule, case: Case) -> bool:
    """Whether the rule holds for the matter, as it was when the page first asked."""
    version, known = case.__dict__.setdefault("_held_rules", (case.version, dict[str, bool]()))
    if version != case.version:
        known = {}
        case.__dict__["_held_rules"] = (case.version, known)
    if rule.code not in known:
        known[rule.code] = rule.holds(case)
    return bool(known[rule.code])
