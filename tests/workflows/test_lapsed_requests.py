"""Begäranden som blivit över: a job or a repair ends one that the state of the matter has left behind."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone
from viewflow.workflow.models import Task

from audit.selectors import check_consistency
from tests import builders, damage
from tests.builders import CATARINA, IDA
from workflows import services
from workflows.models import ActRequest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.matter_before("send_for_signing")]
# What could be asked for only before the decision.
LEFT = "UPDATE workflows_actrequest SET act = 'withdraw', asked_as = 'ask_withdrawal'"


def _left_behind(owner: psycopg.Connection[Any]) -> ActRequest:
    request = builders.ask(builders.the_walk(), CATARINA, "renegotiate")
    damage.plant(owner, LEFT)
    return request


@pytest.mark.allows_inconsistency
def test_a_job_lets_it_lapse(owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload=builders.agreement(way))
    request = _left_behind(owner_connection)

    builders.run_process_jobs(way)

    request.refresh_from_db()
    assert (request.outcome, request.answered_by) == ("lapsed", None)
    assert request.answered_at is not None


@pytest.mark.allows_inconsistency
def test_a_repair_lets_it_lapse(owner_connection: psycopg.Connection[Any]) -> None:
    request = _left_behind(owner_connection)
    damage.plant(owner_connection, "UPDATE viewflow_task SET status = 'STARTED' WHERE status = 'ASSIGNED'")
    task = Task.objects.get(status="STARTED")

    services.repair(
        kind="started",
        row=task.pk,
        remedy="put_back",
        actor=builders.actor(IDA),
        at=timezone.now(),
        reason="Uppgiften stod still.",
        key=uuid4().hex,
    )

    request.refresh_from_db()
    assert (request.outcome, request.answered_by) == ("lapsed", builders.user(IDA))
    assert check_consistency() == []
