"""Formulär för mottagargrupper och för kommunens ord."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm
from accounts.selectors.municipality import DEFAULT_TERMS


class GroupForm(KeyedForm):
    """En ny grupp."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=200,
        help_text=_("Som det skrivs i sändlistan, till exempel Brottsförebyggande rådets ledamöter."),
        error_messages={"required": _("Fyll i namnet.")},
    )

    def clean_name(self) -> str:
        """One space between words."""
        return " ".join(self.cleaned_data["name"].split())


class MemberForm(forms.Form):
    """Ny medlem i en lista."""

    member = forms.CharField(
        label=_("Nämnd eller mottagare"),
        max_length=200,
        help_text=_("Skriv namnet som det står i registret, eller nämndens kod."),
        widget=forms.TextInput(attrs={"list": "registret", "autocomplete": "off"}),
        error_messages={"required": _("Skriv vem som ska läggas till.")},
    )

    def clean_member(self) -> str:
        """One space between words."""
        return " ".join(self.cleaned_data["member"].split())


class TermsForm(forms.Form):
    """Kommunens ord; an empty field is the product's own."""

    def __init__(self, *args: Any, words: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for code, own in DEFAULT_TERMS.items():
            field = forms.CharField(
                label=now_in(own)[:1].upper() + now_in(own)[1:],
                max_length=120,
                required=False,
                initial=words.get(code, ""),
                widget=forms.TextInput(attrs={"class": "w-half", "autocomplete": "off"}),
            )
            field.no_optional_mark = True  # type: ignore[attr-defined]
            self.fields[code] = field

    @property
    def words(self) -> dict[str, str]:
        """The word of each code, small first letters left as they are written."""
        return {code: " ".join(self.cleaned_data[code].split()) for code in DEFAULT_TERMS}
