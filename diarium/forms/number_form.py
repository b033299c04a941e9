"""Formuläret för hur en nämnds diarienummer skrivs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import offer_choices
from diarium.selectors.number_form import MUNICIPALITYS


class NumberFormForm(forms.Form):
    """Val av form bland dem som svenska kommuner använder."""

    form = forms.ChoiceField(
        label=_("Så skrivs numren"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj hur numren ska skrivas."), "invalid_choice": _("Välj en form i listan.")},
    )

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """The forms, each as the board's own number would look."""
        offer_choices(self, "form", choices)

    @property
    def chosen(self) -> str | None:
        """The name of the form; None = as the municipality does."""
        name = str(self.cleaned_data["form"])
        return None if name == MUNICIPALITYS else name
