"""Avbrutna jobb: a worker that dies, a mail with an uncertain end, and work that cannot be done are never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinatePeriodicDefer

from accounts.models import Board
from cases import jobs
from cases.models import Case, Dispatch, DispatchReceipt
from cases.services import distribution
from cases.states import AttemptOutcome
from config import rehearsal, walk
from config.demo import matters
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, RUT
from tests.config.strict_html import text
from workflows import services
from workflows.definitions import NAMES

RUN, SEND = "workflows.run_job", "cases.deliver"
MOST_RUNS = 5


def _the_worker_dies_over(name: str, *, after: int = 0) -> None:
    """The jobs of the name are as a killed worker leaves them, after so many runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s WHERE task_name = %s AND status = 'todo'",
            [after, name],
        )


def _reap() -> None:
    app.configure_task("workflows.reap", queueing_lock="workflows.reap").defer(timestamp=0)
    matters.run_jobs()
    matters.run_jobs()


def _send_for_signing(way: walk.Walk) -> None:
    way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload=builders.agreement(way))


def _distribute(way: walk.Walk) -> None:
    joint = Board.objects.get(code="SÖFN").pk
    way.perform(RUT, "distribute", "distribute", payload={"left_out": [joint]})


def _mail() -> Dispatch:
    return Dispatch.objects.filter(channel="email").order_by("pk")[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("send_for_signing")
def test_a_job_whose_worker_died_is_run_again() -> None:
    way = builders.the_walk()
    _send_for_signing(way)
    _the_worker_dies_over(RUN)

    _reap()

    assert way.case().agreements.get().versions.get().document is not None
    assert "sign_agreement" in builders.open_tasks(way)


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("send_for_signing")
def test_a_job_that_kills_every_worker_is_given_up_where_it_is_seen() -> None:
    way = builders.the_walk()
    _send_for_signing(way)
    _the_worker_dies_over(RUN, after=4)

    _reap()

    assert ProcrastinateJob.objects.get(task_name=RUN, status__in=["doing", "failed", "todo"]).status == "failed"
    assert way.case().processes.get(active=True).task_set.filter(status="ERROR").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("send_for_signing")
def test_a_job_whose_last_failure_could_not_be_written_down_is_told_by_the_reaper() -> None:
    way = builders.the_walk()
    _send_for_signing(way)
    _the_worker_dies_over(RUN, after=4)
    with connection.cursor() as cursor:  # the database was away when the task should have said so
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = %s", [RUN])

    _reap()

    failed = way.case().processes.get(active=True).task_set.get(status="ERROR")
    services.retry_job_task(task_id=failed.pk, actor=builders.actor(RUT), at=timezone.now())
    matters.run_jobs()
    assert "sign_agreement" in builders.open_tasks(way)


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("send_for_signing")
def test_a_job_that_failed_is_told_on_the_matter_and_run_again_by_the_registrar(client: Client) -> None:
    way = builders.the_walk()
    _send_for_signing(way)
    _the_worker_dies_over(RUN, after=4)
    _reap()
    failed = way.case().processes.get(active=True).task_set.get(status="ERROR")
    again = reverse("retry_job", args=[way.case().uuid, failed.pk])
    client.force_login(builders.user(CATARINA))
    assert failed.data["log_id"] in text(client.get(reverse("case", args=[way.case().uuid])))
    assert client.post(again).status_code == 403
    client.force_login(builders.user(RUT))
    assert "Försök igen" in text(client.get(reverse("case", args=[way.case().uuid])))

    assert client.post(again, follow=True).status_code == 200
    matters.run_jobs()

    assert "sign_agreement" in builders.open_tasks(way)
    assert client.post(again).status_code == 404


class TemplateGone(RuntimeError):
    """What the work of a job may raise."""


def _fails(monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """The agreement's pdf is written, and then everything fails, so many times. Gives the failures that came."""
    work, failures = NAMES.jobs["render_agreement"], list[int]()

    def write_and_fail(case: Case, move: Any, prepared: bytes) -> None:
        work.apply(case, move, prepared)
        if len(failures) < times:
            failures.append(case.pk)
            raise TemplateGone

    monkeypatch.setitem(NAMES.jobs, "render_agreement", replace(work, apply=write_and_fail))
    return failures


def _waits() -> tuple[timedelta, int]:
    """How long the job rests before its next run, and how often it has been run; then let that time pass."""
    job = ProcrastinateJob.objects.get(task_name=RUN, status="todo")
    assert job.scheduled_at is not None
    waits = job.scheduled_at - timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = %s", [job.pk])
    return waits, job.attempts


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("send_for_signing")
def test_a_job_that_fails_twice_rests_longer_each_time_and_has_one_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    way = builders.the_walk()
    _send_for_signing(way)
    failures = _fails(monkeypatch, 2)

    matters.run_jobs()
    first, runs = _waits()
    assert (runs, builders.open_tasks(way)) == (1, ["render_agreement"])
    matters.run_jobs()
    second, runs = _waits()
    assert (runs, builders.open_tasks(way)) == (2, ["render_agreement"])
    assert timedelta(0) < first < second
    matters.run_jobs()
    matters.run_jobs()

    assert len(failures) == 2
    assert set(builders.open_tasks(way)) == {"sign_agreement"}
    assert Document.objects.filter(entry__case=way.case_id, kind="agreement").count() == 1
    assert ProcrastinateJob.objects.get(task_name=RUN, status="succeeded").attempts == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("send_for_signing")
def test_a_job_that_fails_as_often_as_it_may_is_given_up_where_a_person_runs_it_again(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    way = builders.the_walk()
    _send_for_signing(way)
    failures = _fails(monkeypatch, MOST_RUNS)

    for _run in range(MOST_RUNS - 1):
        matters.run_jobs()
        _waits()
    assert not way.case().processes.get(active=True).task_set.filter(status="ERROR").exists()
    matters.run_jobs()

    assert len(failures) == MOST_RUNS
    assert ProcrastinateJob.objects.get(task_name=RUN, status="failed").attempts == MOST_RUNS
    failed = way.case().processes.get(active=True).task_set.get(status="ERROR")
    assert failed.data["failed"] == "TemplateGone"
    client.force_login(builders.user(RUT))
    assert "Försök igen" in text(client.get(reverse("case", args=[way.case().uuid])))
    assert client.post(reverse("retry_job", args=[way.case().uuid, failed.pk]), follow=True).status_code == 200
    matters.run_jobs()
    assert set(builders.open_tasks(way)) == {"sign_agreement"}


@pytest.mark.django_db(transaction=True)
def test_the_jobs_that_wait_are_run_whatever_the_clock_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "periodic_defaults", {"max_delay": timedelta(days=1).total_seconds()})

    before = ProcrastinatePeriodicDefer.objects.count()

    _reap()

    assert ProcrastinatePeriodicDefer.objects.count() == before
    assert app.periodic_registry.periodic_tasks


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("distribute")
def test_a_mail_whose_worker_died_is_sent_once() -> None:
    _distribute(builders.the_walk())
    _the_worker_dies_over(SEND)
    mails = Dispatch.objects.filter(channel="email").count()

    with rehearsal.post_office() as office:
        _reap()

    assert len(office.letters) == mails
    assert not Dispatch.objects.filter(channel="email").exclude(state="sent").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("distribute")
def test_a_mail_that_kills_every_worker_is_mended_by_a_person() -> None:
    _distribute(builders.the_walk())
    _the_worker_dies_over(SEND, after=4)

    _reap()

    assert set(Dispatch.objects.filter(channel="email").values_list("state", flat=True)) == {"unknown"}


def _attempt(row: Dispatch, outcome: AttemptOutcome) -> str:
    begun = distribution.begin_attempt(dispatch_id=row.pk, at=timezone.now())
    assert begun is not None
    return _ended(begun[1].pk, outcome)


def _ended(attempt: int, outcome: AttemptOutcome) -> str:
    return distribution.end_attempt(
        attempt_id=attempt, outcome=outcome, detail="451", last_try=False, at=timezone.now()
    )


@pytest.mark.django_db
@pytest.mark.matter_before("distribute")
def test_a_postponed_mail_after_an_uncertain_one_leaves_its_receipt() -> None:
    _distribute(builders.the_walk())
    row = _mail()
    _attempt(row, AttemptOutcome.UNKNOWN)

    assert _attempt(row, AttemptOutcome.DEFERRED) == "unknown"

    assert DispatchReceipt.objects.count() == 2
    assert _attempt(row, AttemptOutcome.ACCEPTED) == "sent"


@pytest.mark.django_db
@pytest.mark.matter_before("distribute")
def test_an_answer_that_comes_late_does_not_undo_a_letter() -> None:
    _distribute(builders.the_walk())
    row = _mail()
    _attempt(row, AttemptOutcome.UNKNOWN)
    begun = distribution.begin_attempt(dispatch_id=row.pk, at=timezone.now())
    assert begun is not None
    distribution.mark_sent_by_letter(dispatch_id=row.pk, actor=builders.actor(RUT), at=timezone.now())

    _ended(begun[1].pk, AttemptOutcome.REFUSED)

    row.refresh_from_db()
    assert (row.state, row.channel) == ("sent", "letter")


@pytest.mark.django_db
@pytest.mark.matter_before("distribute")
def test_a_mail_whose_file_is_gone_is_mended_by_a_person(settings: object, tmp_path: object) -> None:
    _distribute(builders.the_walk())
    settings.BLOB_ROOT = tmp_path  # type: ignore[attr-defined]

    with pytest.raises(LookupError):
        jobs.send_one(_mail().pk, last_try=False)

    assert _mail().state == "unknown"
