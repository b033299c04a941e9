"""Formuläret för ett nytt ärende."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm
from diarium.numbers import DiaryNumber

if TYPE_CHECKING:
    from workflows.selectors.opening import OpeningChoices

CHOOSE = ("", _("Välj …"))


def parsed_number(text: str) -> DiaryNumber | None:
    """A whole number of a board; None when it says less."""
    number = DiaryNumber.parse(text)
    return number if number is not None and number.board and number.document_no is None else None


def lines(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class OpeningForm(KeyedForm):
    """Nytt ärende."""

    subject = forms.CharField(
        label=_("Ärendemening"),
        help_text=_("Beskriv kort vad ärendet gäller. Syns i det publika diariet."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Fyll i ärendemeningen.")},
    )
    board = forms.ChoiceField(label=_("Nämnd"), error_messages={"required": _("Välj nämnd.")})
    case_type = forms.ChoiceField(label=_("Process"), error_messages={"required": _("Välj process.")})
    class_code = forms.ChoiceField(
        label=_("Klassificering"), required=False, help_text=_("Väljs ingen gäller processens egen.")
    )
    officer = forms.ChoiceField(label=_("Handläggare"), required=False)
    unit = forms.ChoiceField(label=_("Enhet"), required=False)
    parties = forms.CharField(
        label=_("Parter"),
        required=False,
        max_length=4000,
        help_text=_(
            "En part per rad, i ett avtal kommunen också. I en motion eller ett medborgarförslag den som lämnat det."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    secrecy_provision = forms.CharField(
        label=_("Sekretessmarkera enligt bestämmelse"),
        required=False,
        max_length=120,
        help_text=_("Till exempel OSL 18 kap. 1 §. Lämna tomt om ärendet inte ska märkas."),
    )
    protected_subject = forms.CharField(
        label=_("Skyddad ärendemening"), required=False, max_length=500, help_text=_("Visas bara för behöriga.")
    )
    old_number = forms.CharField(
        label=_("Nummer från äldre system"),
        required=False,
        max_length=60,
        help_text=_("Till exempel KS-2018/91.103. Lämna tomt så får ärendet nästa nummer."),
        widget=forms.TextInput(attrs={"class": "w-half"}),
    )
    opened_on = DateField(
        label=_("Ärendet öppnades"),
        required=False,
        help_text=_("Behövs när numret kommer från ett äldre system. Till exempel 2018-01-11."),
    )

    def offer(self, choices: OpeningChoices) -> None:
        """What can be chosen today."""
        offered = {
            "board": choices.boards,
            "case_type": choices.case_types,
            "class_code": choices.classes,
            "officer": choices.officers,
            "unit": choices.units,
        }
        for name, options in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [CHOOSE, *options]
                if field.required and len(options) == 1:
                    field.initial = options[0][0]

    def clean_old_number(self) -> str:
        """A number that the register can read."""
        text = str(self.cleaned_data["old_number"]).strip()
        if text and parsed_number(text) is None:
            raise forms.ValidationError(_("Skriv numret med nämnd, år och löpnummer, till exempel KS-2018/91.103."))
        return text

    def clean(self) -> dict[str, Any]:
        """What belongs together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opened, number = cleaned.get("opened_on"), cleaned.get("old_number")
        if opened and opened > timezone.localdate():
            self.add_error("opened_on", _("Datumet ligger i framtiden."))
        if number and not opened and "opened_on" not in self.errors:
            self.add_error("opened_on", _("Skriv när ärendet öppnades."))
        if cleaned.get("protected_subject") and not cleaned.get("secrecy_provision"):
            self.add_error("secrecy_provision", _("Skriv bestämmelsen som skyddar ärendemeningen."))
        return cleaned
