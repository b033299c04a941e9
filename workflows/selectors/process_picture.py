"""Processens bild: where its boxes stand and how its arrows run. Holds for a draft with faults too.

The main path runs straight down, side paths stand to its right, returns are arcs to its left; what cannot be reached
stands last in the side column.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.states import Outcome
from workflows.definitions.body import Body, Node
from workflows.definitions.names import NAMES
from workflows.selectors.wording import paths_of
from workflows.states import words_of

LEFT, WIDTH, HEIGHT, ROW = 110, 300, 40, 62
SIDE_LEFT, SIDE_WIDTH = 480, 290
FULL_WIDTH = SIDE_LEFT + SIDE_WIDTH + 10
VALUES = ["to_council", "to_board", *Outcome.values, "signed", "declined", "proposal", "analysis"]


@dataclass(frozen=True, slots=True)
class Box:
    """Ruta i bilden, in the picture's own units; `url` is where the step is changed."""

    name: str
    title: str
    kind: str
    current: bool
    x: int
    y: int
    width: int
    faulty: bool = False
    url: str = ""

    @property
    def middle(self) -> int:
        """Where arrows meet it."""
        return self.y + HEIGHT // 2

    @property
    def text_x(self) -> int:
        """Where its words begin."""
        return self.x + 12

    @property
    def text_y(self) -> int:
        """The baseline of its words."""
        return self.middle + 5


@dataclass(frozen=True, slots=True)
class Picture:
    """Bild av processen."""

    title: str
    width: int
    height: int
    box_height: int
    boxes: Sequence[Box]
    arrows: Sequence[str]


def picture_of(
    body: Body,
    *,
    title: str = "",
    now: Collection[str] = (),
    faulty: Collection[str] = (),
    addresses: Mapping[str, str] | None = None,
) -> Picture:
    """The picture, with the steps that go on now, those with faults, and the address of each."""
    order = main_path(body)
    places = dict(_places(body, order))
    boxes = {
        name: Box(
            name,
            _(body.nodes[name].title),
            body.nodes[name].kind,
            name in now,
            x,
            y,
            width,
            name in faulty,
            (addresses or {}).get(name, ""),
        )
        for name, (x, y, width) in places.items()
    }
    height = max((box.y for box in boxes.values()), default=0) + HEIGHT + 12
    return Picture(
        title or _(body.title), FULL_WIDTH, height, HEIGHT, list(boxes.values()), list(_arrows(body, boxes, order))
    )


def main_path(body: Body) -> list[str]:
    """The way that most matters go: the first outcome of each step, until the end."""
    path: list[str] = []
    name: str = body.start
    while name in body.nodes and name not in path:
        path.append(name)
        node = body.nodes[name]
        name = node.beside or node.each or next((target for _label, target in ways_of(node)), "")
    return path


def in_order(body: Body) -> list[str]:
    """Every step once: the main path, then those beside it, then those that nothing leads to."""
    order = main_path(body)
    placed = [*order, *_beside(body, order)]
    return [*placed, *(name for name in body.nodes if name not in placed)]


def ways_of(node: Node) -> Iterator[tuple[str, str]]:
    """(words, next step) of every way out, as people read them."""
    for outcome, path in paths_of(node):
        yield str(words_of(outcome, path.step).label), path.next
    for value, target in sorted(node.ways.items(), key=lambda way: VALUES.index(way[0]) if way[0] in VALUES else 99):
        yield NAMES.label(value), target
    if node.beside:
        yield "", node.beside
    if node.each:
        yield _("En uppgift för varje"), node.each
    if node.next and not node.each and not node.outcomes and not node.ways:
        yield "", node.next


def _beside(body: Body, order: Sequence[str]) -> list[str]:
    """The steps beside the main path, in the order that the path meets them."""
    found: list[str] = []
    waiting = list(order)
    while waiting:
        for target in _known(body, waiting.pop(0)):
            if target not in order and target not in found:
                found.append(target)
                waiting.append(target)
    return found


def _known(body: Body, name: str) -> list[str]:
    """Where a step leads, as far as that exists."""
    return [target for target in body.nodes[name].leads_to() if target in body.nodes]


def _places(body: Body, order: Sequence[str]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    for row, name in enumerate(order):
        yield name, (LEFT, 6 + row * ROW, WIDTH)
    taken: set[int] = set()
    for name in in_order(body)[len(order) :]:
        row = next((index for index, one in enumerate(order) if name in body.nodes[one].leads_to()), len(order) - 1)
        row = max(row, 0)
        while row in taken:
            row += 1
        taken.add(row)
        yield name, (SIDE_LEFT, 6 + row * ROW, SIDE_WIDTH)


def _arrows(body: Body, boxes: Mapping[str, Box], order: Sequence[str]) -> Iterator[str]:
    """Every way as the path of an SVG arrow."""
    rank = {name: row for row, name in enumerate(order)}
    for name in body.nodes:
        for target in _known(body, name):
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
            elif b.y > a.y:
                yield f"M {SIDE_LEFT + 24} {a.y + HEIGHT} V {b.y}"
            else:
                out = SIDE_LEFT - 36
                yield f"M {SIDE_LEFT} {a.middle} C {out} {a.middle} {out} {b.middle} {SIDE_LEFT} {b.middle}"
