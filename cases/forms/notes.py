"""Tjänsteanteckning och part: the two short forms of the overview."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm


class NoteForm(KeyedForm):
    """Tjänsteanteckning."""

    text = forms.CharField(
        label=_("Tjänsteanteckning"),
        help_text=_("Anteckningen sparas i ärendet och kan lämnas ut. Den går inte att ändra efteråt."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        error_messages={"required": _("Skriv en anteckning innan du sparar.")},
    )


class PartyForm(KeyedForm):
    """Part i överenskommelsen."""

    name = forms.CharField(
        label=_("Part"),
        help_text=_("Skriv namnet som det står i registret, så kopplas parten till adressen där."),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "correspondents", "autocomplete": "off"}),
        error_messages={"required": _("Fyll i part.")},
    )
