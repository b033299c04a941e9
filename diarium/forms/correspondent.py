"""Formulär för mottagarna: facts, spellings and channels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm
from diarium.states import ChannelKind, CorrespondentKind, SpellingKind


class CorrespondentForm(KeyedForm):
    """Uppgifterna om en korrespondent."""

    name = forms.CharField(label=_("Namn"), max_length=200, error_messages={"required": _("Fyll i namnet.")})
    kind = forms.ChoiceField(
        label=_("Slag"),
        choices=[("", _("Välj slag")), *CorrespondentKind.choices],
        error_messages={"required": _("Välj slag.")},
    )
    parent = forms.CharField(
        label=_("Del av"),
        max_length=200,
        required=False,
        help_text=_("Namnet i registret på den som mottagaren hör till, till exempel Polismyndigheten."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Besöks- eller postadress"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    signatory_title = forms.CharField(
        label=_("Undertecknarens titel"),
        max_length=200,
        required=False,
        help_text=_("Titeln på den som brukar underteckna, till exempel lokalpolisområdeschef."),
    )
    confirmed = forms.BooleanField(
        label=_("Namnet är kontrollerat mot källan"),
        required=False,
        help_text=_("Kryssa i när kommunen har bekräftat att uppgifterna stämmer."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["confirmed"].no_optional_mark = True  # type: ignore[attr-defined]


class SpellingForm(forms.Form):
    """Annan skrivning."""

    text = forms.CharField(label=_("Skrivning"), max_length=200, error_messages={"required": _("Fyll i skrivningen.")})
    kind = forms.ChoiceField(
        label=_("Slag"),
        choices=SpellingKind.choices,
        initial=SpellingKind.ALIAS,
        help_text=_("Ett tvetydigt ord kopplas aldrig av sig självt. En felstavning känns igen men föreslås inte."),
    )

    def clean_text(self) -> str:
        """One space between words."""
        return " ".join(self.cleaned_data["text"].split())


class ChannelForm(forms.Form):
    """En kanal."""

    kind = forms.ChoiceField(label=_("Kanal"), choices=ChannelKind.choices, initial=ChannelKind.EMAIL)
    address = forms.CharField(
        label=_("Adress"),
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("E-postadressen, postadressen eller brevlådans namn."),
        error_messages={"required": _("Fyll i adressen.")},
    )
    function = forms.CharField(
        label=_("Funktion"),
        max_length=200,
        required=False,
        help_text=_("Vad adressen är till för, till exempel Registrator eller Faktura."),
    )
    preferred = forms.BooleanField(
        label=_("Används först"),
        required=False,
        help_text=_("Beslut skickas till den e-postadress som används först."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["preferred"].no_optional_mark = True  # type: ignore[attr-defined]


class ChangeChannelForm(ChannelForm):
    """En kanal som finns: its kind stays."""

    kind = None  # type: ignore[assignment]
