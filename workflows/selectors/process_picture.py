"""Processens bild: where its boxes stand and how its arrows run. Holds for a draft with faults too.

The main path runs straight down, side paths stand to its right; what cannot be reached stands last in the side column.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Role
from cases.states import Outcome
from workflows.definitions.body import Body, Node
from workflows.definitions.names import NAMES
from workflows.selectors.process_arrows import Columns, Spot, arrows, laid_out
from workflows.selectors.wording import paths_of
from workflows.states import words_of

WIDTH, HEIGHT, ROW, TOP = 300, 48, 70, 6
ROOM = 40  # letters
VALUES = ["to_council", "to_board", *Outcome.values, "signed", "declined", "proposal", "analysis"]


@dataclass(frozen=True, slots=True)
class Box:
    """Ruta i bilden, in the picture's own units; `url` is where the step is changed."""

    name: str
    title: str
    who: str
    kind: str
    current: bool
    x: int
    y: int
    width: int
    faulty: bool = False
    url: str = ""

    @property
    def text_x(self) -> int:
        """Where its words begin."""
        return self.x + 12

    @property
    def text_y(self) -> int:
        """The baseline of its title."""
        return self.y + (20 if self.who else 29)

    @property
    def who_y(self) -> int:
        """The baseline of who does it."""
        return self.y + 38


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
    spots = dict(_spots(body, order))
    ways = [(spots[name], spots[target]) for name in body.nodes for target in _known(body, name)]
    layout = laid_out(ways)
    main = layout.left.width
    side = main + WIDTH + layout.between.width
    columns = Columns(main, main + WIDTH, side, side + WIDTH)
    boxes = [
        Box(
            name,
            _(body.nodes[name].title),
            _briefly(body.nodes[name]),
            body.nodes[name].kind,
            name in now,
            (main, side)[spot.column],
            spot.middle - HEIGHT // 2,
            WIDTH,
            name in faulty,
            (addresses or {}).get(name, ""),
        )
        for name, spot in spots.items()
    ]
    height = max((box.y for box in boxes), default=0) + HEIGHT + 2 * TOP
    paths = list(arrows(ways, layout, columns, box_height=HEIGHT))
    return Picture(title or _(body.title), columns.side_end + layout.right.width, height, HEIGHT, boxes, paths)


def main_path(body: Body) -> list[str]:
    """The way that most matters go: the first outcome of each step, until the end."""
    path: list[str] = []
    name: str = body.start
    while name in body.nodes and name not in path:
        path.append(name)
        name = way_on(body, name)
    return path


def way_on(body: Body, name: str) -> str:
    """Where the main path leads from a step; "" = nowhere."""
    node = body.nodes[name]
    return node.beside or node.each or next((target for _label, target in ways_of(node)), "")


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
    for first in node.branches:
        yield _("Samtidigt"), first
    if node.next and not (node.each or node.branches or node.outcomes or node.ways):
        yield "", node.next


def who_does(node: Node) -> str:
    """The roles that take a step, or that nobody does."""
    roles = _(" eller ").join(str(Role(role).label) for role in node.roles if role in Role.values)
    by_itself = {"auto": _("Automatiskt"), "job": _("Automatiskt, strax efter"), "split": _("Allt görs samtidigt")}
    return roles or by_itself.get(node.kind, "")


def _briefly(node: Node) -> str:
    """Who does it, as long as that has room in the box; else the first and that there are more."""
    who = who_does(node)
    if len(who) <= ROOM:
        return who
    return _("{roll} m.fl.").format(roll=next(Role(role).label for role in node.roles if role in Role.values))


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


def _spots(body: Body, order: Sequence[str]) -> Iterator[tuple[str, Spot]]:
    for row, name in enumerate(order):
        yield name, _spot(name, 0, row)
    taken: set[int] = set()
    for name in in_order(body)[len(order) :]:
        row = next((index for index, one in enumerate(order) if name in body.nodes[one].leads_to()), len(order) - 1)
        row = max(row, 0)
        while row in taken:
            row += 1
        taken.add(row)
        yield name, _spot(name, 1, row)


def _spot(name: str, column: int, row: int) -> Spot:
    return Spot(name, column, row, TOP + row * ROW + HEIGHT // 2)
