"""Lägesbilden som den skrivs (S5): period, sources, prioritised areas and the common analysis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField
from cases.forms.rows import change, written_rows
from cases.selectors.situation_analysis import AnalysisCard
from cases.services.situation_analysis import AreaLine, SourceLine

SOURCE = ("title", "dated")
AREA = ("name", "districts", "motivation")


def _source() -> dict[str, Any]:
    return dict.fromkeys(SOURCE, "")


def _area() -> dict[str, Any]:
    return dict.fromkeys(AREA, "")


@dataclass
class WrittenAnalysis:
    """Det som står i formuläret, row by row and as it was written."""

    covers_from: Any = ""
    covers_to: Any = ""
    as_of: Any = ""
    analysis: str = ""
    sources: list[dict[str, Any]] = field(default_factory=lambda: [_source()])
    areas: list[dict[str, Any]] = field(default_factory=lambda: [_area()])

    @classmethod
    def of_card(cls, card: AnalysisCard | None) -> WrittenAnalysis:
        """The latest version, or an empty one with a row to begin in."""
        if card is None:
            return cls()
        return cls(
            covers_from=card.covers_from,
            covers_to=card.covers_to,
            as_of=card.as_of,
            analysis=card.analysis,
            sources=[{"title": row.title, "dated": row.dated} for row in card.sources] or [_source()],
            areas=[{"name": r.name, "districts": r.districts, "motivation": r.motivation} for r in card.areas]
            or [_area()],
        )

    @classmethod
    def of_data(cls, data: Mapping[str, str]) -> WrittenAnalysis:
        """What was sent."""
        return cls(
            covers_from=data.get("covers_from", ""),
            covers_to=data.get("covers_to", ""),
            as_of=data.get("as_of", ""),
            analysis=data.get("analysis", ""),
            sources=written_rows(data, "source", SOURCE),
            areas=written_rows(data, "area", AREA),
        )

    def act(self, said: str) -> str:
        """Do what a row's button says: “add-source”, “up-area-1” …; answers with the field to go on from."""
        act, _dash, rest = said.partition("-")
        name, _dash, place = rest.partition("-")
        number = int(place) if place.isdecimal() and len(place) < 6 else -1
        if name == "source":
            return f"source-{change(self.sources, act, number, _source)}-title"
        if name == "area":
            return f"area-{change(self.areas, act, number, _area)}-name"
        return ""


class AnalysisForm(forms.Form):
    """Lägesbild. A draft may lack anything; what it must have to be concluded is said by the rules."""

    covers_from = DateField(label=_("Från"), required=False, help_text=_("Till exempel 2019-01-01."))
    covers_to = DateField(label=_("Till"), required=False, help_text=_("Till exempel 2019-12-31."))
    as_of = DateField(
        label=_("Läget den"),
        required=False,
        help_text=_("Den dag som lägesbilden beskriver. Lämnas fältet tomt gäller dagen då den fastställs."),
    )
    analysis = forms.CharField(
        label=_("Gemensam analys"), required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    no_optional_mark = True

    def __init__(self, written: WrittenAnalysis, data: Mapping[str, Any] | None = None) -> None:
        initial: dict[str, Any] = {
            name: getattr(written, name) for name in ("covers_from", "covers_to", "as_of", "analysis")
        }
        super().__init__(data, initial=initial)
        self.written = written
        for number, row in enumerate(written.sources):
            self._add(f"source-{number}-title", now_in("Källa {n}").format(n=number + 1), row["title"], 300)
            dated = DateField(label=_("Datum"), required=False, initial=row["dated"], help_text="")
            self.fields[f"source-{number}-dated"] = dated
        for number, row in enumerate(written.areas):
            self._add(f"area-{number}-name", now_in("Område {n}").format(n=number + 1), row["name"], 200)
            self._add(f"area-{number}-districts", now_in("Geografi"), row["districts"], 300)
            self._add(f"area-{number}-motivation", now_in("Motivering"), row["motivation"], 10_000, rows=2)

    def _add(self, name: str, label: str, initial: str, most: int, rows: int = 0) -> None:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
        self.fields[name] = forms.CharField(
            label=label, initial=initial, required=False, max_length=most, widget=widget
        )

    def clean(self) -> dict[str, Any]:
        """The period in order, and no row that lacks its first field."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("covers_from"), cleaned.get("covers_to")
        if begins and ends and ends < begins:
            self.add_error("covers_to", _("Perioden slutar innan den börjar. Ändra något av datumen."))
        for number in range(len(self.written.sources)):
            if cleaned.get(f"source-{number}-dated") and not cleaned.get(f"source-{number}-title"):
                self.add_error(f"source-{number}-title", _("Fyll i källa."))
        for number in range(len(self.written.areas)):
            more = cleaned.get(f"area-{number}-districts") or cleaned.get(f"area-{number}-motivation")
            if more and not cleaned.get(f"area-{number}-name"):
                self.add_error(f"area-{number}-name", _("Fyll i område."))
        return cleaned

    def source_rows(self) -> Iterator[dict[str, Any]]:
        """Raderna som de ritas: the fields of each, and whether it is the first or the last."""
        yield from self._rows("source", SOURCE, len(self.written.sources))

    def area_rows(self) -> Iterator[dict[str, Any]]:
        """Prioriterade områden, likewise."""
        yield from self._rows("area", AREA, len(self.written.areas))

    def _rows(self, prefix: str, names: tuple[str, ...], count: int) -> Iterator[dict[str, Any]]:
        for number in range(count):
            fields: dict[str, BoundField] = {name: self[f"{prefix}-{number}-{name}"] for name in names}
            yield {**fields, "place": number, "number": number + 1, "first": number == 0, "last": number == count - 1}

    def sources(self) -> list[SourceLine]:
        """Underlagen, those that say something."""
        rows = range(len(self.written.sources))
        named = ((self.cleaned_data[f"source-{n}-title"], self.cleaned_data[f"source-{n}-dated"]) for n in rows)
        return [SourceLine(title, dated) for title, dated in named if title]

    def areas(self) -> list[AreaLine]:
        """Områdena, those that say something."""
        rows = ([self.cleaned_data[f"area-{n}-{name}"] for name in AREA] for n in range(len(self.written.areas)))
        return [AreaLine(name, districts, motivation) for name, districts, motivation in rows if name]

    def saved_values(self) -> dict[str, date | str | None]:
        """Perioden, dagen och analysen."""
        return {name: self.cleaned_data[name] for name in ("covers_from", "covers_to", "as_of", "analysis")}
