"""Processens bild: an arrow crosses no step, and two ways that lead apart are never drawn as one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from workflows.definitions.body import parse
from workflows.definitions.shipped import shipped_bodies
from workflows.selectors.process_picture import Picture, picture_of
from workflows.selectors.process_svg import process_svg

BODIES = {code: parse(body) for code, body in shipped_bodies().items()}
DRAWN = Path(__file__).resolve().parent.parent.parent / "docs" / "processes"
Line = tuple[int, int, int, int]


def _corners(arrow: str) -> list[tuple[int, int]]:
    """The points of an arrow; the round corners with the point they bend at."""
    x = y = 0
    points = []
    for letter, numbers in re.findall(r"([MHVQC]) ([\d -]+)", arrow):
        values = [int(one) for one in numbers.split()]
        if letter == "H":
            x = values[0]
        elif letter == "V":
            y = values[0]
        else:
            points += list(zip(values[:-2:2], values[1:-2:2], strict=True))
            x, y = values[-2:]
        points.append((x, y))
    return points


def _lines(arrow: str) -> Iterator[Line]:
    points = _corners(arrow)
    for (x, y), (to_x, to_y) in pairwise(points):
        yield min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)


def _crossed(picture: Picture) -> list[str]:
    return [
        box.title
        for arrow in picture.arrows
        for left, top, right, bottom in _lines(arrow)
        for box in picture.boxes
        if right > box.x and left < box.x + box.width and bottom > box.y and top < box.y + picture.box_height
    ]


@pytest.mark.parametrize("code", BODIES)
def test_no_arrow_crosses_a_step(code: str) -> None:
    picture = picture_of(BODIES[code])

    assert len(picture.arrows) > len(picture.boxes)
    assert _crossed(picture) == []


@pytest.mark.parametrize("code", BODIES)
def test_lanes_to_different_steps_never_lie_on_each_other(code: str) -> None:
    picture = picture_of(BODIES[code])
    uprights = [
        (line, _corners(arrow)[-1])
        for arrow in picture.arrows
        if "Q" in arrow
        for line in _lines(arrow)
        if line[0] == line[2]
    ]
    on_each_other = [
        (one, other)
        for number, (one, end) in enumerate(uprights)
        for other, other_end in uprights[number + 1 :]
        if end != other_end and one[0] == other[0] and one[1] < other[3] and other[1] < one[3]
    ]

    assert uprights
    assert on_each_other == []


@pytest.mark.parametrize("code", BODIES)
def test_everything_drawn_has_room_in_the_picture(code: str) -> None:
    picture = picture_of(BODIES[code])
    points = [point for arrow in picture.arrows for point in _corners(arrow)]

    assert min(x for x, _y in points) >= 0
    assert max(x for x, _y in points) <= picture.width
    assert max(y for _x, y in points) <= picture.height


def test_a_box_says_who_does_the_step_so_that_two_approvals_are_told_apart() -> None:
    boxes = picture_of(BODIES["agreement"]).boxes

    approvals = [box.who for box in boxes if box.title == "Godkänn förslag till beslut"]
    assert approvals == ["Biträdande kommundirektör", "Kommundirektör"]
    assert [box.who for box in boxes if box.title == "Svara på remissen"] == ["Nämndsekreterare m.fl."]


@pytest.mark.parametrize("code", BODIES)
def test_the_pictures_in_the_documentation_are_those_of_the_shipped_processes(code: str) -> None:
    """Drawn again by PICTURES=write."""
    drawn = process_svg(BODIES[code], title=BODIES[code].title)
    file = DRAWN / f"{code}.svg"
    if os.environ.get("PICTURES") == "write":
        DRAWN.mkdir(exist_ok=True)
        file.write_bytes(drawn)

    assert file.read_bytes() == drawn
