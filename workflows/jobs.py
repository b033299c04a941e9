"""Processens köjobb."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

from audit.services import record_check
from cases.models import Case
from cases.services.distribution import give_up
from cases.services.export import fail_export
from diarium.engine.mail import Message, Outcome, send
from workflows import services
from workflows.selectors.job_consistency import failed_untold
from workflows.selectors.notices import reminder_message, summary_message, task_message
from workflows.selectors.remedies import findings_of
from workflows.selectors.reminding import letter_of
from workflows.services import notice
from workflows.services.reminding import remind as remind_of_deadlines

RETRIES = 4
KEPT_HOURS = 24


@app.task(
    name="workflows.run_job",
    queue="flow",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=3),
    pass_context=True,
)
def run_job(context: JobContext, *, task_id: int) -> None:
    """Kör jobbet bakom en jobbuppgift: at most five runs, then the task shows the failure."""
    services.run_job_task(task_id=task_id, at=timezone.now(), last_try=context.job.attempts >= RETRIES)


@app.periodic(cron="30 2 * * *")
@app.task(name="workflows.check_consistency", queue="sweep", queueing_lock="workflows.check_consistency")
def look_through(timestamp: int) -> None:
    """Kontrollera varje natt att allt hänger ihop och skriv ned det; Administration › Drift shows the newest."""
    started, matters = timezone.now(), Case.objects.count()
    found = findings_of(None)
    record_check("consistency", started_at=started, ended_at=timezone.now(), checked=matters, findings=found)


class NotTold(RuntimeError):
    """The mail server has not said yes; the queue tries again."""


@app.task(
    name="workflows.tell_nudge",
    queue="delivery",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
)
def tell_nudge(*, nudge_id: int) -> None:
    """Skicka påminnelsen med e-post: at most five runs, the same Message-ID in each; none when it is too late."""
    _send(reminder_message(nudge_id))


@app.task(
    name="workflows.announce_task",
    queue="delivery",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
)
def announce_task(*, task_id: int, owner_id: int | None, by_id: int | None, at: str, returned: bool) -> None:
    """Avisera om en uppgift: whom, and how each wants it. At most five runs; each is told once."""
    when = datetime.fromisoformat(at)
    notice.announce_task(task_id=task_id, owner_id=owner_id, by_id=by_id, at=when, returned=returned)


@app.task(
    name="workflows.announce_ad_hoc",
    queue="delivery",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
)
def announce_ad_hoc(*, ad_hoc_id: int, owner_id: int, by_id: int | None, at: str) -> None:
    """Avisera om en fristående uppgift: at most five runs; each is told once."""
    notice.announce_ad_hoc(ad_hoc_id=ad_hoc_id, owner_id=owner_id, by_id=by_id, at=datetime.fromisoformat(at))


@app.task(
    name="workflows.tell_task",
    queue="delivery",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
)
def tell_task(*, notice_id: int) -> None:
    """Skicka aviseringen med e-post: at most five runs, the same Message-ID in each; none when the task is over."""
    _send(task_message(notice_id))


@app.task(
    name="workflows.tell_summary",
    queue="delivery",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
)
def tell_summary(*, summary_id: int) -> None:
    """Skicka dagens sammandrag: at most five runs, the same Message-ID in each; none when nothing is left of it."""
    _send(summary_message(summary_id))


def _send(message: Message | None) -> None:
    if message is not None and send(message).outcome in (Outcome.DEFERRED, Outcome.UNKNOWN):
        raise NotTold(str(message.key))


@app.periodic(cron="* * * * *")
@app.task(name="workflows.reap", queue="sweep", queueing_lock="workflows.reap", pass_context=True)
async def reap(context: JobContext, timestamp: int) -> None:
    """Ta hand om jobb vars arbetare har dött: run again, or given up where a person sees it. No retry."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.WORKER_DEAD_AFTER_SECONDS):
        if job.queueing_lock is None and job.attempts < RETRIES:
            await manager.retry_job(job, retry_at=timezone.now())
        else:
            await sync_to_async(_give_up)(job)
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
    await sync_to_async(_tell_what_failed)()
    await manager.prune_stalled_workers(settings.WORKER_DEAD_AFTER_SECONDS)
    await manager.delete_old_jobs(nb_hours=KEPT_HOURS, queue="sweep")


@app.periodic(cron="17 * * * *")
@app.task(name="workflows.remind", queue="sweep", queueing_lock="workflows.remind")
def remind(timestamp: int) -> None:
    """Påminn om frister: every hour, and each day of a deadline tells once. No retry, the next hour is one."""
    remind_of_deadlines(at=timezone.now())


@app.task(
    name="workflows.tell_deadline",
    queue="delivery",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
)
def tell_deadline(*, notice_id: int) -> None:
    """Skicka påminnelsen med e-post: at most five runs, the same Message-ID in each."""
    _send(letter_of(notice_id))


def _tell_what_failed() -> None:
    """A last try whose end could not be written down is told now, where a person sees it."""
    for task_id in failed_untold():
        services.give_up_job_task(task_id=task_id, at=timezone.now())


def _give_up(job: Job) -> None:
    told: dict[str, Any] = job.task_kwargs
    if job.task_name == "workflows.run_job":
        services.give_up_job_task(task_id=told["task_id"], at=timezone.now())
    elif job.task_name == "cases.deliver":
        give_up(dispatch_id=told["dispatch_id"], at=timezone.now())
    elif job.task_name == "cases.export":
        fail_export(told["export_id"])
