"""Läsningar: the calendar of meetings, planning backwards, and the feeds; and the room's verbs and guards."""

from __future__ import annotations


def register() -> None:
    """The verbs and guards of the room, and when boards meet for the rooms that do not know it."""
    from audit.selectors import guards_of, register_guards, register_verbs
    from cases.selectors.report_day import PLAN
    from meetings.selectors.meeting import planned_days
    from meetings.selectors.verbs import VERBS

    register_guards(*guards_of("meetings"))
    register_verbs(VERBS)
    PLAN.read = planned_days
