"""Massåtgärdernas formulär."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, offer_choices


class BulkForm(forms.Form):
    """Ingen fråga mer än vilka rader."""


class BulkPersonForm(BulkForm):
    """Ny handläggare, and why."""

    person = forms.TypedChoiceField(
        label=_("Ny handläggare"),
        coerce=int,
        error_messages={"required": _("Välj en person."), "invalid_choice": _("Välj en person i listan.")},
    )
    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skälet syns i historiken."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": _("Skriv ett skäl.")},
    )

    def __init__(self, data: Any, *, people: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        offer_choices(self, "person", [("", _("Välj …")), *people])


class BulkClassForm(BulkForm):
    """Ny klassificering, and why."""

    code = forms.ChoiceField(
        label=_("Klassificering"),
        error_messages={"required": _("Välj klassificering."), "invalid_choice": _("Välj en klassificering i listan.")},
    )
    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skälet syns i historiken."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": _("Skriv ett skäl.")},
    )

    def __init__(self, data: Any, *, codes: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        offer_choices(self, "code", [("", _("Välj …")), *codes])


class BulkWatchForm(BulkForm):
    """Nytt bevakningsdatum."""

    on = DateField(label=_("Bevakningsdatum"))


class BulkReportForm(BulkForm):
    """Sammanträdet som delegationsbesluten anmäls till."""

    on = DateField(
        label=_("Sammanträdesdatum"),
        help_text=_(
            "Nämndens sammanträde. Till exempel 2020-11-25. Brådskande beslut anmäls vid nämndens nästa sammanträde."
        ),
    )
