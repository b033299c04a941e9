"""Processen som BPMN 2.0: what the standard says of ids, order, arrows and shapes, for every kind of definition."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn import parser as foreign_reader

from tests.workflows.definitions import changed, side_by_side, within_preparation
from workflows.definitions import Body, parse, shipped_bodies
from workflows.selectors.bpmn import bpmn_of

M = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
NODES = {
    f"{M}{tag}"
    for tag in (
        "startEvent",
        "endEvent",
        "boundaryEvent",
        "userTask",
        "scriptTask",
        "serviceTask",
        "exclusiveGateway",
        "parallelGateway",
        "subProcess",
    )
}
BODIES = {
    **shipped_bodies(),
    "side by side": changed("policy", side_by_side),
    "within the preparation": changed("policy", within_preparation),
}

pytestmark = pytest.mark.parametrize("code", sorted(BODIES))


def drawn(code: str) -> tuple[Body, Any]:
    body = parse(BODIES[code])
    return body, etree.fromstring(bpmn_of(body, version=3))


def elements(root: Any) -> dict[str, Any]:
    return {element.get("id"): element for element in root.iter() if element.tag in NODES}


def test_ids_are_unique_and_names_of_xml(code: str) -> None:
    _body, root = drawn(code)
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))

    assert [one for one, times in ids.items() if times > 1] == []
    assert all(one[0].isalpha() and one.replace("_", "").replace("-", "").isalnum() for one in ids)


def test_every_arrow_joins_two_elements_of_its_own_level_and_they_know_of_it(code: str) -> None:
    _body, root = drawn(code)
    known = elements(root)
    for flow in root.iter(f"{M}sequenceFlow"):
        source, target = known[flow.get("sourceRef")], known[flow.get("targetRef")]
        assert source.getparent() is target.getparent() is flow.getparent()
        assert flow.get("id") in [one.text for one in source.findall(f"{M}outgoing")]
        assert flow.get("id") in [one.text for one in target.findall(f"{M}incoming")]


def test_nothing_hangs_loose(code: str) -> None:
    _body, root = drawn(code)
    for element in elements(root).values():
        if element.tag not in (f"{M}startEvent", f"{M}boundaryEvent"):
            assert element.find(f"{M}incoming") is not None, element.get("id")
        if element.tag != f"{M}endEvent":
            assert element.find(f"{M}outgoing") is not None, element.get("id")


@cache
def schema() -> etree.XMLSchema:
    """BPMN 2.0 as the Object Management Group publishes it, in the copy that another engine reads by."""
    return etree.XMLSchema(etree.parse(Path(foreign_reader.__file__).parent / "schema" / "BPMN20.xsd"))


def test_the_file_is_valid_by_the_schema_of_the_standard(code: str) -> None:
    _body, root = drawn(code)
    assert schema().validate(root), schema().error_log


def test_the_schema_refuses_a_file_whose_elements_stand_in_the_wrong_order(code: str) -> None:
    _body, root = drawn(code)
    root.append(root.find(f"{M}process"))
    assert not schema().validate(root)


def test_everything_has_its_place_in_the_diagram_and_stays_inside_its_holder(code: str) -> None:
    _body, root = drawn(code)
    shapes = {shape.get("bpmnElement"): shape.find(f"{DC}Bounds") for shape in root.iter(f"{DI}BPMNShape")}
    edges = {edge.get("bpmnElement"): edge.findall(f"{DD}waypoint") for edge in root.iter(f"{DI}BPMNEdge")}

    assert set(shapes) == set(elements(root))
    assert set(edges) == {flow.get("id") for flow in root.iter(f"{M}sequenceFlow")}
    assert all(len(points) >= 2 for points in edges.values())
    for name, element in elements(root).items():
        holder = shapes.get(element.getparent().get("id"))
        if holder is not None:
            inner = shapes[name]
            assert float(holder.get("x")) < float(inner.get("x"))
            assert float(inner.get("y")) + float(inner.get("height")) < float(holder.get("y")) + float(
                holder.get("height")
            )


def test_every_step_is_there_by_its_title_with_its_roles(code: str) -> None:
    body, root = drawn(code)
    known = elements(root)
    roles = {resource.get("id") for resource in root.findall(f"{M}resource")}
    for node in body.nodes.values():
        if node.kind == "join":
            assert node.name not in known
            continue
        assert known[node.name].get("name") == node.title
        owners = [owner.findtext(f"{M}resourceRef") for owner in known[node.name].findall(f"{M}potentialOwner")]
        assert owners == [f"role_{role}" for role in node.roles]
        assert set(owners) <= roles
        repeated = known[node.name].find(f"{M}multiInstanceLoopCharacteristics") is not None
        assert repeated == (node.kind == "each")


def test_fixed_branches_stand_between_two_gateways_and_who_leaves_them_ends_them_all(code: str) -> None:
    body, root = drawn(code)
    flows = [(flow.get("sourceRef"), flow.get("targetRef")) for flow in root.iter(f"{M}sequenceFlow")]
    errors = {error.get("id") for error in root.findall(f"{M}error")}
    left = 0
    for node in (node for node in body.nodes.values() if node.kind == "split"):
        assert {b for a, b in flows if a == f"{node.name}_split"} == set(node.branches)
        assert len([a for a, b in flows if b == f"{node.name}_met"]) == len(node.branches)
        inside = elements(root)[node.name].findall(f"{M}endEvent/{M}errorEventDefinition")
        border = [event for event in root.iter(f"{M}boundaryEvent") if event.get("attachedToRef") == node.name]
        thrown = {event.get("errorRef") for event in inside}
        assert thrown == {event.find(f"{M}errorEventDefinition").get("errorRef") for event in border} <= errors
        assert all(event.get("cancelActivity") == "true" for event in border)
        left += len(border)
    assert left == len(errors)


def test_a_task_with_several_outcomes_is_followed_by_a_gateway_that_names_them(code: str) -> None:
    body, root = drawn(code)
    for node in body.nodes.values():
        if node.kind == "step" and len(node.outcomes) > 1:
            ways = [flow for flow in root.iter(f"{M}sequenceFlow") if flow.get("sourceRef") == f"{node.name}_outcome"]
            assert len(ways) == len(node.outcomes)
            assert all(way.get("name") for way in ways)
