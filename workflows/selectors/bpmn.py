"""Processen som BPMN 2.0 (ISO/IEC 19510): XML that other tools open, with its diagram.

A task with several outcomes is followed by a gateway. A fork with its join is a sub-process: that runs once for each,
or with parallel gateways where its branches are fixed. Who leaves the branches throws an error, which ends them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lxml import etree

from accounts.models import Role
from workflows.definitions.body import FORKS, Body, Node
from workflows.definitions.names import NAMES
from workflows.selectors.bpmn_layout import Place, laid_out, route
from workflows.selectors.process_picture import in_order, ways_of

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
NAMESPACE = "urn:beslutsgang:process"
TAGS = {"step": "userTask", "auto": "scriptTask", "job": "serviceTask", "choice": "exclusiveGateway", "end": "endEvent"}


@dataclass(slots=True)
class Flow:
    """Sekvensflöde: from one element to another, with its words."""

    id: str
    source: str
    target: str
    name: str = ""


@dataclass(slots=True)
class Element:
    """Element i processen; a sub-process holds others.

    `error` is what an event throws or catches, by the step that is gone on with; `attached` the sub-process on whose
    border it stands. `left_for` are the steps that a sub-process is left for.
    """

    id: str
    tag: str
    name: str
    inside: list[Element] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    node: Node | None = None
    error: str = ""
    attached: str = ""
    left_for: list[str] = field(default_factory=list)

    def all(self) -> Iterator[Element]:
        """It and everything inside it."""
        yield self
        for element in self.inside:
            yield from element.all()


def bpmn_of(body: Body, *, version: int) -> bytes:
    """Skriv processen som BPMN. The definition has passed the check: its forks are whole."""
    process = Element(f"{body.code}_v{version}", "process", _(body.title))
    _fill(process, body, [name for name in in_order(body) if name not in body.in_branch()])
    _begin(process, "start", _("Ärendet öppnas"), body.start)
    for act, target in body.entries.items():
        _begin(process, f"enter_{act}", NAMES.label(act), target)
    root = etree.Element(
        _q(MODEL, "definitions"),
        {"id": f"definitions_{process.id}", "targetNamespace": NAMESPACE, "exporter": "Beslutsgång"},
        nsmap={None: MODEL, "bpmndi": DI, "dc": DC, "di": DD},
    )
    _resources(root, process)
    _errors(root, body, process)
    _write(root, process, ())
    _draw(root, process)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _begin(process: Element, name: str, words: str, target: str) -> None:
    process.inside.insert(0, Element(f"begin_{name}", "startEvent", words))
    process.flows.append(Flow(f"flow_begin_{name}", f"begin_{name}", target))


def _fill(holder: Element, body: Body, names: Sequence[str], *, join: str = "", meet: str = "") -> None:
    """The elements of one level; `join` is where the branches of a sub-process end, which is drawn as `meet`."""
    joins = {node.next for node in body.nodes.values() if node.kind in FORKS}

    def to(target: str) -> str:
        return meet if target == join else target if target in names else _thrown(holder, body, target)

    for name in names:
        node = body.nodes[name]
        if name in joins:
            continue
        if node.kind in FORKS:
            sub = _sub_process(body, node)
            holder.inside.append(sub)
            _lead(holder, name, [("", to(body.nodes[node.next].next))])
            for target in sub.left_for:
                _catch(holder, body, sub, target, to(target))
            continue
        holder.inside.append(Element(name, TAGS[node.kind], _(node.title), node=node))
        ways = [(words, to(target)) for words, target in ways_of(node)]
        if node.kind == "step" and len(ways) > 1:
            gateway = f"{name}_outcome"
            holder.inside.append(Element(gateway, "exclusiveGateway", ""))
            _lead(holder, name, [("", gateway)])
            _lead(holder, gateway, ways)
        else:
            _lead(holder, name, ways if node.kind == "choice" else [("", target) for _words, target in ways])


def _thrown(holder: Element, body: Body, target: str) -> str:
    """The event that ends all branches of the sub-process, for the step to go on with; one for each such step."""
    name = f"{holder.id}_leaves_for_{target}"
    if target not in holder.left_for:
        holder.left_for.append(target)
        holder.inside.append(Element(name, "endEvent", _(body.nodes[target].title), error=target))
    return name


def _catch(holder: Element, body: Body, sub: Element, target: str, following: str) -> None:
    """The event on the border of a sub-process that is left, and the arrow from there."""
    name = f"{sub.id}_left_for_{target}"
    title = _(body.nodes[target].title)
    holder.inside.append(Element(name, "boundaryEvent", title, error=target, attached=sub.id))
    _lead(holder, name, [("", following)])


def _sub_process(body: Body, fork: Node) -> Element:
    sub = Element(fork.name, "subProcess", _(fork.title), node=fork)
    region = body.region(fork.name)
    nested = {inner for name in region if body.nodes[name].kind in FORKS for inner in body.region(name)}
    names = [name for name in in_order(body) if name in region - nested]
    start, end = f"{fork.name}_start", f"{fork.name}_end"
    sub.inside.append(Element(start, "startEvent", ""))
    if fork.kind == "split":
        split, met = f"{fork.name}_split", f"{fork.name}_met"
        sub.inside.append(Element(split, "parallelGateway", ""))
        _lead(sub, start, [("", split)])
        _lead(sub, split, [("", first) for first in fork.branches])
        _fill(sub, body, names, join=fork.next, meet=met)
        sub.inside.append(Element(met, "parallelGateway", _(body.nodes[fork.next].title)))
        _lead(sub, met, [("", end)])
    else:
        _lead(sub, start, [("", first) for first in (fork.each, fork.beside) if first])
        _fill(sub, body, names, join=fork.next, meet=end)
    sub.inside.append(Element(end, "endEvent", ""))
    return sub


def _lead(holder: Element, source: str, ways: Iterable[tuple[str, str]]) -> None:
    for place, (words, target) in enumerate(ways):
        holder.flows.append(Flow(f"flow_{source}_{place}", source, target, words))


def _resources(root: etree._Element, process: Element) -> None:
    """The roles, each once, to which the tasks refer."""
    roles = {role for element in process.all() if element.node for role in element.node.roles}
    for role in sorted(roles):
        etree.SubElement(root, _q(MODEL, "resource"), {"id": f"role_{role}", "name": str(Role(role).label)})


def _errors(root: etree._Element, body: Body, process: Element) -> None:
    """What is thrown when branches are left, each once."""
    for target in sorted({element.error for element in process.all() if element.error}):
        etree.SubElement(
            root,
            _q(MODEL, "error"),
            {"id": f"leave_for_{target}", "name": _(body.nodes[target].title), "errorCode": target},
        )


def _write(parent: etree._Element, element: Element, flows: Sequence[Flow]) -> None:
    """The children stand in the order that the schema wants: arrows, roles, what is repeated, what is inside."""
    attributes = {"id": element.id, **({"name": element.name} if element.name else {})}
    if element.tag == "process":
        attributes["isExecutable"] = "false"
    if element.attached:
        attributes |= {"attachedToRef": element.attached, "cancelActivity": "true"}
    written = etree.SubElement(parent, _q(MODEL, element.tag), attributes)
    for tag, end in (("incoming", "target"), ("outgoing", "source")):
        for flow in flows:
            if getattr(flow, end) == element.id:
                etree.SubElement(written, _q(MODEL, tag)).text = flow.id
    if element.error:
        event = {"id": f"{element.id}_error", "errorRef": f"leave_for_{element.error}"}
        etree.SubElement(written, _q(MODEL, "errorEventDefinition"), event)
    if element.tag == "userTask" and element.node:
        for role in element.node.roles:
            owner = etree.SubElement(written, _q(MODEL, "potentialOwner"), {"id": f"{element.id}_{role}"})
            etree.SubElement(owner, _q(MODEL, "resourceRef")).text = f"role_{role}"
    if element.node and element.node.collection:
        repeated = {"id": f"{element.id}_each", "isSequential": "false"}
        loop = etree.SubElement(written, _q(MODEL, "multiInstanceLoopCharacteristics"), repeated)
        etree.SubElement(loop, _q(MODEL, "documentation")).text = NAMES.label(element.node.collection)
    for inner in element.inside:
        _write(written, inner, element.flows)
    for flow in element.flows:
        named = {"name": flow.name} if flow.name else {}
        ends = {"sourceRef": flow.source, "targetRef": flow.target}
        etree.SubElement(written, _q(MODEL, "sequenceFlow"), {"id": flow.id, **named, **ends})


def _draw(root: etree._Element, process: Element) -> None:
    diagram = etree.SubElement(root, _q(DI, "BPMNDiagram"), {"id": f"diagram_{process.id}"})
    plane = etree.SubElement(diagram, _q(DI, "BPMNPlane"), {"id": f"plane_{process.id}", "bpmnElement": process.id})
    places = laid_out(process)
    for element in process.all():
        if element is process:
            continue
        place = places[element.id]
        more = {"isExpanded": "true"} if element.tag == "subProcess" else {}
        shape = etree.SubElement(
            plane, _q(DI, "BPMNShape"), {"id": f"shape_{element.id}", "bpmnElement": element.id, **more}
        )
        etree.SubElement(shape, _q(DC, "Bounds"), _bounds(place))
    for element in process.all():
        for flow in element.flows:
            edge = etree.SubElement(plane, _q(DI, "BPMNEdge"), {"id": f"edge_{flow.id}", "bpmnElement": flow.id})
            for x, y in route(places[flow.source], places[flow.target]):
                etree.SubElement(edge, _q(DD, "waypoint"), {"x": str(x), "y": str(y)})


def _bounds(place: Place) -> dict[str, str]:
    return {"x": str(place.x), "y": str(place.y), "width": str(place.width), "height": str(place.height)}


def _q(namespace: str, tag: str) -> str:
    return f"{{{namespace}}}{tag}"
