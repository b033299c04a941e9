"""Tjänsteutlåtandets formulär (S5): the fields of what is written, and the content that they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField
from cases.forms.written_report import TEMPLATE, WrittenPoint, WrittenReport
from cases.reading.assignments import assignments_in
from cases.reading.lexicon import Lexicon
from cases.reading.structure import AttachmentLine, Block, Content, DecisionGroup, Point, RecipientLine, Section
from diarium.engine.prose import text_to_blocks

MOST_TEXT = 60_000
MOST_POINT = 8_000
MOST_LINE = 500
SECTION_KINDS = ("summary", "description", "opinion", "consequences", "basis", "other")


class ReportForm(forms.Form):
    """Tjänsteutlåtande. A draft may lack much; an empty point and an unknown date are the only refusals."""

    title = forms.CharField(
        label=_("Rubrik"),
        max_length=MOST_LINE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Fyll i rubriken.")},
    )
    date = DateField(label=_("Datum"), help_text=_("Till exempel 2020-10-05 eller i dag."))
    addressee = forms.CharField(label=_("Till"), max_length=200, required=False)
    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    no_optional_mark = True

    def __init__(
        self,
        written: WrittenReport,
        *,
        base: int,
        bodies: Sequence[tuple[str, str]],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        initial = {
            "title": written.title,
            "date": written.date,
            "addressee": written.addressee,
            "base_version": base,
        }
        super().__init__(data, initial=initial)
        self.written = written
        for number, group in enumerate(written.groups):
            self.fields[f"g{number}-who"] = forms.ChoiceField(
                label=_("Vem beslutar?"),
                choices=[("", _("Välj vem som beslutar")), *bodies],
                initial=group.who,
                required=False,
                error_messages={"invalid_choice": _("Välj vem som beslutar.")},
            )
            for place, point in enumerate(group.points):
                self._add_point(f"g{number}-p{place}", place + 1, point)
        for number, row in enumerate(written.sections):
            self._add_text(f"section-{number}-text", row["heading"], row["text"], MOST_TEXT, rows=8)
            for name in ("heading", "kind"):
                self._add_hidden(f"section-{number}-{name}", row[name])
        for number, text in enumerate(written.attachments):
            self._add_text(f"a{number}", now_in("Bilaga {n}").format(n=number + 1), text, MOST_LINE)
        for number, text in enumerate(written.recipients):
            self._add_text(f"r{number}", now_in("Mottagare {n}").format(n=number + 1), text, 300)

    def _add_point(self, name: str, number: int, point: WrittenPoint) -> None:
        self._add_text(name, now_in("Beslutspunkt {n}").format(n=number), point.text, MOST_POINT, rows=3)
        self.fields[name].required = True
        empty = now_in("Beslutspunkt {n} är tom. Skriv texten eller ta bort punkten.").format(n=number)
        self.fields[name].error_messages["required"] = empty
        for place, text in enumerate(point.items):
            label = now_in("Underpunkt {m} till beslutspunkt {n}").format(m=place + 1, n=number)
            self._add_text(f"{name}-i{place}", label, text, MOST_POINT, rows=1)

    def _add_text(self, name: str, label: str, initial: str, most: int, rows: int = 0) -> None:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
        self.fields[name] = forms.CharField(
            label=label, initial=initial, required=False, max_length=most, widget=widget
        )

    def _add_hidden(self, name: str, initial: str) -> None:
        self.fields[name] = forms.CharField(initial=initial, required=False, max_length=200, widget=forms.HiddenInput)

    def groups(self) -> Iterator[dict[str, Any]]:
        """Grupperna som de ritas, each with its points and their sub-points."""
        for number, group in enumerate(self.written.groups):
            last = len(group.points) - 1
            points = [
                {
                    "field": self[f"g{number}-p{place}"],
                    "where": f"{number}-{place}",
                    "what": f"point-{number}",
                    "place": place,
                    "number": place + 1,
                    "first": place == 0,
                    "last": place == last,
                    "items": list(self._items(f"{number}-{place}", f"g{number}-p{place}", len(point.items))),
                }
                for place, point in enumerate(group.points)
            ]
            yield {"who": self[f"g{number}-who"], "place": number, "number": number + 1, "points": points}

    def _items(self, where: str, name: str, count: int) -> Iterator[dict[str, Any]]:
        for place in range(count):
            field = self[f"{name}-i{place}"]
            yield {
                "field": field,
                "what": f"item-{where}",
                "place": place,
                "first": place == 0,
                "last": place == count - 1,
            }

    def sections(self) -> Iterator[dict[str, Any]]:
        """Avsnitten som de ritas."""
        for number, row in enumerate(self.written.sections):
            hidden = [self[f"section-{number}-{name}"] for name in ("heading", "kind")]
            field = self[f"section-{number}-text"]
            yield {"field": field, "hidden": hidden, "place": number, "heading": row["heading"]}

    def attachment_rows(self) -> Iterator[dict[str, Any]]:
        """Bilagorna som de ritas."""
        yield from self._lines("a", len(self.written.attachments))

    def recipient_rows(self) -> Iterator[dict[str, Any]]:
        """Mottagarna som de ritas."""
        yield from self._lines("r", len(self.written.recipients))

    def _lines(self, prefix: str, count: int) -> Iterator[dict[str, Any]]:
        for place in range(count):
            field = self[f"{prefix}{place}"]
            yield {"field": field, "place": place, "first": place == 0, "last": place == count - 1}

    def content(self, base: Content, lexicon: Lexicon) -> Content:
        """Innehållet: what the form does not show (officers, who signs, the number) is the base's."""
        data = self.cleaned_data
        kept = [data[f"a{n}"] for n in range(len(self.written.attachments)) if data[f"a{n}"]]
        recipients = [data[f"r{n}"] for n in range(len(self.written.recipients)) if data[f"r{n}"]]
        groups = [self._group(number, len(group.points)) for number, group in enumerate(self.written.groups)]
        return replace(
            base,
            title=" ".join(data["title"].split()),
            date=data["date"],
            addressee=data["addressee"],
            decision_groups=tuple(group for group in groups if group.points),
            sections=in_order(list(self._sections()), frozenset(section.kind for section in base.sections)),
            attachments=tuple(AttachmentLine(number, title) for number, title in enumerate(kept, 1)),
            recipients=tuple(RecipientLine(text, lexicon.match(text)) for text in dict.fromkeys(recipients)),
        )

    def _group(self, number: int, count: int) -> DecisionGroup:
        body, kind, heading = [*self.cleaned_data[f"g{number}-who"].split("|", 2), "", ""][:3]
        points = tuple(self._point(f"g{number}-p{place}", place + 1) for place in range(count))
        return DecisionGroup(heading or "Förslag till beslut", body, kind or "own_decision", points)

    def _point(self, name: str, number: int) -> Point:
        text = " ".join(self.cleaned_data[name].split())
        given = assignments_in(text)
        items = [self.cleaned_data[key] for key in self.fields if key.startswith(f"{name}-i")]
        said = tuple(" ".join(item.split()) for item in items if item.strip())
        return Point(number, text, "assignment" if given else "decision", given[0].addressee if given else "", said)

    def _sections(self) -> Iterator[Section]:
        for number in range(len(self.written.sections)):
            text = self.cleaned_data[f"section-{number}-text"]
            blocks = tuple(Block.from_dict(block) for block in text_to_blocks(text))
            kind = self.cleaned_data[f"section-{number}-kind"]
            if blocks:
                heading = self.cleaned_data[f"section-{number}-heading"]
                yield Section(heading, kind if kind in SECTION_KINDS else "other", blocks)


def in_order(sections: list[Section], known: frozenset[str]) -> tuple[Section, ...]:
    """A section of the template that was not there before takes its place; the others stay where they stood."""
    placed = [section for section in sections if section.kind in known or section.kind not in TEMPLATE]
    for section in sections:
        if section not in placed:
            rank = TEMPLATE.index(section.kind)
            later = (n for n, row in enumerate(placed) if row.kind in TEMPLATE[rank + 1 :])
            placed.insert(next(later, len(placed)), section)
    return tuple(placed)
