"""Påminn på ärendets sida: whom the officer may remind today, of those that the matter waits for."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.capacity import Actor
from accounts.models import Role
from cases.models import Case
from cases.policy import acts_in
from cases.selectors.frame import Link
from workflows.selectors.frame import tasks_now


def nudges(actor: Actor, case: Case) -> list[Link]:
    """“Påminn {namn}”, once for each person who has a task and has not been reminded today (told by the open tasks)."""
    if case.case_officer_id not in actor.doing_the_work_of(Role.CASE_OFFICER) or not acts_in(actor, case):
        return []
    waited_for = [task for task in tasks_now(case) if task.owner is not None and task.owner_id not in actor.sides]
    seen = {row["to"] for task in waited_for for row in task.reminded if row["by"] == actor.user_id}
    links = []
    for task in waited_for:
        if task.owner_id not in seen:
            seen.add(task.owner_id)
            label = _("Påminn {namn}").format(namn=task.owner.name)
            links.append(Link(label, reverse("remind_of_task", args=[task.pk])))
    return links
