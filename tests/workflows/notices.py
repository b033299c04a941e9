"""Vad som har sagts, till vem, och i vilket brev."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import builders
from tests.builders import PATRIK
from workflows import jobs, services
from workflows.models import TaskNotice

ANNOUNCING: dict[str, Any] = {
    "workflows.announce_task": jobs.announce_task,
    "workflows.announce_ad_hoc": jobs.announce_ad_hoc,
}


def all_told() -> list[tuple[str, str]]:
    """Who is told of what when the worker has found out; it may take each job twice."""
    for job in ProcrastinateJob.objects.filter(task_name__in=ANNOUNCING, status="todo").order_by("id"):
        for _time in range(2):
            ANNOUNCING[job.task_name](**job.args)
    return list(TaskNotice.objects.order_by("pk").values_list("person__name", "kind"))


def end(ad_hoc_id: int) -> None:
    services.end_ad_hoc_task(
        ad_hoc_id=ad_hoc_id,
        outcome="done",
        comment="",
        actor=builders.actor(PATRIK),
        at=timezone.now(),
        key=uuid4().hex,
    )
