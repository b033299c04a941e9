"""Pilarna i processens bild: each way out of a step as the path of an SVG arrow that crosses no box.

Ways that are not straight run in lanes: to the left of the main path, between it and the steps beside it, or to the
right of those. Ways to the same step share a lane, and two lanes never lie on each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

LANE, EDGE, CORNER, APART = 10, 18, 6, 10


@dataclass(frozen=True, slots=True)
class Spot:
    """Plats: column 0 is the main path, 1 the steps beside it; `middle` is the height where arrows meet it."""

    name: str
    column: int
    row: int
    middle: int


@dataclass(slots=True)
class Channel:
    """Spår som ligger bredvid varandra: per lane the stretches that are taken."""

    lanes: list[list[tuple[int, int]]] = field(default_factory=list)
    of_target: dict[str, int] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """What the lanes need beside the boxes."""
        return EDGE + LANE * len(self.lanes) + EDGE if self.lanes else EDGE

    def take(self, target: str, stretch: tuple[int, int]) -> None:
        """Give the ways to a step the lane nearest to the boxes that is free along all of their stretch."""
        top, bottom = stretch
        free = [
            number for number, taken in enumerate(self.lanes) if all(bottom < low or high < top for low, high in taken)
        ]
        number = free[0] if free else len(self.lanes)
        if not free:
            self.lanes.append([])
        self.lanes[number].append(stretch)
        self.of_target[target] = number


@dataclass(frozen=True, slots=True)
class Layout:
    """Var spåren går: the channels left of, between and right of the two columns."""

    left: Channel
    between: Channel
    right: Channel


@dataclass(frozen=True, slots=True)
class Columns:
    """Kolumnernas kanter, in the picture's own units."""

    main: int
    main_end: int
    side: int
    side_end: int


Way = tuple[Spot, Spot]


def is_straight(a: Spot, b: Spot) -> bool:
    """Whether nothing stands between the two steps."""
    return a.name == b.name or (a.row + 1 == b.row if a.column == b.column else a.row == b.row)


def laid_out(ways: Sequence[Way]) -> Layout:
    """Give every way that is not straight its lane, the shortest nearest to the boxes."""
    layout = Layout(Channel(), Channel(), Channel())
    stretches: dict[tuple[str, str], tuple[int, int]] = {}
    for a, b in ways:
        if not is_straight(a, b):
            key = (_channel(a, b), b.name)
            low, high = stretches.get(key, (b.middle, b.middle))
            stretches[key] = (min(low, a.middle - APART), max(high, a.middle + APART))
    for (channel, target), stretch in sorted(stretches.items(), key=lambda one: (one[1][1] - one[1][0], one[0])):
        getattr(layout, channel).take(target, stretch)
    return layout


def arrows(ways: Iterable[Way], layout: Layout, columns: Columns, *, box_height: int) -> Iterator[str]:
    """Every way as a path, in the order given."""
    half = box_height // 2
    for a, b in ways:
        if a.name == b.name:
            yield _around(a, columns)
        elif is_straight(a, b) and a.column == b.column:
            x = (columns.main, columns.side)[a.column] + 24
            yield f"M {x} {a.middle + half} V {b.middle - half}"
        elif is_straight(a, b):
            right = a.column < b.column
            y = a.middle - APART if right else a.middle + APART
            yield (
                f"M {columns.main_end} {y} H {columns.side}" if right else f"M {columns.side} {y} H {columns.main_end}"
            )
        else:
            yield _through(a, b, layout, columns)


def _channel(a: Spot, b: Spot) -> str:
    if a.column != b.column:
        return "between"
    return "right" if a.column else "left"


def _around(spot: Spot, columns: Columns) -> str:
    """A way back to the step itself."""
    x, out = ((columns.main, -1), (columns.side_end, 1))[spot.column]
    up, down, far = spot.middle - APART, spot.middle + APART, x + out * EDGE
    return f"M {x} {up} C {far} {up} {far} {down} {x} {down}"


def _through(a: Spot, b: Spot, layout: Layout, columns: Columns) -> str:
    """Out of the step, along its lane and into the next one, with round corners."""
    channel = _channel(a, b)
    lane = getattr(layout, channel).of_target[b.name] * LANE
    if channel == "left":
        start = end = columns.main
        x = start - EDGE - lane
    elif channel == "right":
        start = end = columns.side_end
        x = start + EDGE + lane
    else:
        start, end = (columns.main_end, columns.side) if b.column else (columns.side, columns.main_end)
        x = columns.main_end + EDGE + lane
    down = 1 if b.middle > a.middle else -1
    y = a.middle + down * APART
    first = CORNER if x > start else -CORNER
    last = CORNER if end > x else -CORNER
    return (
        f"M {start} {y} H {x - first} Q {x} {y} {x} {y + down * CORNER} "
        f"V {b.middle - down * CORNER} Q {x} {b.middle} {x + last} {b.middle} H {end}"
    )
