"""Läsning: the content read from a source, with how surely and from which lines each part was read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cases.reading.structure import Content
from diarium.numbers import DiaryNumber

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SURE = 0.9
FIELDS: tuple[tuple[str, _StrPromise], ...] = (
    ("date", _("Datum")),
    ("diary_number", _("Diarienummer")),
    ("officer", _("Handläggare")),
    ("officer_email", _("Handläggarens e-post")),
    ("addressee", _("Till")),
    ("title", _("Rubrik")),
    ("decision_points", _("Beslutspunkter")),
    ("section_headings", _("Avsnittens rubriker")),
    ("signatories", _("Undertecknare")),
    ("attachments", _("Bilagor")),
    ("recipients", _("Beslutet ska skickas till")),
    ("body", _("Brödtext")),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a leaf was read: `source` is the first and the last line, `how` one English word."""

    confidence: float
    source: tuple[int, int]
    how: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Borttaget: `kind` is footer, running_header, page_number or signature_stamp; `lines` first and last."""

    kind: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Join:
    """Hopsatt: what stood on each side of a page or line break, and how it was put together."""

    left: str
    right: str
    kind: str


@dataclass(frozen=True, slots=True)
class Field:
    """Fält: one of the twelve fields of the review page."""

    name: str
    label: _StrPromise
    value: Any
    confidence: float
    source: tuple[int, int] | None

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person must confirm this field by itself."""
        return self.confidence < SURE


@dataclass(frozen=True)
class Reading:
    """Läsning: `marks` are addressed like the leaves of `Content.to_dict()`.

    A leaf without a mark has that of its nearest parent.
    """

    read: Content
    marks: Mapping[str, Mark]
    removed: tuple[Removed, ...] = ()
    joins: tuple[Join, ...] = ()
    warnings: tuple[str, ...] = ()

    def content(self) -> Content:
        """The plain content, for a version."""
        return self.read

    def mark(self, path: str) -> Mark:
        """The mark of a leaf, or of its nearest parent."""
        while path:
            if path in self.marks:
                return self.marks[path]
            path = path.rpartition(".")[0]
        return Mark(0.0, (0, 0), "missing")

    def fields(self) -> tuple[Field, ...]:
        """The twelve fields with the lowest confidence of their parts."""
        tree = self.read.to_dict()
        values = {
            "date": tree["date"],
            "diary_number": tree["diary_number"],
            "officer": [officer["name"] for officer in tree["officers"]],
            "officer_email": [officer["email"] for officer in tree["officers"] if officer["email"]],
            "addressee": tree["addressee"],
            "title": tree["title"],
            "decision_points": tree["decision_groups"],
            "section_headings": [section["heading"] for section in tree["sections"]],
            "signatories": tree["signatories"],
            "attachments": tree["attachments"],
            "recipients": tree["recipients"],
            "body": [section["blocks"] for section in tree["sections"]],
        }
        return tuple(self._field(name, label, values[name]) for name, label in FIELDS)

    def _field(self, name: str, label: _StrPromise, value: Any) -> Field:
        marks = [mark for path, mark in self.marks.items() if _belongs(path, name)]
        sources = [mark.source for mark in marks if mark.source != (0, 0)]
        source = (min(s[0] for s in sources), max(s[1] for s in sources)) if sources else None
        confidence = min((mark.confidence for mark in marks), default=0.0) if value else 0.0
        return Field(name, label, value, confidence, source)

    def to_json(self) -> dict[str, Any]:
        """The reading as JSON: every leaf {"value", "confidence", "source", "how"}."""
        tree = self.read.to_dict()
        kind = tree.pop("kind")
        answer: dict[str, Any] = {"kind": kind} | {key: self._leaves(value, key) for key, value in tree.items()}
        answer["diary_number"]["value"] = self._number()
        answer["removed"] = [{"kind": r.kind, "lines": list(r.lines)} for r in self.removed]
        answer["joins"] = [{"left": j.left, "right": j.right, "kind": j.kind} for j in self.joins]
        answer["warnings"] = list(self.warnings)
        return answer

    def _leaves(self, value: Any, path: str) -> Any:
        if isinstance(value, dict):
            return {key: self._leaves(each, f"{path}.{key}") for key, each in value.items()}
        if isinstance(value, list):
            return [self._leaves(each, f"{path}.{index}") for index, each in enumerate(value)]
        mark = self.mark(path)
        return {"value": value, "confidence": mark.confidence, "source": list(mark.source), "how": mark.how}

    def _number(self) -> dict[str, Any] | None:
        printed = self.read.diary_number
        number = DiaryNumber.parse(printed) if printed else None
        if number is None:
            return {"printed": printed} if printed else None
        return {
            "printed": printed,
            "form": _form(printed, number),
            "board": number.board,
            "year": number.year,
            "serial": number.serial,
            "class_code": number.class_code,
            "document_no": number.document_no,
        }


def _belongs(path: str, name: str) -> bool:
    parts = path.split(".")
    match name:
        case "officer":
            return parts[0] == "officers" and parts[-1] == "name"
        case "officer_email":
            return parts[0] == "officers" and parts[-1] == "email"
        case "decision_points":
            return parts[0] == "decision_groups"
        case "section_headings":
            return parts[0] == "sections" and parts[-1] == "heading"
        case "body":
            return parts[0] == "sections" and "blocks" in parts
        case _:
            return parts[0] == name


def _form(printed: str, number: DiaryNumber) -> str:
    """The pattern of the printed number: "BOARD-YYYY/N.CLASS"."""
    names = {number.board.casefold(): "BOARD", str(number.year): "YYYY", number.class_code: "CLASS"}
    answer: list[str] = []
    for part in re.findall(r"[^\W\d_]+|\d+|[\W_]", printed):
        if part.isdigit() and "N" not in answer and int(part) == number.serial:
            answer.append("N")
        elif part.isdigit() and number.document_no is not None and "N" in answer and int(part) == number.document_no:
            answer.append("D")
        else:
            answer.append(names.get(part.casefold(), part))
    return "".join(answer)
