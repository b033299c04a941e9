"""Tjänsteutlåtandets innehåll: what a version holds, what is hashed, checked and printed. Plain values only.

The keys of `to_dict` are the product's format for a staff report (versions, export, the JSON embedded in the PDF):
a change of a key is a change of every stored hash.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

BlockKind = Literal["p", "ul", "ol", "h3", "table"]
BLOCK_KINDS: tuple[BlockKind, ...] = ("p", "h3", "ul", "ol", "table")
KEYS = (
    "kind",
    "date",
    "diary_number",
    "officers",
    "addressee",
    "title",
    "decision_groups",
    "sections",
    "signatories",
    "attachments",
    "recipients",
)
T = TypeVar("T")


class ContentError(ValueError):
    """The mapping is not a staff report's content."""


@dataclass(frozen=True, slots=True)
class Block:
    """Stycke, lista eller tabell. `text` for p and h3, `items` for ul and ol, `rows` for table."""

    kind: BlockKind
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """One key, the kind: {"p": "…"}, {"ul": ["…"]}, {"table": [["…"]]}."""
        if self.kind in ("p", "h3"):
            return {self.kind: self.text}
        if self.kind == "table":
            return {"table": [list(row) for row in self.rows]}
        return {self.kind: list(self.items)}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Block:
        """The block of a one-key mapping."""
        if not isinstance(value, Mapping) or len(value) != 1:
            raise ContentError("a block has exactly one key")
        for kind in BLOCK_KINDS:
            if kind not in value:
                continue
            if kind in ("p", "h3"):
                return cls(kind, text=_text(value[kind]))
            if kind == "table":
                return cls(kind, rows=_list(value[kind], lambda row: _list(row, _text)))
            return cls(kind, items=_list(value[kind], _text))
        raise ContentError(f"unknown block: {sorted(value)}")


@dataclass(frozen=True, slots=True)
class Officer:
    """Handläggare."""

    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """Beslutspunkt. `kind` is "assignment" when it gives `addressee` a task, else "decision"."""

    number: int
    text: str
    kind: str = "decision"
    addressee: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionGroup:
    """Förslag till beslut för en instans: `body` is its code in the register, "" when it is not known."""

    heading: str
    body: str = ""
    kind: str = "own_decision"
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Avsnitt: `kind` is summary, description, opinion, consequences, basis or other."""

    heading: str
    kind: str = "other"
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatoryLine:
    """Den som skriver under tjänsteutlåtandet."""

    name: str
    title: str = ""
    acting: bool = False


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """Bilaga i bilageförteckningen; `number` is None when the list does not number it."""

    number: int | None
    title: str


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """Mottagare som den står i texten; `match` is "correspondent", "group:<CODE>" or "" (free text, never guessed)."""

    text: str
    match: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Tjänsteutlåtande: the whole content of one version."""

    kind: str = "staff_report"
    date: datetime.date | None = None
    diary_number: str = ""
    officers: tuple[Officer, ...] = ()
    addressee: str = ""
    title: str = ""
    decision_groups: tuple[DecisionGroup, ...] = ()
    sections: tuple[Section, ...] = ()
    signatories: tuple[SignatoryLine, ...] = ()
    attachments: tuple[AttachmentLine, ...] = ()
    recipients: tuple[RecipientLine, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        """Every decision point, group by group."""
        return tuple(point for group in self.decision_groups for point in group.points)

    def to_dict(self) -> dict[str, Any]:
        """The content as JSON values, all keys always there."""
        return {
            "kind": self.kind,
            "date": self.date.isoformat() if self.date else None,
            "diary_number": self.diary_number,
            "officers": [{"name": o.name, "email": o.email, "phone": o.phone} for o in self.officers],
            "addressee": self.addressee,
            "title": self.title,
            "decision_groups": [_group_dict(group) for group in self.decision_groups],
            "sections": [
                {"heading": s.heading, "kind": s.kind, "blocks": [b.to_dict() for b in s.blocks]} for s in self.sections
            ],
            "signatories": [{"name": s.name, "title": s.title, "acting": s.acting} for s in self.signatories],
            "attachments": [{"number": a.number, "title": a.title} for a in self.attachments],
            "recipients": [{"text": r.text, "match": r.match} for r in self.recipients],
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Content:
        """The content of a mapping; a missing key is empty.

        Raises:
            ContentError: an unknown key (nothing may be lost silently) or a value of the wrong type.
        """
        if not isinstance(value, Mapping) or set(value) - set(KEYS):
            raise ContentError(f"not a staff report: {sorted(set(value) - set(KEYS))}")
        try:
            day = datetime.date.fromisoformat(value["date"]) if value.get("date") else None
        except (TypeError, ValueError) as error:
            raise ContentError("date is not YYYY-MM-DD") from error
        return cls(
            kind=_text(value.get("kind", "staff_report")),
            date=day,
            diary_number=_text(value.get("diary_number") or ""),
            officers=_list(
                value.get("officers", ()),
                lambda o: Officer(_text(o["name"]), _optional(o.get("email")), _optional(o.get("phone"))),
            ),
            addressee=_text(value.get("addressee", "")),
            title=_text(value.get("title", "")),
            decision_groups=_list(value.get("decision_groups", ()), _group),
            sections=_list(
                value.get("sections", ()),
                lambda s: Section(
                    _text(s["heading"]), _text(s.get("kind", "other")), _list(s.get("blocks", ()), Block.from_dict)
                ),
            ),
            signatories=_list(
                value.get("signatories", ()),
                lambda s: SignatoryLine(_text(s["name"]), _text(s.get("title", "")), bool(s.get("acting", False))),
            ),
            attachments=_list(
                value.get("attachments", ()), lambda a: AttachmentLine(_number(a.get("number")), _text(a["title"]))
            ),
            recipients=_list(
                value.get("recipients", ()), lambda r: RecipientLine(_text(r["text"]), _text(r.get("match", "")))
            ),
        )


def canonical_json(content: Content) -> bytes:
    """UTF-8 JSON with sorted keys, no spaces and NFC text: the bytes that are hashed."""
    text = json.dumps(content.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


def content_hash(content: Content) -> str:
    """SHA-256 over the canonical JSON, 64 hex digits: what an approval is bound to."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def _group_dict(group: DecisionGroup) -> dict[str, Any]:
    points = [
        {"number": p.number, "text": p.text, "kind": p.kind, "addressee": p.addressee, "items": list(p.items)}
        for p in group.points
    ]
    return {"heading": group.heading, "body": group.body, "kind": group.kind, "points": points}


def _group(value: Mapping[str, Any]) -> DecisionGroup:
    points = _list(
        value.get("points", ()),
        lambda p: Point(
            _number(p.get("number")) or 0,
            _text(p["text"]),
            _text(p.get("kind", "decision")),
            _text(p.get("addressee", "")),
            _list(p.get("items", ()), _text),
        ),
    )
    kind = _text(value.get("kind", "own_decision"))
    return DecisionGroup(_text(value.get("heading", "")), _text(value.get("body", "")), kind, points)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ContentError(f"text expected, not {type(value).__name__}")
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise ContentError(f"number expected, not {type(value).__name__}")
    return value


def _list(value: object, each: Callable[[Any], T]) -> tuple[T, ...]:
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise ContentError(f"list expected, not {type(value).__name__}")
    try:
        return tuple(each(item) for item in value)
    except (KeyError, AttributeError, TypeError) as error:
        raise ContentError(f"wrong shape: {error}") from error
