"""Textställen: every piece of plain text in a staff report, in reading order, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cases.reading.structure import Block, Content, DecisionGroup, Section

TITLE = "Rubrik"
PROPOSAL = "Förslag till beslut"
ATTACHMENTS = "Bilagor"
RECIPIENTS = "Beslutet ska skickas till"


@dataclass(frozen=True, slots=True)
class Place:
    """Plats: a quoted stretch of text.

    `section` is the Swedish heading, `paragraph` its block (or the point's, attachment's, recipient's number) from 1,
    `start`–`end` the characters within the passage, `path` the passage's address in `Content.to_dict()`.
    """

    section: str
    paragraph: int
    start: int
    end: int
    quote: str
    path: str = ""

    def to_dict(self) -> dict[str, str | int]:
        """The place as JSON values."""
        return {
            "section": self.section,
            "paragraph": self.paragraph,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "path": self.path,
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """Textställe: `kind` is title, point, item (of a point), p, h3, ul, ol, cell, attachment or recipient.

    `section_kind` is proposal, summary, description, opinion, consequences, basis, other, attachments or recipients.
    """

    text: str
    kind: str
    section: str
    section_kind: str
    paragraph: int
    path: str
    number: int | None = field(default=None)

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """The place of the characters start–end; the whole passage when not said."""
        stop = len(self.text) if end is None else end
        return Place(self.section, self.paragraph, start, stop, self.text[start:stop], self.path)


def passages(content: Content) -> Iterator[Passage]:
    """Every passage: title, decision points and their items, sections, attachments, recipients."""
    if content.title:
        yield Passage(content.title, "title", TITLE, "title", 1, "title")
    for index, group in enumerate(content.decision_groups):
        yield from _of_group(group, f"decision_groups.{index}")
    for index, section in enumerate(content.sections):
        for number, block in enumerate(section.blocks):
            yield from _of_block(block, section, number + 1, f"sections.{index}.blocks.{number}")
    for index, attachment in enumerate(content.attachments):
        path = f"attachments.{index}.title"
        yield Passage(
            attachment.title, "attachment", ATTACHMENTS, "attachments", index + 1, path, number=attachment.number
        )
    for index, recipient in enumerate(content.recipients):
        path = f"recipients.{index}.text"
        yield Passage(recipient.text, "recipient", RECIPIENTS, "recipients", index + 1, path)


def _of_group(group: DecisionGroup, path: str) -> Iterator[Passage]:
    for index, point in enumerate(group.points):
        here = f"{path}.points.{index}"
        number = point.number or index + 1
        yield Passage(point.text, "point", PROPOSAL, "proposal", number, f"{here}.text", number=number)
        for position, item in enumerate(point.items):
            where = f"{here}.items.{position}"
            yield Passage(item, "item", PROPOSAL, "proposal", number, where, number=number)


def _of_block(block: Block, section: Section, paragraph: int, path: str) -> Iterator[Passage]:
    name, kind = section.heading, section.kind
    if block.kind in ("p", "h3"):
        yield Passage(block.text, block.kind, name, kind, paragraph, f"{path}.{block.kind}")
    for index, item in enumerate(block.items):
        yield Passage(item, block.kind, name, kind, paragraph, f"{path}.{block.kind}.{index}")
    for line, row in enumerate(block.rows):
        for column, cell in enumerate(row):
            yield Passage(cell, "cell", name, kind, paragraph, f"{path}.table.{line}.{column}")


def plain_text(content: Content) -> str:
    """The whole report as plain text, one passage a line: for search and comparison."""
    return "\n".join(passage.text for passage in passages(content))
