"""Processens köjobb."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from workflows import services

RETRIES = 4


@app.task(
    name="workflows.run_job",
    queue="flow",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=3),
    pass_context=True,
)
def run_job(context: JobContext, *, task_id: int) -> None:
    """Kör jobbet bakom en jobbuppgift: at most five runs, then the task shows the failure."""
    services.run_job_task(task_id=task_id, at=timezone.now(), last_try=context.job.attempts >= RETRIES)
