"""Spärrarna för fristående uppgifter: what no door does, tried with raw SQL, and what the database says to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from viewflow.workflow.models import Task

from tests import beside, builders
from tests.builders import CATARINA, PATRIK
from workflows import services
from workflows.services.inbox import remind

pytestmark = [pytest.mark.matter_before("conclude_analysis"), pytest.mark.django_db(transaction=True)]

SAME = (
    "INSERT INTO workflows_adhoctask (case_id, text, owner_id, role, created_at, created_by_id, given_at, state,"
    " comment, ended_at, ended_by_id) SELECT case_id, {text}, owner_id, {role}, created_at, created_by_id, given_at,"
    " {state}, '', {ended} FROM workflows_adhoctask"
)
AS_IT_IS = {"text": "text", "role": "role", "state": "'open'", "ended": "NULL, NULL"}
NUDGE = (
    'INSERT INTO workflows_nudge (uuid, task_id, ad_hoc_id, sent_by_id, sent_to_id, "on", at)'
    ' SELECT gen_random_uuid(), {task}, {ad_hoc}, sent_by_id, {to}, "on", at FROM workflows_nudge WHERE {which}'
)
READ = (
    "INSERT INTO workflows_taskread (user_id, task_id, ad_hoc_id)"
    " SELECT user_id, {task}, {ad_hoc} FROM workflows_taskread WHERE {which}"
)


def _again(**changes: str) -> str:
    return SAME.format(**{**AS_IT_IS, **changes})


REFUSED = {
    "a task is not deleted": ("DELETE FROM workflows_adhoctask", "permission denied"),
    "tasks are not emptied": ("TRUNCATE workflows_adhoctask CASCADE", "permission denied"),
    "its words stay": ("UPDATE workflows_adhoctask SET text = 'Annat'", "never change"),
    "it stays in its matter": ("UPDATE workflows_adhoctask SET case_id = case_id + 1", "never change"),
    "its group stays": ("UPDATE workflows_adhoctask SET role = 'registrar'", "never change"),
    "its giver stays": ("UPDATE workflows_adhoctask SET created_by_id = owner_id", "never change"),
    "it does not change without event": ("UPDATE workflows_adhoctask SET due = '2030-01-01'", "no event tells"),
    "it does not begin without event": (_again(), "no event tells"),
    "it begins open": (_again(state="'done'", ended="now(), owner_id"), "begins open"),
    "it says what": (_again(text="''"), "workflows_ad_hoc_says_what"),
    "its group is one there is": (_again(role="'friends'"), "workflows_ad_hoc_role"),
    "it is always somebody's": ("UPDATE workflows_adhoctask SET owner_id = NULL", "workflows_ad_hoc_is_somebodys"),
    "it ends by somebody": ("UPDATE workflows_adhoctask SET state = 'done'", "ends_with_who_and_when"),
    "it ends in a way there is": (
        "UPDATE workflows_adhoctask SET state = 'gone', ended_at = now(), ended_by_id = owner_id",
        "workflows_ad_hoc_state",
    ),
    "what cannot be done says why": (
        "UPDATE workflows_adhoctask SET state = 'cannot', ended_at = now(), ended_by_id = owner_id",
        "workflows_ad_hoc_cannot_says_why",
    ),
    "a reminder is written once": ("UPDATE workflows_nudge SET at = now()", "permission denied"),
    "it is not deleted": ("DELETE FROM workflows_nudge", "permission denied"),
    "it is one a day of a task": (
        NUDGE.format(task="task_id", ad_hoc="NULL", to="sent_to_id", which="task_id IS NOT NULL"),
        "workflows_nudge_once_a_day",
    ),
    "it is one a day of a task beside the flow": (
        NUDGE.format(task="NULL", ad_hoc="ad_hoc_id", to="sent_to_id", which="ad_hoc_id IS NOT NULL"),
        "workflows_ad_hoc_nudge_once_a_day",
    ),
    "it is of some task": (
        NUDGE.format(task="NULL", ad_hoc="NULL", to="sent_to_id", which="true"),
        "workflows_nudge_one_task",
    ),
    "it goes to another": (
        NUDGE.format(task="NULL", ad_hoc="ad_hoc_id", to="sent_by_id", which="ad_hoc_id IS NOT NULL"),
        "workflows_nudge_to_another",
    ),
    "what is read is some task": (READ.format(task="NULL", ad_hoc="NULL", which="true"), "workflows_read_one_task"),
    "and one task": ("UPDATE workflows_taskread SET task_id = 0, ad_hoc_id = 0", "workflows_read_one_task"),
    "a task is read once": (
        READ.format(task="task_id", ad_hoc="NULL", which="task_id IS NOT NULL"),
        "workflows_task_read_once",
    ),
    "so is one beside the flow": (
        READ.format(task="NULL", ad_hoc="ad_hoc_id", which="ad_hoc_id IS NOT NULL"),
        "workflows_ad_hoc_read_once",
    ),
}


@pytest.fixture
def what_there_is() -> None:
    """A task beside the flow with a reminder, a task of the process with another, and both read."""
    given = beside.give(PATRIK)
    asked = Task.objects.get(flow_task_type="HUMAN", status="ASSIGNED")
    at = timezone.now()
    remind(actor=builders.actor(CATARINA), at=at, ad_hoc_id=given.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO workflows_nudge (uuid, task_id, sent_by_id, sent_to_id, "on", at)'
            " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s)",
            [asked.pk, builders.user(PATRIK).pk, builders.user(CATARINA).pk, at.date() - timedelta(days=1), at],
        )
        cursor.execute(
            "INSERT INTO workflows_taskread (user_id, task_id, ad_hoc_id) VALUES (%s, %s, NULL), (%s, NULL, %s)",
            [builders.user(PATRIK).pk, asked.pk, builders.user(PATRIK).pk, given.pk],
        )


def test_the_database_refuses_what_no_door_does(what_there_is: None) -> None:
    said = {}
    for attempt, (statement, _expected) in REFUSED.items():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
            said[attempt] = "let through"
        except DatabaseError as refusal:
            said[attempt] = str(refusal)

    wrong = {attempt: said[attempt] for attempt, (_sql, expected) in REFUSED.items() if expected not in said[attempt]}
    assert wrong == {}


def test_not_even_the_owner_takes_them_away(what_there_is: None, owner_connection: psycopg.Connection[Any]) -> None:
    for statement in (
        "DELETE FROM workflows_adhoctask",
        "TRUNCATE workflows_adhoctask CASCADE",
        "UPDATE workflows_nudge SET at = now()",
        "DELETE FROM workflows_nudge",
        "TRUNCATE workflows_nudge CASCADE",
    ):
        with pytest.raises(psycopg.Error, match=r"written once|never deleted"):
            owner_connection.execute(statement)


def test_a_task_that_has_ended_changes_no_more() -> None:
    task = beside.give(PATRIK)
    services.end_ad_hoc_task(
        ad_hoc_id=task.pk, outcome="done", comment="", actor=builders.actor(PATRIK), at=timezone.now(), key="end"
    )

    with pytest.raises(DatabaseError, match="has ended"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_adhoctask SET comment = 'Annat'")
