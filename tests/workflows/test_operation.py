"""Drift: who sees it, what it says of the queue and of failed jobs, and what it never says of a matter."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from audit.models import CheckRun, Event
from audit.selectors import Finding
from audit.services import follow_up, record_check
from config.demo import matters
from diarium import services as register
from tests import builders, damage
from tests.builders import CATARINA, IDA, OLLE, RUT
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from workflows import services
from workflows.selectors.failed_jobs import JOB_WORDS
from workflows.selectors.remedies import MATTERS

DRIFT = "/administration/drift/"
ROOMS = ("audit", "accounts", "diarium", "cases", "workflows", "meetings", "config")


def _fail(name: str, **arguments: Any) -> int:
    """A job that has used up its runs."""
    job = follow_up(name, **arguments)
    _set_failed(job)
    return job


def _set_failed(job: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 5 WHERE id = %s", [job])


def _alive() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")


def _checked() -> None:
    now = timezone.now()
    record_check("consistency", started_at=now, ended_at=now, checked=1, findings=[])


@pytest.mark.django_db
@pytest.mark.matter_before("confirm_decision")
def test_all_is_well_when_it_is() -> None:
    _alive()
    _checked()

    words = text(as_(IDA), DRIFT)

    assert "Allt fungerar." in words
    assert "Allt hänger ihop." in words
    assert "Inget jobb har misslyckats." in words
    assert "Kontrollera att allt hänger ihop" in words


def test_every_job_of_ours_has_its_words() -> None:
    ours = {name for name in app.tasks if name.partition(".")[0] in ROOMS}

    assert {"workflows.run_job", "cases.wake_due"} <= ours
    assert ours <= set(JOB_WORDS)
    assert {name for name, _id in app.periodic_registry.periodic_tasks} <= set(JOB_WORDS)


def test_the_clock_starts_each_sweep_at_its_hour() -> None:
    found = {name: task.cron for (name, _id), task in app.periodic_registry.periodic_tasks.items()}

    assert found == {
        "audit.sweep_requests": "17 * * * *",
        "audit.verify": "0 5 * * *",
        "cases.sweep_exports": "41 3 * * *",
        "cases.sweep_nudges": "20 * * * *",
        "cases.sweep_watches": "27 * * * *",
        "cases.wake_due": "7 * * * *",
        "workflows.check_consistency": "30 2 * * *",
        "workflows.reap": "* * * * *",
        "workflows.remind": "17 * * * *",
    }


@pytest.mark.django_db
@pytest.mark.matter_before("open_case")
def test_it_is_said_that_nobody_works_and_nothing_was_checked() -> None:
    words = text(as_(IDA), DRIFT)

    assert "Allt fungerar." not in words
    assert "Ingen arbetare är i gång. Jobb blir inte gjorda." in words
    assert "Registret är inte kontrollerat än." in words


@pytest.mark.django_db
@pytest.mark.matter_before("confirm_decision")
def test_a_queue_that_stands_still_is_told() -> None:
    _alive()
    job = follow_up("diarium.scan", sha256="0" * 64)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '31 minutes' WHERE job_id = %s", [job])

    assert "Kön files står still: det äldsta jobbet har väntat i 31 minuter." in text(as_(IDA), DRIFT)


@pytest.mark.django_db
@pytest.mark.matter_before("confirm_decision")
def test_only_it_sees_to_the_operation() -> None:
    for name in (RUT, CATARINA, OLLE):
        assert as_(name).get(DRIFT).status_code == 403
        assert as_(name).post(reverse("check_now")).status_code == 403
    assert "Drift" in text(as_(IDA), "/administration/")
    assert "Drift" not in text(as_(RUT), "/administration/")
    assert as_(IDA).get(reverse("mend_finding", args=["no_task", 1])).status_code == 404
    assert as_(IDA).get(reverse("mend_finding", args=["nothing", 1])).status_code == 404
    assert as_(IDA).get(reverse("retry_failed", args=["queue", 1])).status_code == 404
    assert as_(IDA).get(reverse("give_up_failed", args=["nowhere", 1])).status_code == 404


@pytest.mark.django_db
@pytest.mark.matter_before("confirm_decision")
def test_a_check_that_is_asked_for_twice_is_made_once() -> None:
    ida = as_(IDA)
    ida.post(reverse("check_now"))
    ida.post(reverse("check_now"))

    assert ProcrastinateJob.objects.filter(task_name="workflows.check_consistency", status="todo").count() == 1
    assert "Kontrollen körs." in text(ida, DRIFT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("confirm_decision")
def test_the_check_of_the_night_writes_down_what_it_found() -> None:
    before = CheckRun.objects.count()
    services.order_check(actor=builders.actor(IDA))
    matters.run_jobs()

    assert CheckRun.objects.count() > before
    run = CheckRun.objects.filter(kind="consistency").order_by("-pk")[0]
    assert (run.checked, run.found) == (1, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("send_for_signing")
def test_a_job_of_a_matter_that_failed_is_run_again_from_the_operation() -> None:
    way = builders.the_walk()
    way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload=builders.agreement(way))
    failed = _failed_task(way.case_id)
    ida = as_(IDA)
    words = text(ida, DRIFT)
    assert "Gör överenskommelsen som pdf" in words
    assert way.case().entry.printed_number in words
    assert "1 jobb har misslyckats." in words

    answer = ida.post(reverse("retry_failed", args=["process", failed]), {"key": "a"}, follow=True)
    assert "Jobbet körs igen." in strict_html.text(answer)
    assert ida.post(reverse("retry_failed", args=["process", failed]), {"key": "a"}).status_code == 302
    matters.run_jobs()

    assert "sign_agreement" in builders.open_tasks(way)
    assert Event.objects.filter(verb="job_retried").count() == 1


def _failed_task(case_id: int) -> int:
    from viewflow.workflow.models import Task

    task = Task.objects.get(process__caseprocess__case=case_id, status="SCHEDULED")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE args->>'task_id' = %s", [str(task.pk)])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'task_id' = %s", [str(task.pk)])
    services.give_up_job_task(task_id=task.pk, at=timezone.now())
    return int(task.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("send_for_signing")
def test_a_job_that_is_given_up_leaves_the_list_and_stays_with_the_matter(client: Client) -> None:
    way = builders.the_walk()
    way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload=builders.agreement(way))
    failed = _failed_task(way.case_id)
    ida, where = as_(IDA), reverse("give_up_failed", args=["process", failed])
    assert ida.post(where, {"key": "a", "reason": " "}).status_code == 422

    ida.post(where, {"key": "a", "reason": "Mallen saknas."})

    assert "Inget jobb har misslyckats." in text(ida, DRIFT)
    assert Event.objects.filter(stream=way.case().stream, verb="job_given_up").count() == 1
    client.force_login(builders.user(RUT))
    assert "Försök igen" in strict_html.text(client.get(reverse("case", args=[way.case().uuid])))
    services.retry_job_task(task_id=failed, actor=builders.actor(RUT), at=timezone.now())
    _failed_task(way.case_id)
    assert "Gör överenskommelsen som pdf" in text(ida, DRIFT)


@pytest.mark.django_db
@pytest.mark.matter_before("confirm_decision")
def test_a_job_outside_the_matters_is_run_again_or_given_up() -> None:
    again, never = _fail("diarium.scan", sha256="0" * 64), _fail("diarium.scan", sha256="1" * 64)
    ida = as_(IDA)
    assert text(ida, DRIFT).count("Pröva en fil i karantän") >= 2

    ida.post(reverse("retry_failed", args=["queue", again]), {"key": "a"})
    ida.post(reverse("give_up_failed", args=["queue", never]), {"key": "b", "reason": "Filen är borta."})

    assert ProcrastinateJob.objects.get(pk=again).status == "todo"
    assert ProcrastinateJob.objects.get(pk=never).status == "cancelled"
    assert "Inget jobb har misslyckats." in text(ida, DRIFT)
    verbs = Event.objects.filter(stream="system").order_by("seq").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["system_job_retried", "system_job_given_up"]


@pytest.mark.django_db
@pytest.mark.matter_before("confirm_decision")
def test_a_sweep_that_failed_once_is_forgotten_when_it_went_well() -> None:
    _fail("workflows.reap", queueing_lock="workflows.reap", timestamp=0)
    assert "1 jobb har misslyckats." in text(as_(IDA), DRIFT)
    later = follow_up("workflows.reap", queueing_lock="workflows.reap", timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [later])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [later])

    assert "Inget jobb har misslyckats." in text(as_(IDA), DRIFT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.allows_inconsistency
@pytest.mark.matter_before("confirm_decision")
def test_of_a_secret_matter_the_operation_reads_the_number_alone(owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    register.mark_entry_secret(
        entry_id=way.case().entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )
    damage.plant(owner_connection, "UPDATE viewflow_task SET status = 'STARTED' WHERE status = 'NEW'")
    services.order_check(actor=builders.actor(IDA))
    matters.run_jobs()
    ida = as_(IDA)
    page = ida.get(DRIFT)
    case, words = way.case(), page.content.decode()
    assert case.entry.printed_number in words

    task = way_task(case.pk)
    mend = ida.get(reverse("mend_finding", args=["started", task])).content.decode()

    for shown in (words, mend):
        assert case.entry.public_subject not in shown
        assert str(case.uuid) not in shown
        assert "Lokalpolis" not in shown


def way_task(case_id: int) -> int:
    from viewflow.workflow.models import Task

    return int(Task.objects.get(process__caseprocess__case=case_id, status="STARTED", flow_task_type="HUMAN").pk)


@pytest.mark.django_db
@pytest.mark.matter_before("confirm_decision")
def test_the_page_asks_as_much_of_the_database_whatever_it_has_to_tell(django_assert_max_num_queries: Budget) -> None:
    ida, now = as_(IDA), timezone.now()
    for number in range(12):
        _fail("diarium.scan", sha256=f"{number:064}")
    found = [Finding("E-X", "x", "one", "other", "Något är fel.", kind, row) for kind in MATTERS for row in range(1, 5)]
    record_check("consistency", started_at=now, ended_at=now, checked=1, findings=found)

    with django_assert_max_num_queries(15):
        words = text(ida, DRIFT)

    assert words.count("Något är fel.") == len(found)
