"""What shall happen after the transaction happens only if it commits."""

from __future__ import annotations

import pytest
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, TaskNotFound

from audit.services import Refusal, RetryUnderQueueingLock, follow_up

pytestmark = pytest.mark.django_db(transaction=True)


@app.task(name="tests.stubborn", retry=RetryStrategy(max_attempts=3))
def stubborn() -> None: ...


def _waiting() -> list[str]:
    return list(ProcrastinateJob.objects.order_by("pk").values_list("task_name", flat=True))


def test_a_job_of_a_transaction_that_is_rolled_back_does_not_wait() -> None:
    def refused() -> None:
        with transaction.atomic():
            follow_up("audit.sweep_requests", timestamp=1)
            raise Refusal

    with pytest.raises(Refusal):
        refused()

    assert _waiting() == []


def test_a_job_of_a_transaction_that_commits_waits_for_its_worker() -> None:
    with transaction.atomic():
        follow_up("audit.sweep_requests", timestamp=1)

    assert _waiting() == ["audit.sweep_requests"]


def test_a_job_that_waits_already_does_not_spoil_the_transaction() -> None:
    with transaction.atomic():
        follow_up("audit.sweep_requests", queueing_lock="sweep", timestamp=1)
        with pytest.raises(AlreadyEnqueued):
            follow_up("audit.sweep_requests", queueing_lock="sweep", timestamp=2)

    assert _waiting() == ["audit.sweep_requests"]


def test_a_job_nobody_knows_is_refused() -> None:
    with pytest.raises(TaskNotFound):
        follow_up("audit.no_such_job")


def test_retries_under_a_queueing_lock_are_refused() -> None:
    with pytest.raises(RetryUnderQueueingLock):
        follow_up("tests.stubborn", queueing_lock="one")


def test_a_worker_too_defers_in_the_transaction_of_its_effect() -> None:
    def refused() -> None:
        with transaction.atomic():
            follow_up("audit.sweep_requests", timestamp=1)
            raise Refusal

    with app.replace_connector(DjangoConnector().get_worker_connector()), pytest.raises(Refusal):
        refused()

    assert _waiting() == []
