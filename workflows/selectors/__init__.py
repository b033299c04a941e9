"""Läsningar: the inbox, a task's page, the process of a case; and the room's findings."""

from __future__ import annotations


def register() -> None:
    """The findings and guards of the room, and its part of the page of a matter."""
    from audit.selectors import guards_of, register_consistency, register_guards, register_verbs
    from cases.selectors.case_type import register_processes
    from cases.selectors.frame import register_frame
    from workflows.selectors import (
        ad_hoc_task,
        case_tasks,
        case_type,
        consistency,
        deadline,
        frame,
        nudging,
        process_roles,
        referral,
        verbs,
    )

    register_verbs(verbs.VERBS)
    register_guards(*guards_of("workflows"))
    register_consistency("workflows", consistency.processes)
    register_processes(offered=case_type.published_processes, needs=case_type.needs_of, misfits=case_type.misfits)
    register_frame(
        next_step=frame.next_step,
        tasks=case_tasks.open_rows,
        acts=frame.act_links,
        process=frame.process_facts,
        dates=deadline.case_dates,
        nudges=nudging.nudges,
        columns=ad_hoc_task.beside_column,
        asking=referral.why_nobody,
        roles=process_roles.steps_without_role,
    )
