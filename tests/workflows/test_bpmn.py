"""Processen som BPMN 2.0: what the standard says of ids, order, arrows and shapes, for every shipped definition."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from lxml import etree

from workflows.definitions import Body, parse, shipped_bodies
from workflows.selectors.bpmn import bpmn_of

M = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
ORDER = ["incoming", "outgoing", "potentialOwner", "multiInstanceLoopCharacteristics", "inside"]
NODES = {
    f"{M}{tag}"
    for tag in ("startEvent", "endEvent", "userTask", "scriptTask", "serviceTask", "exclusiveGateway", "subProcess")
}

pytestmark = pytest.mark.parametrize("code", sorted(shipped_bodies()))


def drawn(code: str) -> tuple[Body, Any]:
    body = parse(shipped_bodies()[code])
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
        if element.tag != f"{M}startEvent":
            assert element.find(f"{M}incoming") is not None, element.get("id")
        if element.tag != f"{M}endEvent":
            assert element.find(f"{M}outgoing") is not None, element.get("id")


def test_children_stand_in_the_order_of_the_schema(code: str) -> None:
    _body, root = drawn(code)
    for element in elements(root).values():
        tags = [etree.QName(child).localname for child in element]
        places = [ORDER.index(tag) if tag in ORDER else len(ORDER) for tag in tags]
        assert places == sorted(places), element.get("id")
    assert [etree.QName(child).localname for child in root][-2:] == ["process", "BPMNDiagram"]


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
        if node.kind == "each":
            assert known[node.name].find(f"{M}multiInstanceLoopCharacteristics") is not None


def test_a_task_with_several_outcomes_is_followed_by_a_gateway_that_names_them(code: str) -> None:
    body, root = drawn(code)
    for node in body.nodes.values():
        if node.kind == "step" and len(node.outcomes) > 1:
            ways = [flow for flow in root.iter(f"{M}sequenceFlow") if flow.get("sourceRef") == f"{node.name}_outcome"]
            assert len(ways) == len(node.outcomes)
            assert all(way.get("name") for way in ways)
