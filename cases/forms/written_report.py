"""Tjänsteutlåtandet som det står i formuläret: rows of points, sub-points, attachments and recipients, as written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cases.forms.rows import change, written_rows
from cases.reading.structure import Content, DecisionGroup
from diarium.engine.prose import blocks_to_text

TEMPLATE: tuple[str, ...] = ("summary", "description", "opinion", "consequences")
MOST = 100
NOT_WRITTEN = frozenset(("csrfmiddlewaretoken", "base_version", "version", "window", "then", "row"))


@dataclass
class WrittenPoint:
    """Beslutspunkt."""

    text: str = ""
    items: list[str] = field(default_factory=list)


@dataclass
class WrittenGroup:
    """Beslutande instans: `who` is “KS|own_decision|Kommunstyrelsens beslut”, empty while it is not chosen."""

    who: str = ""
    points: list[WrittenPoint] = field(default_factory=lambda: [WrittenPoint()])


@dataclass
class WrittenReport:
    """Hela formuläret."""

    title: str = ""
    date: Any = ""
    addressee: str = ""
    groups: list[WrittenGroup] = field(default_factory=lambda: [WrittenGroup()])
    sections: list[dict[str, str]] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    @classmethod
    def of_content(cls, content: Content, required: Sequence[str]) -> WrittenReport:
        """A version, with an empty field for each section of the template that it lacks (last, as yet)."""
        there = {section.kind for section in content.sections}
        sections = [
            {
                "heading": section.heading,
                "kind": section.kind,
                "text": blocks_to_text(b.to_dict() for b in section.blocks),
            }
            for section in content.sections
        ]
        headings = template_headings()
        sections += [
            {"heading": headings[kind], "kind": kind, "text": ""}
            for kind in TEMPLATE
            if kind in required and kind not in there
        ]
        groups = [
            WrittenGroup(who_of(group), [WrittenPoint(point.text, list(point.items)) for point in group.points])
            for group in content.decision_groups
        ]
        return cls(
            title=content.title,
            date=content.date or "",
            addressee=content.addressee,
            groups=groups or [WrittenGroup()],
            sections=sections,
            attachments=[row.title for row in content.attachments],
            recipients=[row.text for row in content.recipients],
        )

    @classmethod
    def of_data(cls, data: Mapping[str, str]) -> WrittenReport:
        """What was sent."""
        groups: list[WrittenGroup] = []
        while len(groups) < MOST and f"g{len(groups)}-who" in data:
            prefix = f"g{len(groups)}"
            groups.append(WrittenGroup(data[f"{prefix}-who"], _points(data, prefix)))
        return cls(
            title=data.get("title", ""),
            date=data.get("date", ""),
            addressee=data.get("addressee", ""),
            groups=groups,
            sections=written_rows(data, "section", ("text", "heading", "kind")),
            attachments=_texts(data, "a"),
            recipients=_texts(data, "r"),
        )

    def act(self, said: str, areas: Sequence[str]) -> str:
        """Do what a row's button says, e.g. “add-point-0”, “up-item-0-1-2”; answers with the field to go on from.

        “areas-point-0-1” puts the prioritised areas of the matter under a point.
        """
        act, _dash, rest = said.partition("-")
        name, *numbers = rest.split("-")
        places = [int(number) for number in numbers if number.isdecimal() and len(number) < 6]
        if name == "group":
            return f"g{change(self.groups, act, _at(places, 0), WrittenGroup)}-who"
        if name == "attachment":
            return f"a{change(self.attachments, act, _at(places, 0), str)}"
        if name == "recipient":
            return f"r{change(self.recipients, act, _at(places, 0), str)}"
        if name in ("point", "item") and 0 <= _at(places, 0) < len(self.groups):
            return self._act_on_point(act, name, places, areas)
        return ""

    def _act_on_point(self, act: str, name: str, places: list[int], areas: Sequence[str]) -> str:
        group, place = places[0], _at(places, 1)
        points = self.groups[group].points
        if name == "point" and act != "areas":
            return f"g{group}-p{change(points, act, place, WrittenPoint)}"
        if not 0 <= place < len(points):
            return ""
        point = points[place]
        if act == "areas":
            point.items = list(areas)
        else:
            goes_to = change(point.items, act, _at(places, 2), str)
            if goes_to >= 0:
                return f"g{group}-p{place}-i{goes_to}"
        return f"g{group}-p{place}"


def written_fields(data: Mapping[str, str]) -> dict[str, str]:
    """The fields of the form that somebody writes in, as they were sent; what no text can hold is left out."""
    return {name: text.replace("\0", "") for name, text in data.items() if name not in NOT_WRITTEN}


def _at(places: list[int], index: int) -> int:
    return places[index] if index < len(places) else -1


def _points(data: Mapping[str, str], prefix: str) -> list[WrittenPoint]:
    points: list[WrittenPoint] = []
    while len(points) < MOST and (name := f"{prefix}-p{len(points)}") in data:
        points.append(WrittenPoint(data[name], _texts(data, f"{name}-i")))
    return points


def _texts(data: Mapping[str, str], prefix: str) -> list[str]:
    texts: list[str] = []
    while len(texts) < MOST and f"{prefix}{len(texts)}" in data:
        texts.append(data[f"{prefix}{len(texts)}"])
    return texts


def who_of(group: DecisionGroup) -> str:
    """The group's body, what it does and its heading, as one value of the list."""
    return f"{group.body}|{group.kind}|{group.heading}"


def template_headings() -> dict[str, str]:
    """Mallens avsnitt i ordning."""
    return {
        "summary": _("Sammanfattning"),
        "description": _("Beskrivning av ärendet"),
        "opinion": _("Förvaltningens synpunkter"),
        "consequences": _("Ekonomiska och juridiska konsekvenser"),
    }
