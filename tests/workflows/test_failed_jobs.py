"""Misslyckade jobb i Mina uppgifter: each stands with those who may run it again, and is counted there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Board, Role
from audit.services import follow_up
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, PATRIK, ROLF, RUT, SIV
from tests.cases.pages import as_, text
from tests.config import strict_html
from workflows import services
from workflows.selectors import inbox
from workflows.selectors.inbox import Filter

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("send_for_signing")]
INBOX = "/uppgifter/"
FAILED = "Jobbet Gör överenskommelsen som pdf misslyckades"


def _fail_the_pdf() -> int:
    """The job of the walk's matter has used up its runs."""
    way = builders.the_walk()
    way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload=builders.agreement(way))
    return _give_up(Task.objects.get(process__caseprocess__case=way.case_id, status="SCHEDULED"))


def _give_up(task: Task) -> int:
    _set_failed("args->>'task_id' = %s", str(task.pk))
    services.give_up_job_task(task_id=task.pk, at=timezone.now())
    return int(task.pk)


def _set_failed(which: str, value: str | int) -> None:
    with connection.cursor() as cursor:
        for status in ("doing", "failed"):
            cursor.execute(f"UPDATE procrastinate_jobs SET status = '{status}' WHERE {which}", [value])


def _titles(name: str, place: str = "") -> list[str]:
    return [line.title for line in inbox.todo_page(builders.actor(name), Filter(place=place)).rows]


def test_a_job_that_failed_waits_with_the_registry_and_with_who_operates_and_with_nobody_else() -> None:
    before = {name: inbox.count_todo(builders.actor(name)) for name in (RUT, ROLF, IDA, CATARINA, PATRIK, SIV, OLLE)}

    _fail_the_pdf()

    assert _titles(RUT)[0] == _titles(ROLF)[0] == FAILED
    assert _titles(RUT, Role.REGISTRAR) == [FAILED]
    assert _titles(IDA) == [FAILED]
    assert FAILED not in _titles(CATARINA) + _titles(PATRIK) + _titles(SIV) + _titles(OLLE)
    for name in (RUT, ROLF, IDA):
        assert inbox.count_todo(builders.actor(name)) == inbox.counts(builders.actor(name))[0] == before[name] + 1
    for name in (PATRIK, SIV, OLLE):
        assert inbox.count_todo(builders.actor(name)) == before[name]


def test_the_registrar_opens_it_from_the_list_and_runs_it_again() -> None:
    failed = _fail_the_pdf()
    rut, case = as_(RUT), builders.the_walk().case()
    page = rut.get(INBOX)
    way = reverse("retry_job", args=[case.uuid, failed])
    assert way in page.content.decode()
    words = strict_html.text(page)
    assert f"{FAILED} Brådskande {case.entry.printed_number}" in words
    assert case.entry.public_subject in words

    rut.post(way, {"key": "a"})

    assert FAILED not in _titles(RUT) + _titles(IDA)


def test_who_operates_reads_the_number_and_nothing_else_of_the_matter() -> None:
    failed = _fail_the_pdf()
    case = builders.the_walk().case()

    page = as_(IDA).get(INBOX)

    assert reverse("retry_failed", args=["process", failed]) in page.content.decode()
    words = strict_html.text(page)
    assert FAILED in words
    assert case.entry.printed_number in words
    assert case.entry.public_subject not in words
    assert "Undertecknande" not in [line.step for line in page.context["page"].rows]


def test_a_secret_matters_job_is_in_no_list_of_a_registrar_who_is_not_on_its_own() -> None:
    _fail_the_pdf()
    builders.mark_secret(builders.the_walk())
    subject = builders.the_walk().case().entry.public_subject

    assert FAILED not in _titles(ROLF)
    assert inbox.count_todo(builders.actor(ROLF)) == len(_titles(ROLF))
    assert _titles(IDA) == [FAILED]
    assert subject not in text(as_(IDA), INBOX)


def test_a_registrar_of_another_board_has_nothing_to_do_with_it() -> None:
    _fail_the_pdf()
    other = Board.objects.exclude(code="KS").order_by("pk")[0]

    assert FAILED not in [
        line.title
        for line in inbox.todo_page(builders.give_role(OLLE, Role.REGISTRAR, board_id=other.pk), Filter()).rows
    ]


def test_what_was_given_up_leaves_who_operates_and_stays_with_the_registry() -> None:
    failed = _fail_the_pdf()

    as_(IDA).post(reverse("give_up_failed", args=["process", failed]), {"key": "a", "reason": "Mallen saknas."})

    assert (_titles(IDA), FAILED in _titles(RUT)) == ([], True)


def test_who_operates_and_is_registrar_as_well_has_what_was_given_up_and_runs_it_again_in_the_matter() -> None:
    failed = _fail_the_pdf()
    builders.give_role(IDA, Role.REGISTRAR)
    assert reverse("retry_failed", args=["process", failed]) in as_(IDA).get(INBOX).content.decode()

    as_(IDA).post(reverse("give_up_failed", args=["process", failed]), {"key": "a", "reason": "Mallen saknas."})

    in_the_matter = reverse("retry_job", args=[builders.the_walk().case().uuid, failed])
    page = as_(IDA).get(INBOX).content.decode()
    assert in_the_matter in page
    assert reverse("retry_failed", args=["process", failed]) not in page
    assert FAILED in _titles(IDA, Role.REGISTRAR)
    assert _titles(IDA, Role.IT_ADMIN) == []
    assert inbox.count_todo(builders.actor(IDA)) == len(_titles(IDA))

    as_(IDA).post(in_the_matter, {"key": "b"})

    assert FAILED not in _titles(IDA)


def test_a_job_outside_the_matters_is_a_task_of_who_operates() -> None:
    job = follow_up("diarium.scan", sha256="0" * 64)
    _set_failed("id = %s", job)

    page = as_(IDA).get(INBOX)

    assert reverse("retry_failed", args=["queue", job]) in page.content.decode()
    assert _titles(IDA) == ["Jobbet Pröva en fil i karantän misslyckades"]
    assert _titles(RUT) == []
    assert inbox.count_todo(builders.actor(IDA)) == 1


def test_many_failed_jobs_are_read_in_as_many_queries_as_one_and_paged() -> None:
    failed = Task.objects.get(pk=_fail_the_pdf())
    follow_up("diarium.scan", sha256="0" * 64)
    _set_failed("task_name = %s", "diarium.scan")
    rut, ida = as_(RUT), as_(IDA)
    _queries(rut), _queries(ida)
    few = [_queries(rut), _queries(ida)]
    for _number in range(60):
        failed.pk = None
        failed.save(force_insert=True)

    many = [_queries(rut), _queries(ida)]

    assert many == few
    assert max(many) <= 15
    first = inbox.todo_page(builders.actor(IDA), Filter())
    rest = inbox.todo_page(builders.actor(IDA), Filter(), after=first.following)
    assert (len(first.rows), len(rest.rows)) == (50, 12)
    back = inbox.todo_page(builders.actor(IDA), Filter(), before=rest.previous)
    assert [line.url for line in back.rows] == [line.url for line in first.rows]


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(INBOX).status_code == 200
    return len(asked)
