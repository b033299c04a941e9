"""Sammanträden: a year's days as people write or paste them, one that is moved, and a body's lead times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm, parse_date
from meetings.models import LeadTimes
from meetings.models.lead_times import MOST_DAYS
from meetings.services import MeetingLine
from meetings.services.lead_times import NAMES

LABELS = {field.name: field.verbose_name for field in LeadTimes._meta.fields}
SEPARATOR = re.compile(r"[;\t]|,\s")
CLOCK = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d{2}))?")
MOST_LINES = 200
LONGEST_PLACE = 200


def parse_clock(text: str) -> time | None:
    """“18”, “18.00”, “kl. 18:30”; None = no hour."""
    found = CLOCK.fullmatch(text.strip().lower())
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None


class ClockField(forms.Field):
    """Klockslag, as people write it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"class": "w-date", "autocomplete": "off"})
        super().__init__(label=_("Klockan"), required=False, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        """The time, or None when nothing is written."""
        if isinstance(value, time):
            return value
        if value in self.empty_values:
            return None
        found = parse_clock(str(value)[:10])
        if found is None:
            raise forms.ValidationError(_("Skriv klockslaget, till exempel 18.00."), code="invalid")
        return found

    def prepare_value(self, value: Any) -> Any:
        """“18.00”."""
        return f"{value:%H.%M}" if isinstance(value, time) else value


class AddMeetingsForm(KeyedForm):
    """Lägg in sammanträden, one on a line: date, and after a semicolon the hour and the place if they are known."""

    lines = forms.CharField(
        label=_("Sammanträden"),
        help_text=_(
            "Ett på varje rad: datum, och om du vill klockslag och plats efter semikolon. "
            "Du kan klistra in rader ur ett kalkylblad."
        ),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=20000,
        error_messages={"required": _("Skriv minst ett datum.")},
    )

    def clean_lines(self) -> list[MeetingLine]:
        """The meetings.

        Raises:
            ValidationError: with every line that cannot be read.
        """
        written = [line.strip() for line in self.cleaned_data["lines"].splitlines()]
        if len(written) > MOST_LINES:
            raise forms.ValidationError(_("Lägg in högst 200 sammanträden åt gången."))
        found: list[MeetingLine] = []
        faults: list[Any] = []
        today = timezone.localdate()
        for number, line in enumerate(written, 1):
            if not line:
                continue
            read = _read(line, today)
            if isinstance(read, MeetingLine):
                found.append(read)
            elif not (number == 1 and _is_heading(line)):
                faults.append(_("Rad {n}: {fel}").format(n=number, fel=read))
        if faults:
            raise forms.ValidationError(faults)
        if not found:
            raise forms.ValidationError(_("Skriv minst ett datum."))
        return found


def _is_heading(line: str) -> bool:
    """The first line of a file may name its columns."""
    return not any(char.isdigit() for char in line)


def _read(line: str, today: date) -> MeetingLine | str:
    cells = [cell.strip().strip('"') for cell in SEPARATOR.split(line)]
    day = parse_date(cells[0], today=today)
    if day is None:
        return str(_("”{text}” är inget datum. Skriv till exempel 2027-01-20.")).format(text=cells[0][:60])
    if day < today:
        return str(_("{datum} har passerat.")).format(datum=day.isoformat())
    starts = parse_clock(cells[1]) if len(cells) > 1 and cells[1] else None
    if len(cells) > 1 and cells[1] and starts is None:
        return str(_("”{text}” är inget klockslag. Skriv till exempel 18.00.")).format(text=cells[1][:60])
    return MeetingLine(day, starts, ", ".join(_places(cells)))


def _places(cells: list[str]) -> Iterator[str]:
    left = LONGEST_PLACE
    for cell in cells[2:]:
        if cell and left > 0:
            yield cell[:left]
            left -= len(cell) + 2


class MoveMeetingForm(KeyedForm):
    """Ändra ett sammanträde."""

    on = DateField(label=_("Datum"))
    starts_at = ClockField()
    place = forms.CharField(label=_("Plats"), required=False, max_length=LONGEST_PLACE)
    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Behövs när sammanträdet får ett annat datum. Skälet syns i historiken."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CancelMeetingForm(KeyedForm):
    """Ställ in ett sammanträde."""

    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skälet syns i historiken."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv ett skäl.")},
    )


class LeadTimesForm(forms.Form):
    """Framförhållning, in the words of the row."""

    no_optional_mark = True

    def __init__(self, data: Any, *, times: LeadTimes) -> None:
        super().__init__(data, initial={name: getattr(times, name) for name in NAMES})
        for name in NAMES:
            self.fields[name] = forms.IntegerField(
                label=LABELS[name],
                min_value=0,
                max_value=MOST_DAYS,
                widget=forms.NumberInput(attrs={"class": "w-date", "inputmode": "numeric"}),
                error_messages={
                    "required": _("Skriv antalet dagar."),
                    "invalid": _("Skriv antalet dagar med siffror."),
                    "min_value": _("Skriv ett tal mellan 0 och 365."),
                    "max_value": _("Skriv ett tal mellan 0 och 365."),
                },
            )
