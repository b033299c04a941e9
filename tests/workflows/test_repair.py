"""Åtgärder: each fault that the check finds is shown to who sees to the operation, mended there, and gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from viewflow.workflow.models import Task

from accounts.capacity import SYSTEM
from audit.models import CheckRun, Event
from audit.selectors import check_consistency, verify
from audit.services import follow_up
from cases.services.export import order_export
from config import rehearsal
from config.demo import matters
from diarium import services as register
from diarium.models import Export
from tests import builders, damage
from tests.builders import CATARINA, IDA, RUT
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.workflows.repairs import DRIFT, Fault, check_again, see_and_mend
from workflows.selectors.job_consistency import WAITING
from workflows.selectors.remedies import REMEDIES, WITHOUT_REMEDY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allows_inconsistency]


ROOT = Path(__file__).resolve().parents[2]


PLACE_OF_KIND = {"Finding": 5, "_process": 4}


AT_CONFIRMATION = {
    "no process": Fault(
        "UPDATE workflows_caseprocess SET active = false;"
        " UPDATE viewflow_task SET status = 'CANCELED' WHERE status = 'NEW'",
        "no_process",
        "begin_again",
        ["confirm_decision"],
        "confirm_decision",
    ),
    "no task": Fault(
        "UPDATE viewflow_task SET status = 'CANCELED' WHERE status = 'NEW'",
        "no_task",
        "begin_again",
        ["confirm_decision"],
        "confirm_decision",
    ),
    "a process that is over": Fault(
        "UPDATE viewflow_process SET status = 'DONE'",
        "ended_active",
        "begin_again",
        ["record_decision"],
        "record_decision",
    ),
    "a task of a node that is gone": Fault(
        "UPDATE viewflow_task SET flow_task = replace(flow_task, 'confirm_decision', 'gone') WHERE status = 'NEW'",
        "no_node",
        "begin_again",
        ["confirm_decision"],
        "confirm_decision",
    ),
    "a process of a version that is gone": Fault(
        "UPDATE viewflow_process SET flow_class = replace(flow_class, '_v', '_v9');"
        " UPDATE viewflow_task SET flow_task = replace(flow_task, '_v', '_v9')",
        "no_node",
        "begin_again",
        ["confirm_decision"],
        "confirm_decision",
    ),
    "a task in the wrong state": Fault(
        "UPDATE viewflow_task SET flow_task = replace(flow_task, 'confirm_decision', 'write_report')"
        " WHERE status = 'NEW'",
        "wrong_state",
        "begin_again",
        ["confirm_decision"],
        "confirm_decision",
    ),
    "a task that was begun": Fault(
        "UPDATE viewflow_task SET status = 'STARTED' WHERE status = 'NEW'", "started", "put_back", ["confirm_decision"]
    ),
    "a step that led nowhere": Fault(
        "DELETE FROM workflows_deadline WHERE task_id = (SELECT max(id) FROM viewflow_task);"
        " DELETE FROM viewflow_task_previous WHERE from_task_id = (SELECT max(id) FROM viewflow_task);"
        " DELETE FROM viewflow_task WHERE id = (SELECT max(id) FROM viewflow_task)",
        "lost_way",
        "go_on",
        ["confirm_decision"],
    ),
}


@pytest.mark.matter_before("confirm_decision")
@pytest.mark.parametrize("fault", AT_CONFIRMATION.values(), ids=AT_CONFIRMATION.keys())
def test_a_fault_is_found_shown_mended_and_gone(fault: Fault, owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    state = way.case().state
    damage.plant(owner_connection, fault.statement)

    see_and_mend(fault)

    assert check_consistency() == []
    assert builders.open_tasks(way) == fault.waits
    assert way.case().state == state
    assert Event.objects.filter(stream=way.case().stream, verb="process_repaired").count() == 1
    assert verify().findings == []
    matters.run_jobs()
    assert CheckRun.objects.filter(kind="consistency").order_by("-pk")[0].found == 0
    assert "Allt hänger ihop." in text(as_(IDA), DRIFT)


@pytest.mark.matter_before("confirm_decision")
def test_the_matter_goes_on_after_a_repair(owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    damage.plant(owner_connection, AT_CONFIRMATION["a step that led nowhere"].statement)
    see_and_mend(AT_CONFIRMATION["a step that led nowhere"])

    way.perform(RUT, "confirm_decision", "confirm")

    assert builders.open_tasks(way) == ["draw_up_agreement"]


@pytest.mark.matter_before("end")
def test_the_process_of_a_closed_matter_is_ended(owner_connection: psycopg.Connection[Any]) -> None:
    damage.plant(owner_connection, "UPDATE workflows_caseprocess SET active = true")

    see_and_mend(Fault("", "ended_with_process", "end_process", []))

    assert check_consistency() == []


@pytest.mark.matter_before("end")
def test_the_entry_of_a_closed_matter_is_closed() -> None:
    register.reopen_entry(entry_id=builders.the_walk().case().entry_id, actor=SYSTEM, at=timezone.now())

    see_and_mend(Fault("", "open_entry", "close_entry", []))

    assert builders.the_walk().case().entry.status == "closed"
    assert check_consistency() == []


@pytest.mark.matter_before("end")
def test_an_entry_that_its_log_contradicts_is_not_mended_from_the_page(
    owner_connection: psycopg.Connection[Any],
) -> None:
    damage.plant(owner_connection, "UPDATE diarium_diaryentry SET status = 'open'")
    case = builders.the_walk().case()
    url = reverse("mend_finding", args=["open_entry", case.pk])

    answer = as_(IDA).post(url, {"remedy": "close_entry", "key": "a", "reason": "Fel."})

    assert answer.status_code == 422
    assert "stämmer inte med sin logg" in strict_html.text(answer)


@pytest.mark.matter_before("record_decision")
def test_a_task_whose_job_is_lost_has_it_again(owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    builders.decide(way, "rejected")
    damage.plant(owner_connection, "DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")

    see_and_mend(Fault("", "no_job", "queue_again", []))
    matters.run_jobs()

    assert builders.open_tasks(way) == ["distribute"]
    assert check_consistency() == []


@pytest.mark.matter_before("record_decision")
def test_a_job_without_its_task_is_struck(owner_connection: psycopg.Connection[Any]) -> None:
    job = follow_up("workflows.run_job", run_at=None, task_id=999999)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 day' WHERE id = %s", [job])

    see_and_mend(Fault("", "orphan_job", "drop_job", []))

    assert ProcrastinateJob.objects.get(pk=job).status == "cancelled"
    assert check_consistency() == []
    assert Event.objects.filter(stream="system", verb="fault_repaired").count() == 1


@pytest.mark.matter_before("distribute")
def test_a_mail_that_nobody_will_send_is_queued_again(owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    way.perform(RUT, "distribute", "distribute", payload={"left_out": [_joint()]})
    damage.plant(owner_connection, "DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")
    found = [one for one in check_consistency() if one.kind == "no_delivery"]
    assert found

    for _one in found:
        _see_and_mend_one()

    assert check_consistency() == []


def _see_and_mend_one() -> None:
    found = next(one for one in check_consistency() if one.kind == "no_delivery")
    url = reverse("mend_finding", args=[found.kind, found.row])
    as_(IDA).post(url, {"remedy": "queue_again", "key": str(found.row), "reason": "Kön tömdes."})


def _joint() -> int:
    from accounts.models import Board

    return Board.objects.get(code="SÖFN").pk


@pytest.mark.matter_before("confirm_decision")
def test_a_process_that_no_matter_holds_is_ended(owner_connection: psycopg.Connection[Any]) -> None:
    damage.plant(
        owner_connection,
        "INSERT INTO viewflow_process (flow_class, status, created, data)"
        " SELECT flow_class, 'NEW', now(), '{}' FROM viewflow_process LIMIT 1",
    )

    see_and_mend(Fault("", "orphan_process", "end_process", []))

    assert check_consistency() == []


@pytest.mark.matter_before("approve")
def test_an_open_task_of_an_ended_process_leaves_the_lists(owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    task = way.task("approve_deputy")
    builders.intervene(way, CATARINA, "take_back")
    damage.plant(owner_connection, f"UPDATE viewflow_task SET status = 'NEW' WHERE id = {task}")

    see_and_mend(Fault("", "orphan_task", "end_process", []))

    assert check_consistency() == []
    assert Task.objects.get(pk=task).status == "CANCELED"


@pytest.mark.matter_before("confirm_decision")
def test_what_the_log_denies_is_not_mended_from_the_page(owner_connection: psycopg.Connection[Any]) -> None:
    damage.plant(owner_connection, "UPDATE cases_case SET state = 'draft'")
    check_again()
    ida = as_(IDA)
    assert "Kan inte åtgärdas härifrån" in text(ida, DRIFT)
    wrong = next(one for one in check_consistency() if one.kind == "wrong_state")
    url = reverse("mend_finding", args=[wrong.kind, wrong.row])

    answer = ida.post(url, {"remedy": "begin_again", "step": "complete_case", "key": "a", "reason": "Fel."})

    assert answer.status_code == 422
    assert "stämmer inte med sin logg" in strict_html.text(answer)


@pytest.mark.matter_before("confirm_decision")
def test_an_export_that_nobody_makes_is_queued_again(owner_connection: psycopg.Connection[Any]) -> None:
    order_export(kind="arenden", format="csv", query={}, actor=builders.actor(RUT), at=timezone.now(), key="a")
    damage.plant(owner_connection, "DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")

    with rehearsal.post_office():
        see_and_mend(Fault("", "no_export", "queue_again", []))
        matters.run_jobs()

    assert Export.objects.get().status == "done"
    assert check_consistency() == []


def test_every_kind_of_finding_has_a_repair_or_is_named_as_having_none() -> None:
    kinds = {kind for path in ROOT.glob("*/selectors/**/*.py") for kind in _kinds_in(path)} | set(WAITING)

    assert len(kinds) > 20
    assert kinds == set(REMEDIES) | set(WITHOUT_REMEDY)
    assert not set(REMEDIES) & set(WITHOUT_REMEDY)


def _kinds_in(path: Path) -> Iterator[str]:
    """The kinds that the findings of a file are written with."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in PLACE_OF_KIND:
            place = PLACE_OF_KIND[call.func.id]
            kind = call.args[place] if len(call.args) > place else None
            if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                yield kind.value
