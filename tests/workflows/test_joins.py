"""Föreningar: the branches of one fan wait for each other, and for no other fan of the same fork."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone
from viewflow.workflow.models import Task

from cases.models import SignatureSlot
from cases.services.case import lock_case
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA
from tests.workflows.definitions import Body, published
from workflows import services
from workflows.services.door import finish

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("send_for_signing")]


def _with_a_witness(nodes: Body) -> None:
    """In the branch of each party there are two: who signs, and who sees it."""
    nodes["each_signer"]["each"] = "two"
    nodes["two"] = {"kind": "split", "title": "Två", "branches": ["sign_agreement", "witness"], "next": "seen"}
    nodes["seen"] = {"kind": "join", "title": "Sett", "next": "all_signed"}
    for name in ("sign_agreement", "confirm_signature"):
        for path in nodes[name]["outcomes"].values():
            path["next"] = "seen" if path["next"] == "all_signed" else path["next"]
    decline = nodes["sign_agreement"]["outcomes"]["decline"]
    nodes["witness"] = {**nodes["sign_agreement"], "title": "Bevittna", "outcomes": {"decline": decline}}


def _end(way: walk.Walk, node: str, outcome: str, item: int) -> None:
    """The token of the task goes on; no step is taken."""
    task = Task.objects.select_related("process__caseprocess", "owner").get(pk=way.task(node, item))
    with transaction.atomic():
        finish(task, outcome, case=lock_case(way.case_id), actor=builders.actor(CAMILLA), at=timezone.now())


def _joins(name: str) -> list[tuple[int | None, str]]:
    """What each open or passed join is about, and how it stands."""
    rows = Task.objects.filter(flow_task_type="JOIN", process__caseprocess__active=True).order_by("pk")
    return [(task.data.get("item"), task.status) for task in rows if task.flow_task.name == name]


@pytest.mark.allows_inconsistency
def test_two_fans_of_one_fork_in_the_branches_of_another_wait_each_for_itself() -> None:
    way = builders.the_walk()
    newer = published(_with_a_witness)
    services.move_matter(case_id=way.case_id, definition_id=newer.pk, actor=builders.actor(IDA), at=timezone.now())
    way.perform(CATARINA, "draw_up_agreement", "send_for_signing", payload=builders.agreement(way))
    builders.run_process_jobs(way)
    first, second, _third = SignatureSlot.objects.order_by("position").values_list("pk", flat=True)
    assert builders.open_tasks(way) == ["sign_agreement", "witness"] * 3

    _end(way, "witness", "decline", first)
    _end(way, "sign_agreement", "sign", second)
    assert _joins("seen") == [(first, "STARTED"), (second, "STARTED")]
    _end(way, "sign_agreement", "sign", first)

    assert _joins("seen") == [(first, "DONE"), (second, "STARTED")]
    assert _joins("all_signed") == [(None, "STARTED")]
