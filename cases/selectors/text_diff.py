"""Jämförelse mellan två versioner av ett tjänsteutlåtande: section by section, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from cases.reading.structure import Block, Content, DecisionGroup
from cases.selectors.decision import Part, word_diff

MOST_WORDS = 1500


@dataclass(frozen=True, slots=True)
class SectionDiff:
    """Avsnitt: each line of `lines` is a paragraph's parts; `changed` = something differs in it."""

    heading: str
    lines: Sequence[Sequence[Part]]
    changed: bool


def compare(before: Content, after: Content) -> list[SectionDiff]:
    """Every section of both versions, in the later one's order; one that was taken away stands where it stood."""
    old, new = _sections(before), _sections(after)
    return [_diff(heading, old.get(heading, []), new.get(heading, [])) for heading in _order(list(old), list(new))]


def compare_texts(before: str, after: str) -> list[list[Part]]:
    """Två texter i löpande följd, paragraph by paragraph and word by word; empty lines are left out."""
    old, new = ([line for line in map(str.strip, text.splitlines()) if line] for text in (before, after))
    return list(_lines(old, new))


def _order(old: list[str], new: list[str]) -> list[str]:
    order = list(new)
    for index, heading in enumerate(old):
        if heading not in order:
            before = next((name for name in reversed(old[:index]) if name in order), None)
            order.insert(order.index(before) + 1 if before else 0, heading)
    return order


def _diff(heading: str, old: list[str], new: list[str]) -> SectionDiff:
    if old == new:
        return SectionDiff(heading, [[("same", line)] for line in new], changed=False)
    return SectionDiff(heading, list(_lines(old, new)), changed=True)


def _lines(old: list[str], new: list[str]) -> Iterator[list[Part]]:
    """Paragraphs that are the same stand as they are; the others are compared one with one, as far as they go."""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ([("same", line)] for line in old[a:b])
            continue
        pairs = min(b - a, d - c)
        for number in range(pairs):
            yield _words(old[a + number], new[c + number])
        yield from ([("removed", line)] for line in old[a + pairs : b])
        yield from ([("added", line)] for line in new[c + pairs : d])


def _words(before: str, after: str) -> list[Part]:
    if max(len(before.split()), len(after.split())) > MOST_WORDS:
        return [("removed", before), ("added", after)]
    return word_diff(before, after)


def _sections(content: Content) -> Mapping[str, list[str]]:
    """The text of each section as lines, by its heading."""
    found: dict[str, list[str]] = {
        _("Rubrik"): [content.title] if content.title else [],
        _("Datum"): [content.date.isoformat()] if content.date else [],
        _("Till"): [content.addressee] if content.addressee else [],
        _("Förslag till beslut"): [line for group in content.decision_groups for line in _points(group)],
    }
    for section in content.sections:
        found.setdefault(section.heading, []).extend(line for block in section.blocks for line in block_lines(block))
    found[_("Bilagor")] = [
        f"{_('Bilaga {n}').format(n=row.number)}: {row.title}" if row.number else row.title
        for row in content.attachments
    ]
    found[_("Beslutet ska skickas till")] = [row.text for row in content.recipients]
    return {heading: lines for heading, lines in found.items() if lines}


def _points(group: DecisionGroup) -> Iterator[str]:
    yield group.heading
    for point in group.points:
        yield f"{point.number}. {point.text}"
        yield from (f"– {item}" for item in point.items)


def block_lines(block: Block) -> list[str]:
    """A block as lines of text."""
    if block.kind == "table":
        return [" | ".join(row) for row in block.rows]
    if block.kind in ("ul", "ol"):
        return [f"– {item}" for item in block.items]
    return [block.text]
