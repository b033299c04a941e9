"""Processen som bild och lista: the definition that a matter follows, drawn on the server.

The main path runs straight down, side paths stand to its right, returns are arcs to its left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.capacity import Actor
from accounts.models import Role
from cases.models import Case
from cases.states import Outcome
from workflows.definitions.body import Body, Node
from workflows.definitions.names import NAMES
from workflows.selectors.frame import case_process, process_facts, tasks_now
from workflows.selectors.wording import paths_of
from workflows.states import words_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LEFT, WIDTH, HEIGHT, ROW = 110, 300, 40, 62
SIDE_LEFT, SIDE_WIDTH = 480, 290
VALUES = ["to_council", "to_board", *Outcome.values, "signed", "declined", "proposal", "analysis"]
FULL_WIDTH = SIDE_LEFT + SIDE_WIDTH + 10


@dataclass(frozen=True, slots=True)
class Box:
    """Ruta i bilden, in the picture's own units."""

    name: str
    title: str
    kind: str
    current: bool
    x: int
    y: int
    width: int

    @property
    def middle(self) -> int:
        """Where arrows meet it."""
        return self.y + HEIGHT // 2

    @property
    def text_y(self) -> int:
        """The baseline of its words."""
        return self.middle + 5


@dataclass(frozen=True, slots=True)
class Way:
    """Väg ur ett steg: its words and the step it leads to."""

    label: str
    to: str
    number: int
    back: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Rad i listan."""

    title: str
    kind: str
    who: str
    current: bool
    ways: Sequence[Way] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class ProcessPage:
    """Processen."""

    name: str | _StrPromise
    width: int
    height: int
    box_height: int
    boxes: Sequence[Box]
    arrows: Sequence[str]
    lines: Sequence[Line]


def process_page(actor: Actor, case: Case) -> ProcessPage | None:
    """The process of the matter with the steps that wait now; None where it has none."""
    facts, process = process_facts(actor, case), case_process(case)
    if facts is None or process is None:
        return None
    body: Body = process.flow_class.body
    now = {task.flow_task.name for task in tasks_now(case)}
    order = main_path(body)
    boxes = {box.name: box for box in _boxes(body, order, now)}
    rows = max((box.y for box in boxes.values()), default=0)
    placed = [*order, *(name for name in boxes if name not in order)]
    return ProcessPage(
        name=str(facts.name),
        width=FULL_WIDTH,
        height=rows + HEIGHT + 12,
        box_height=HEIGHT,
        boxes=list(boxes.values()),
        arrows=list(_arrows(body, boxes, order)),
        lines=[_line(body, body.nodes[name], placed, now) for name in placed],
    )


def main_path(body: Body) -> list[str]:
    """The way that most matters go: the first outcome of each step, until the end."""
    path: list[str] = []
    name: str = body.start
    while name and name not in path:
        path.append(name)
        node = body.nodes[name]
        name = node.beside or node.each or next((target for _label, target in _ways(node)), "")
    return path


def _rest(body: Body, order: Sequence[str]) -> list[str]:
    """The steps beside the main path, in the order that the path meets them."""
    found: list[str] = []
    waiting = list(order)
    while waiting:
        for _label, target in _ways(body.nodes[waiting.pop(0)]):
            if target not in order and target not in found:
                found.append(target)
                waiting.append(target)
    return found


def _boxes(body: Body, order: Sequence[str], now: set[str]) -> Iterator[Box]:
    for row, name in enumerate(order):
        yield _box(body.nodes[name], now, LEFT, 6 + row * ROW, WIDTH)
    taken: set[int] = set()
    for name in _rest(body, order):
        node = body.nodes[name]
        row = next((index for index, one in enumerate(order) if name in body.nodes[one].leads_to()), len(order) - 1)
        while row in taken:
            row += 1
        taken.add(row)
        yield _box(node, now, SIDE_LEFT, 6 + row * ROW, SIDE_WIDTH)


def _box(node: Node, now: set[str], x: int, y: int, width: int) -> Box:
    return Box(node.name, _(node.title), node.kind, node.name in now, x, y, width)


def _arrows(body: Body, boxes: dict[str, Box], order: Sequence[str]) -> Iterator[str]:
    """Every way as the path of an SVG arrow."""
    rank = {name: row for row, name in enumerate(order)}
    for name, node in body.nodes.items():
        for target in node.leads_to():
            a, b = boxes[name], boxes[target]
            if name == target:
                up, down, out = a.middle - 10, a.middle + 10, a.x - 40
                yield f"M {a.x} {up} C {out} {up} {out} {down} {a.x} {down}"
            elif name in rank and target in rank and rank[target] == rank[name] + 1:
                yield f"M {LEFT + 24} {a.y + HEIGHT} V {b.y}"
            elif name in rank and target in rank:
                out = max(8, LEFT - 26 * min(4, 1 + abs(rank[target] - rank[name]) // 2))
                yield f"M {LEFT} {a.middle} C {out} {a.middle} {out} {b.middle} {LEFT} {b.middle}"
            elif name in rank:
                yield f"M {LEFT + WIDTH} {a.middle} L {SIDE_LEFT} {b.middle}"
            elif target in rank:
                yield f"M {SIDE_LEFT} {a.middle + 8} L {LEFT + WIDTH} {b.middle + 8}"
            else:
                yield f"M {SIDE_LEFT + 24} {a.y + HEIGHT} V {b.y}"


def _line(body: Body, node: Node, placed: Sequence[str], now: set[str]) -> Line:
    roles = _(" eller ").join(str(Role(role).label) for role in node.roles if role in Role.values)
    ways = []
    for label, target in _ways(node):
        back = placed.index(target) <= placed.index(node.name)
        ways.append(Way(label, _(body.nodes[target].title), placed.index(target) + 1, back))
    who = roles or {"auto": _("Automatiskt"), "job": _("Automatiskt, strax efter")}.get(node.kind, "")
    return Line(_(node.title), node.kind, who, node.name in now, ways)


def _ways(node: Node) -> Iterator[tuple[str, str]]:
    for outcome, path in paths_of(node):
        yield str(words_of(outcome, path.step).label), path.next
    for value, target in sorted(node.ways.items(), key=lambda way: VALUES.index(way[0]) if way[0] in VALUES else 99):
        yield NAMES.label(value), target
    if node.each:
        yield _("En uppgift för varje"), node.each
    if node.next and not node.each:
        yield "", node.next
