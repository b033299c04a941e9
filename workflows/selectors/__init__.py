"""Läsningar: the inbox, a task's page, the process of a case; and the room's findings."""

from __future__ import annotations


def register() -> None:
    """The findings and guards of the room, and its part of the page of a matter."""
    from audit.selectors import guards_of, register_consistency, register_guards, register_verbs
    from cases.selectors.frame import register_frame
    from workflows.selectors import consistency, deadline, frame, verbs

    register_verbs(verbs.VERBS)
    register_guards(*guards_of("workflows"))
    register_consistency("workflows", consistency.processes)
    register_frame(
        next_step=frame.next_step,
        tasks=frame.task_rows,
        acts=frame.act_links,
        process=frame.process_facts,
        dates=deadline.case_dates,
    )
