"""Historikens filter: every field may be left out, and what cannot be read is said beside its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField

ALL = ("", _("Alla"))
DAY = {"class": "w-date", "autocomplete": "off", "maxlength": 30, "placeholder": _("åååå-mm-dd")}


class HistoryForm(forms.Form):
    """Filtret i ett ärende."""

    no_optional_mark = True
    person = forms.ChoiceField(label=_("Person"), required=False)
    typ = forms.ChoiceField(label=_("Typ"), required=False)
    fran_och_med = DateField(label=_("Från och med"), required=False, help_text="", widget=forms.TextInput(attrs=DAY))
    till_och_med = DateField(label=_("Till och med"), required=False, help_text="", widget=forms.TextInput(attrs=DAY))

    def __init__(
        self,
        data: Any,
        *,
        types: Sequence[tuple[str, Any]],
        people: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(data)
        chosen, person = self.fields["typ"], self.fields["person"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [ALL, *types]
        if isinstance(person, forms.ChoiceField):
            person.choices = [ALL, *people]

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("fran_och_med"), cleaned.get("till_och_med")
        if since and until and since > until:
            self.add_error("till_och_med", _("Välj en dag som inte är före från och med."))
        return cleaned


class ReviewForm(HistoryForm):
    """Filtret över alla ärenden: the matter and the person are words."""

    arende = forms.CharField(label=_("Ärende"), required=False, max_length=200)
    person = forms.CharField(label=_("Person"), required=False, max_length=100)  # type: ignore[assignment]  # words here
    field_order = ("arende", "person", "typ", "fran_och_med", "till_och_med")
