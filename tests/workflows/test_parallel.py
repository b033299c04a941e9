"""Parallella steg: fixed branches beside each other are done in any order and meet; who returns out of one ends all."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, PATRIK, ULLA
from tests.cases.pages import as_, text
from tests.workflows import kinds
from tests.workflows.definitions import Body, published, side_by_side, within_preparation
from workflows import services
from workflows.models import ProcessDefinition
from workflows.selectors import inbox
from workflows.services import AlreadyDone

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

SUBJECT = "Policy för trygga mötesplatser"
POINT = "Policyn för trygga mötesplatser antas."
TWO = ["approve_deputy", "approve_unit_head"]
WHO = {"approve_unit_head": ULLA, "approve_deputy": PATRIK}


def sent(number: int = 1, way: walk.Walk | None = None) -> walk.Walk:
    """Förslaget hos båda."""
    way = way or kinds.opened("policy", SUBJECT)
    kinds.written(way, kinds.content(f"{SUBJECT} {number}", (POINT,)), number=number)
    return way


def people_at(way: walk.Walk) -> list[str]:
    """The steps where a person has something to do; of two branches in any order."""
    return sorted(name for name in builders.open_tasks(way) if name not in ("both", "report_ready"))


def sends_back(way: walk.Walk, node: str, number: int = 1) -> None:
    way.perform(WHO[node], node, "return", number, payload={"comment": "Skriv ut kostnaden."})


@pytest.mark.parametrize("order", [TWO, TWO[::-1]], ids=["deputy first", "head first"])
def test_both_do_their_part_in_any_order_and_only_then_it_goes_on(order: list[str]) -> None:
    published(side_by_side, "policy")
    way = sent()
    assert people_at(way) == TWO

    way.perform(WHO[order[0]], order[0], "approve", 1)
    assert people_at(way) == [order[1]]
    way.perform(WHO[order[1]], order[1], "approve", 1)

    assert builders.open_tasks(way) == ["approve_director"]
    assert way.perform(CAMILLA, "approve_director", "approve", 1).state == "decision"


@pytest.mark.parametrize("first", [True, False], ids=["before the other", "after the other has approved"])
def test_who_returns_out_of_a_branch_ends_the_other_and_both_begin_anew(first: bool) -> None:
    published(side_by_side, "policy")
    way = sent()
    left = way.task("approve_unit_head")
    if not first:
        way.perform(ULLA, "approve_unit_head", "approve", 1)

    sends_back(way, "approve_deputy")

    assert builders.open_tasks(way) == ["write_report"]
    if first:
        assert Task.objects.get(pk=left).status == "CANCELED"
        with pytest.raises(AlreadyDone):
            _approve(left)
        assert SUBJECT not in str([line.subject for line in inbox.todo_page(builders.actor(ULLA), inbox.Filter()).rows])
    sent(2, way)
    assert people_at(way) == TWO
    for node in TWO:
        way.perform(WHO[node], node, "approve", 2)
    assert builders.open_tasks(way) == ["approve_director"]


def _approve(task_id: int) -> None:
    services.perform(
        task_id=task_id,
        outcome="approve",
        actor=builders.actor(ULLA),
        at=timezone.now(),
        key="again",
        expected_version=1,
        payload={},
    )


def test_an_act_without_task_ends_both_branches() -> None:
    published(side_by_side, "policy")
    way = sent()
    way.perform(PATRIK, "approve_deputy", "approve", 1)

    builders.intervene(way, CATARINA, "take_back")
    assert builders.open_tasks(way) == ["write_report"]
    sent(2, way)
    assert people_at(way) == TWO
    builders.intervene(way, CAMILLA, "withdraw")

    assert builders.open_tasks(way) == []


def test_the_fork_of_a_branch_is_left_without_its_other_branches() -> None:
    published(within_preparation, "policy")
    way = sent()
    assert people_at(way) == TWO

    sends_back(way, "approve_unit_head")
    assert builders.open_tasks(way) == ["write_report"]
    sent(2, way)
    for node in TWO:
        way.perform(WHO[node], node, "approve", 2)

    assert builders.open_tasks(way) == ["approve_director"]


def test_the_page_of_the_matter_names_both_and_each_has_it_in_the_inbox() -> None:
    published(side_by_side, "policy")
    way = sent()

    told = text(as_(CATARINA), reverse("case", args=[way.case().uuid]))
    assert "2 uppgifter ligger hos enhetschefen och biträdande kommundirektören sedan" in told
    for person in (ULLA, PATRIK):
        assert SUBJECT in text(as_(person), "/uppgifter/")
    process = text(as_(CATARINA), reverse("case_process", args=[way.case().uuid]))
    assert process.count("Samtidigt: vidare till steg") == 2
    assert process.count("Pågår") == 2


def _close_within_three_days(nodes: Body) -> None:
    nodes["close_case"]["days"] = 3


def _side_by_side_and_faster(nodes: Body) -> None:
    side_by_side(nodes)
    _close_within_three_days(nodes)


def _move(way: walk.Walk, definition: ProcessDefinition) -> bool:
    return services.move_matter(
        case_id=way.case_id, definition_id=definition.pk, actor=builders.actor(IDA), at=timezone.now()
    )


def test_a_matter_inside_the_branches_moves_only_to_a_version_with_the_same() -> None:
    published(side_by_side, "policy")
    way = sent()

    with pytest.raises(services.MoveRefused, match="ligger i andra grenar"):
        _move(way, published(_close_within_three_days, "policy"))

    assert _move(way, published(_side_by_side_and_faster, "policy"))
    for node in TWO:
        way.perform(WHO[node], node, "approve", 1)
    assert builders.open_tasks(way) == ["approve_director"]
