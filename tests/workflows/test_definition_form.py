"""Processmallens form: what is no definition is not read, deadlines are data, and only what is whole is published."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.utils import timezone

from accounts.capacity import SYSTEM
from tests.workflows.definitions import Body
from tests.workflows.definitions import agreement as shipped
from workflows.compiled import __getattr__ as compiled
from workflows.definitions import NAMES, check, parse
from workflows.definitions.body import BodyError
from workflows.definitions.deadline import DeadlineRule
from workflows.models import ProcessDefinition, TaskKind
from workflows.services import DefinitionFaulty, publish_definition, publish_shipped


def _renamed(name: str) -> Callable[[Body], Any]:
    return lambda body: body["nodes"].update({name: body["nodes"]["done"]})


def _distribute_by(body: Body, deadline: Body) -> None:
    node = body["nodes"]["distribute"]
    node.pop("days")
    node["deadline"] = deadline


NOT_A_DEFINITION: Mapping[str, Callable[[Body], Any]] = {
    "a node has the name of something in viewflow": _renamed("lock_impl"),
    "a node has the name of our own": _renamed("entries"),
    "a node has the name of an entry": _renamed("enter_write_report"),
    "a node's name is no identifier": _renamed("Klart!"),
    "a title is a template": lambda body: body["nodes"]["done"].update(title="{{ settings.SECRET_KEY }}"),
    "a title is a template tag": lambda body: body.update(title="{% debug %}"),
    "a node is of no kind": lambda body: body["nodes"]["done"].update(kind="timer"),
    "a node says something unknown": lambda body: body["nodes"]["done"].update(code="import os"),
    "an outcome says something unknown": lambda body: body["nodes"]["distribute"]["outcomes"]["distribute"].update(x=1),
    "a deadline is of no kind": lambda body: _distribute_by(body, {"moons": 2}),
    "a deadline is two": lambda body: _distribute_by(body, {"days": 2, "working_days": 2}),
    "a deadline has no number": lambda body: _distribute_by(body, {"days": "two"}),
    "a deadline is before the work": lambda body: _distribute_by(body, {"before_meeting": -1}),
    "a law has no name": lambda body: _distribute_by(body, {"law": ""}),
    "a deadline is written twice": lambda body: body["nodes"]["distribute"].update(deadline={"days": 2}),
    "there are no nodes": lambda body: body.pop("nodes"),
}


@pytest.mark.parametrize("change", NOT_A_DEFINITION.values(), ids=NOT_A_DEFINITION.keys())
def test_what_is_not_a_definition_is_not_read(change: Callable[[Body], Any]) -> None:
    body = shipped()
    change(body)

    with pytest.raises(BodyError):
        parse(body)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"days": 3}, DeadlineRule("days", 3)),
        ({"deadline": {"days": 3}}, DeadlineRule("days", 3)),
        ({"deadline": {"working_days": 5}}, DeadlineRule("working_days", 5)),
        ({"deadline": {"before_meeting": 7}}, DeadlineRule("before_meeting", 7)),
        ({"deadline": {"law": "announcement"}}, DeadlineRule("law", law="announcement")),
        ({}, None),
    ],
)
def test_a_deadline_is_data_and_days_are_read_as_they_were_written_before(written: Body, read: object) -> None:
    body = shipped()
    node = {name: value for name, value in body["nodes"]["distribute"].items() if name != "days"}
    body["nodes"]["distribute"] = node | written

    definition = parse(body)

    assert definition.nodes["distribute"].deadline == read
    assert check(definition, NAMES) == []


@pytest.mark.django_db
def test_the_kinds_of_tasks_have_their_deadline_however_it_was_written() -> None:
    body = shipped()
    del body["nodes"]["close_case"]["days"]
    body["nodes"]["close_case"]["deadline"] = {"working_days": 5}
    _distribute_by(body, {"days": 4})
    publish_definition(body=body, actor=SYSTEM, at=timezone.now())

    kinds = {kind.name: (kind.days, kind.deadline) for kind in TaskKind.objects.all()}

    assert kinds["write_report"] == (15, {"days": 15})
    assert kinds["distribute"] == (4, {"days": 4})
    assert kinds["close_case"] == (None, {"working_days": 5})


@pytest.mark.django_db
def test_a_faulty_definition_is_not_published_and_every_fault_is_told() -> None:
    body = shipped()
    body["nodes"]["propose"]["step"] = "fly"
    body["nodes"]["render_extract"]["job"] = "dream"

    with pytest.raises(DefinitionFaulty) as refusal:
        publish_definition(body=body, actor=SYSTEM, at=timezone.now())
    assert len(refusal.value.reasons) == 2
    assert not ProcessDefinition.objects.exists()


@pytest.mark.django_db
def test_the_same_definition_again_is_the_same_version_and_a_change_is_the_next() -> None:
    firsts = publish_shipped(actor=SYSTEM, at=timezone.now())
    again = publish_shipped(actor=SYSTEM, at=timezone.now())
    first = next(row for row in firsts if row.code == "agreement")
    body = shipped()
    body["nodes"]["close_case"]["days"] = 60

    second = publish_definition(body=body, actor=SYSTEM, at=timezone.now())

    assert again == firsts
    assert (first.version, second.version) == (1, 2)
    assert json.loads(second.body) == body


@pytest.mark.parametrize("name", ["agreement_v99", "agreement", "__wrapped__", "agreement_v1; drop"])
@pytest.mark.django_db
def test_a_version_that_nobody_published_does_not_exist(name: str) -> None:
    with pytest.raises(AttributeError):
        compiled(name)
