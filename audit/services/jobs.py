"""Efteråt: what shall happen after the transaction, and only if it commits."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.types import JSONValue


class RetryUnderQueueingLock(ValueError):
    """A task with retries cannot wait under a queueing lock: a failing run could not be put back."""


_this_transaction = JobManager(DjangoConnector())  # always the Django connection, in web and worker alike


def follow_up(
    name: str,
    *,
    run_at: datetime | None = None,
    lock: str | None = None,
    queueing_lock: str | None = None,
    **args: JSONValue,
) -> int:
    """Låt följa: defer the job `name` in this transaction and give its id. Arguments are ids.

    Raises:
        TaskNotFound: no room to the right has a job of that name.
        AlreadyEnqueued: a job waits under the same queueing lock.
        RetryUnderQueueingLock: see the class.
    """
    deferrer = app.configure_task(name, allow_unknown=False, schedule_at=run_at, lock=lock, queueing_lock=queueing_lock)
    if queueing_lock is not None and app.tasks[name].retry_strategy is not None:
        raise RetryUnderQueueingLock(name)
    deferrer.job_manager = _this_transaction
    with transaction.atomic(savepoint=queueing_lock is not None):  # AlreadyEnqueued must not abort the caller's work
        return deferrer.defer(**args)


def run_again(job_id: int, *, at: datetime) -> None:
    """Kör ett misslyckat jobb igen: back in the queue in this transaction, with its attempts counted on."""
    _this_transaction.retry_job_by_id(job_id, retry_at=at)


def strike_job(job_id: int) -> None:
    """Stryk ett jobb som inte ska köras, or that nobody is to look at any more: a worker leaves it alone."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = %s", [job_id])
