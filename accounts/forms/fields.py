"""Formulärens gemensamma fält: a date written as people write it, and the key of one submission."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_VERSION = 2**31 - 1
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
WORDS = {"idag": 0, "i dag": 0, "imorgon": 1, "i morgon": 1, "igår": -1, "i går": -1}
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DAY_AND_MONTH = re.compile(r"(?:den )?(\d{1,2})(?: ?/ ?(\d{1,2})| ([a-zåäö]+)\.?)(?: (\d{4}))?")
AHEAD = re.compile(r"\+(\d{1,3})([dvm])")


def parse_date(text: str, *, today: date) -> date | None:
    """Tolka ett datum: “2020-10-28”, “28 okt”, “28/10”, “i dag”, “imorgon”, “+5d”, “+3v”, “+2m”. None = not a date.

    A day without a year is this year's.
    """
    words = " ".join(text.lower().split())
    if words in WORDS:
        return today + timedelta(days=WORDS[words])
    try:
        if found := ISO.fullmatch(words):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := DAY_AND_MONTH.fullmatch(words):
            month = int(found[2]) if found[2] else _month(found[3])
            return date(int(found[4] or today.year), month, int(found[1]))
        if found := AHEAD.fullmatch(words):
            return _ahead(today, int(found[1]), found[2])
    except ValueError:
        return None
    return None


def _month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def _ahead(today: date, number: int, unit: str) -> date:
    if unit != "m":
        return today + timedelta(days=number * (7 if unit == "v" else 1))
    years, month = divmod(today.month - 1 + number, 12)
    first_of_next = date(today.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(today.year + years, month + 1, min(today.day, last))


class DateField(forms.Field):
    """Datumfält: a text field, never the browser's own, which shows the date of another country."""

    default_error_messages = {
        "required": _("Skriv ett datum, till exempel 2020-10-28."),
        "invalid": _("Skriv ett datum, till exempel 2020-10-28."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Till exempel 2020-10-28, 28 okt, i dag eller +3v."))
        attrs = {"class": "w-date", "autocomplete": "off", "maxlength": 30}
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        """The date, or None when nothing is written."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        found = parse_date(str(value), today=timezone.localdate())
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def prepare_value(self, value: Any) -> Any:
        """The date in the form that the diary uses."""
        return value.isoformat() if isinstance(value, date) else value


class FilterField(forms.ChoiceField):
    """Val i en listas filter: an address that was kept may ask for what there is no more, and the list says so."""

    default_error_messages = {"invalid_choice": _("Valet finns inte längre. Listan visas utan det.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})


def offer_choices(form: forms.BaseForm, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Sätt valen i ett fält som frågar med val.

    Raises:
        TypeError: the field is of another kind.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = choices


class KeyedForm(forms.Form):
    """Formulär med nyckel: the same key sent twice has one effect."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=lambda: str(uuid4()))
