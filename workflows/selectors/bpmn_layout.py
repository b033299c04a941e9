"""BPMN-diagrammets plats: every element below the one before it, a sub-process as large as what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

EVENT, GATEWAY = (36, 36), (50, 50)
SIZES = {
    "startEvent": EVENT,
    "endEvent": EVENT,
    "boundaryEvent": EVENT,
    "exclusiveGateway": GATEWAY,
    "parallelGateway": GATEWAY,
}
TASK = (260, 60)
GAP, MARGIN, LANE = 40, 30, 46


class Drawn(Protocol):
    """What has a place: an element with its tag, and those inside it."""

    @property
    def id(self) -> str:
        """Its identity in the file."""

    @property
    def tag(self) -> str:
        """Its kind."""

    @property
    def attached(self) -> str:
        """The element on whose border it stands; empty = it has a place of its own."""

    @property
    def inside(self) -> Sequence[Drawn]:
        """What it holds."""


@dataclass(frozen=True, slots=True)
class Place:
    """Plats: the upper left corner, and the size."""

    x: int
    y: int
    width: int
    height: int

    @property
    def center(self) -> int:
        """The middle, from left to right."""
        return self.x + self.width // 2

    @property
    def middle(self) -> int:
        """The middle, from top to bottom."""
        return self.y + self.height // 2


def laid_out(process: Drawn) -> dict[str, Place]:
    """id → place of everything in the process."""
    places: dict[str, Place] = {}
    _stack(process.inside, 120 + TASK[0], 40, places)
    return places


def _stack(elements: Sequence[Drawn], center: int, top: int, places: dict[str, Place]) -> int:
    """Put the elements under each other; returns where the last of them ends."""
    borne: dict[str, int] = {}
    for element in elements:
        if element.attached:
            holder, (width, height) = places[element.attached], SIZES[element.tag]
            borne[element.attached] = borne.get(element.attached, 0) + 1
            y = holder.y + MARGIN + (borne[element.attached] - 1) * (height + MARGIN)
            places[element.id] = Place(holder.x - width // 2, y, width, height)
            continue
        if element.inside:
            bottom = _stack(element.inside, center, top + MARGIN, places) + MARGIN
            width = _width(element)
            places[element.id] = Place(center - width // 2, top, width, bottom - top)
        else:
            width, height = SIZES.get(element.tag, TASK)
            places[element.id] = Place(center - width // 2, top, width, height)
            bottom = top + height
        top = bottom + GAP
    return top - GAP


def _width(element: Drawn) -> int:
    """A sub-process is as wide as the widest inside it, with room for the arrows."""
    return max(map(_width, element.inside)) + 2 * (MARGIN + LANE) if element.inside else TASK[0]


def route(a: Place, b: Place) -> Iterator[tuple[int, int]]:
    """The corners of an arrow: straight down to the next, else out at the side and in again; up goes on the left."""
    if b.y >= a.y + a.height and b.y - (a.y + a.height) <= GAP:
        yield a.center, a.y + a.height
        yield b.center, b.y
        return
    down = b.y > a.y
    side = max(a.x + a.width, b.x + b.width) + LANE if down else min(a.x, b.x) - LANE
    yield (a.x + a.width if down else a.x), a.middle
    yield side, a.middle
    yield side, b.middle
    yield (b.x + b.width if down else b.x), b.middle
