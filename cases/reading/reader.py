"""Läsaren: a staff report's text in, its reading out. Never crashes, never invents, never takes a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from django.utils.translation import gettext as _

from cases.reading.furniture import without_furniture
from cases.reading.head import Head, HeadReader
from cases.reading.headings import Heading, heading_of
from cases.reading.lexicon import Lexicon
from cases.reading.lines import Line, lines_of
from cases.reading.lists import attachments_of, recipients_of
from cases.reading.paragraphs import Joiner, Para
from cases.reading.proposal import GroupReader
from cases.reading.reading import Mark, Reading
from cases.reading.sections import KINDS, SectionReader
from cases.reading.signatories import take_signatories
from cases.reading.structure import Content, SignatoryLine

Source = Literal["text", "ocr"]
CEILING: dict[str, float] = {"text": 1.0, "ocr": 0.5}
_LISTS = ("attachments", "recipients")


def read_text(text: str, lexicon: Lexicon, *, source: Source = "text") -> Reading:
    """Read a staff report from plain text.

    `source` caps the confidence of every field: what was read from paper ("ocr") is a suggestion only.
    """
    kept, removed = without_furniture(lines_of(text, lexicon), lexicon)
    joiner = Joiner(kept, lexicon)
    start = _first_heading(kept, lexicon)
    head = HeadReader(lexicon).read(kept[:start], joiner)
    body = list(kept[start:])
    signers, taken = _signers(body, lexicon)
    body = [replace(line, kind="blank", text="") if index in taken else line for index, line in enumerate(body)]
    parts = _Parts(head, lexicon)
    for para in joiner.paragraphs(head.rest) + joiner.paragraphs(body):
        parts.take(para)
    marks = dict(head.marks)
    content = parts.content(marks)
    content = replace(content, signatories=tuple(signer for signer, _mark in signers))
    marks |= {f"signatories.{index}": mark for index, (_signer, mark) in enumerate(signers)}
    capped = {path: replace(mark, confidence=min(mark.confidence, CEILING[source])) for path, mark in marks.items()}
    warnings = tuple(_("Kontrollera det avstavade ordet ”%(word)s”.") % {"word": word} for word in joiner.warnings)
    return Reading(content, capped, tuple(removed), tuple(joiner.joins), warnings + _missing(content))


def _first_heading(lines: Sequence[Line], lexicon: Lexicon) -> int:
    for index, line in enumerate(lines):
        if line.text and line.kind in ("", "num") and heading_of(line.text, lexicon):
            return index
    return len(lines)


def _signers(body: Sequence[Line], lexicon: Lexicon) -> tuple[list[tuple[SignatoryLine, Mark]], set[int]]:
    """The signers at the end of the text: before the lists, else last of all."""
    headings = [(index, heading_of(line.text, lexicon)) for index, line in enumerate(body) if line.kind == ""]
    lists = [index for index, heading in headings if heading and heading.kind in _LISTS]
    kinds = {heading.kind for _index, heading in headings if heading}
    ends = lists if "recipients" in kinds else [*lists, len(body)]
    for end in ends:
        signers, taken = take_signatories(body[:end], lexicon)
        if signers:
            return signers, taken
    return [], set()


def _missing(content: Content) -> tuple[str, ...]:
    found = []
    if not content.points:
        found.append(_("Inga beslutspunkter hittades."))
    if not content.sections:
        found.append(_("Inga avsnitt hittades."))
    return tuple(found)


class _Parts:
    """Delarna: each paragraph goes to the part whose heading stood last."""

    def __init__(self, head: Head, lexicon: Lexicon) -> None:
        self.head = head
        self.lexicon = lexicon
        self.groups: list[GroupReader] = []
        self.sections: list[SectionReader] = []
        self.lists: dict[str, list[Para]] = {kind: [] for kind in _LISTS}
        self.current: list[Para] | None = None
        self.in_proposal = False

    def take(self, para: Para) -> None:
        """One paragraph or heading."""
        if para.heading is None or not self._open(para, para.heading):
            if self.current is None:
                self._section(para, "", "other", 0.5)
            if self.current is not None:
                self.current.append(replace(para, heading=None, kind="" if para.kind == "h" else para.kind))

    def _open(self, para: Para, heading: Heading) -> bool:
        """Begin the part of the heading; False when the line is no heading here."""
        if heading.kind == "proposal":
            self._group(para, heading)
        elif heading.kind == "body":
            if not self.in_proposal and self.groups:
                return False
            self._group(para, heading)
        elif heading.kind in _LISTS:
            self.current = self.lists[heading.kind]
            self.in_proposal = False
            if heading.rest:
                self.current.append(replace(para, text=heading.rest, kind="", heading=None))
        else:
            kind = heading.kind if heading.kind in KINDS else "other"
            self._section(para, heading.text, kind, heading.confidence)
        return True

    def _group(self, para: Para, heading: Heading) -> None:
        body = heading.body if heading.body is not None else self.head.addressee_code
        empty = self.in_proposal and self.groups and not self.groups[-1].paras
        if empty:
            self.groups.pop()
        self.groups.append(GroupReader(heading.text, body, heading.decides, para.source))
        self.current = self.groups[-1].paras
        self.in_proposal = True

    def _section(self, para: Para, heading: str, kind: str, sure: float) -> None:
        self.sections.append(SectionReader(heading, kind, Mark(sure, para.source, "heading")))
        self.current = self.sections[-1].paras
        self.in_proposal = False

    def content(self, marks: dict[str, Mark]) -> Content:
        """The content but for the signers; the marks are added to `marks`."""
        groups, first = [], 1
        for index, reader in enumerate(self.groups):
            group, more = reader.read(f"decision_groups.{index}", first)
            groups.append(group)
            marks |= more
            first = group.points[-1].number + 1 if group.points else first
        sections = []
        for index, section_reader in enumerate(self.sections):
            section, more = section_reader.read(f"sections.{index}")
            sections.append(section)
            marks |= more
        attachments = attachments_of(self.lists["attachments"])
        recipients = recipients_of(self.lists["recipients"], self.lexicon)
        marks |= {f"attachments.{index}": mark for index, (_line, mark) in enumerate(attachments)}
        marks |= {f"recipients.{index}": mark for index, (_line, mark) in enumerate(recipients)}
        return Content(
            date=self.head.date,
            diary_number=self.head.diary_number,
            officers=tuple(self.head.officers),
            addressee=self.head.addressee,
            title=self.head.title,
            decision_groups=tuple(groups),
            sections=tuple(sections),
            attachments=tuple(line for line, _mark in attachments),
            recipients=tuple(line for line, _mark in recipients),
        )
