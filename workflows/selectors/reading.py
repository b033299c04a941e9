"""Det lästa som det granskas: twelve fields with their source lines, what was removed and what was joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.rules import Sentence
from cases.reading.reading import Field, Reading
from cases.reading.structure import Content

LONG = 160


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Rad i källan, with its number and the fields that were read from it."""

    number: int
    text: str
    removed: bool


@dataclass(frozen=True, slots=True)
class ReviewField:
    """Fält att granska: what was read, line by line, and where."""

    name: str
    label: Sentence
    shown: Sequence[str]
    where: str
    first_line: int
    unsure: bool


@dataclass(frozen=True, slots=True)
class Review:
    """Granskningen."""

    summary: str
    fields: Sequence[ReviewField]
    source: Sequence[SourceLine]
    removed: Sequence[str]
    joins: Sequence[str]
    warnings: Sequence[str]


def review_of(reading: Reading, text: str) -> Review:
    """The reading beside its source."""
    fields = reading.fields()
    unsure = sum(field.needs_confirmation for field in fields)
    rows = text.splitlines()
    gone = {number for one in reading.removed for number in range(one.lines[0], one.lines[1] + 1)}
    return Review(
        summary=_("{n} av 12 fält är säkra. {m} behöver kontrolleras.").format(n=len(fields) - unsure, m=unsure),
        fields=[_field(field, reading.content()) for field in fields],
        source=[SourceLine(number, row, number in gone) for number, row in enumerate(rows, 1)],
        removed=[_removed(one.kind, one.lines, rows) for one in reading.removed],
        joins=[f"{join.left} | {join.right}" for join in reading.joins],
        warnings=reading.warnings,
    )


def _removed(kind: str, lines: tuple[int, int], rows: Sequence[str]) -> str:
    text = " ".join(row.strip() for row in rows[lines[0] - 1 : lines[1]])
    return _("{slag}, {rader}: {text}").format(slag=_kind(kind), rader=_lines(lines), text=text)


def _kind(kind: str) -> str:
    named = {
        "footer": _("Sidfot"),
        "running_header": _("Sidhuvud"),
        "page_number": _("Sidnummer"),
        "signature_stamp": _("Underskriftsstämpel"),
    }
    return named.get(kind, kind)


def _lines(source: tuple[int, int] | None) -> str:
    if source is None:
        return _("finns inte i texten")
    if source[0] == source[1]:
        return _("rad {n}").format(n=source[0])
    return _("rad {n}–{m}").format(n=source[0], m=source[1])


def _field(field: Field, content: Content) -> ReviewField:
    return ReviewField(
        name=field.name,
        label=field.label,
        shown=list(_shown(field, content)),
        where=_lines(field.source),
        first_line=field.source[0] if field.source else 0,
        unsure=field.needs_confirmation,
    )


def _shown(field: Field, content: Content) -> Iterator[str]:
    match field.name:
        case "date":
            yield date_format(content.date, "j\u00a0F Y") if content.date else ""
        case "decision_points":
            for group in content.decision_groups:
                yield group.heading
                for point in group.points:
                    yield f"{point.number}. {point.text}"
                    yield from (f"– {item}" for item in point.items)
        case "signatories":
            yield from (", ".join(filter(None, [one.name, one.title])) for one in content.signatories)
        case "attachments":
            yield from (f"{one.number}. {one.title}" if one.number else one.title for one in content.attachments)
        case "recipients":
            yield from (one.text for one in content.recipients)
        case "body":
            for section in content.sections:
                yield section.heading
                for block in section.blocks:
                    text = block.text or "; ".join(block.items) or "; ".join(" | ".join(row) for row in block.rows)
                    yield f"{text[:LONG]} …" if len(text) > LONG else text
        case _:
            values = field.value if isinstance(field.value, list) else [field.value]
            yield from (str(value) for value in values if value)
