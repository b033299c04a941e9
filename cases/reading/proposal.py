"""Förslag till beslut: groups of decision points, one for each deciding body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cases.reading.assignments import assignments_in
from cases.reading.paragraphs import Para
from cases.reading.reading import Mark
from cases.reading.structure import DecisionGroup, Point


@dataclass
class _Draft:
    number: int
    text: str
    source: tuple[int, int]
    numbered: bool
    sure: float = 1.0
    items: list[tuple[str, Mark]] = field(default_factory=list)


@dataclass
class GroupReader:
    """Läsaren av en grupp: `heading` is the line that names the body, or that of the whole proposal."""

    heading: str
    body: str
    decides: str
    source: tuple[int, int]
    paras: list[Para] = field(default_factory=list)

    def read(self, path: str, first: int) -> tuple[DecisionGroup, dict[str, Mark]]:
        """The group and its marks; `first` is the number that would continue the group before it."""
        drafts = _drafts(self.paras)
        sure = _confidence(drafts, first)
        marks = {path: Mark(1.0, self.source, "heading")}
        points: list[Point] = []
        for index, draft in enumerate(drafts):
            here = f"{path}.points.{index}"
            marks[here] = Mark(min(sure, draft.sure), draft.source, "numbered" if draft.numbered else "position")
            marks |= {f"{here}.items.{number}": mark for number, (_, mark) in enumerate(draft.items)}
            given = assignments_in(draft.text)
            kind = "assignment" if given else "decision"
            addressee = given[0].addressee if given else ""
            points.append(Point(draft.number, draft.text, kind, addressee, tuple(text for text, _ in draft.items)))
        return DecisionGroup(self.heading, self.body, self.decides, tuple(points)), marks


def _drafts(paras: Sequence[Para]) -> list[_Draft]:
    found: list[_Draft] = []
    for para in paras:
        last = found[-1] if found else None
        if para.kind == "num":
            found.append(_Draft(para.number or len(found) + 1, para.text, para.source, True, para.sure))
        elif para.kind in ("bullet", "letter") and last and (last.numbered or last.text.endswith(":")):
            last.items.append((para.text, Mark(para.sure, para.source, para.kind)))
        elif para.kind == "" and last and last.numbered and not last.items and not para.after_gap:
            last.text = f"{last.text} {para.text}"
            last.source = (last.source[0], para.last)
        else:
            found.append(_Draft(len(found) + 1, para.text, para.source, False, para.sure))
    return found


def _confidence(drafts: Sequence[_Draft], first: int) -> float:
    """1.0 when the numbering is unbroken, 0.7 for a single unnumbered proposal, 0.5 otherwise."""
    numbers = [draft.number for draft in drafts]
    if drafts and all(draft.numbered for draft in drafts):
        start = numbers[0]
        unbroken = numbers == list(range(start, start + len(numbers)))
        return 1.0 if unbroken and start in (1, first) else 0.5
    return 0.7 if len(drafts) == 1 else 0.5
