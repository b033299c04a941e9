"""Formulär för diarieplan och gallringsregler, and for reading either in from a file."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField
from diarium.engine.table import MAX_BYTES
from diarium.models import RetentionRule
from diarium.selectors.classification import rules_in_force
from diarium.selectors.retention_plan import MAX_CODE, MAX_YEARS
from diarium.states import RetentionAction, RetentionStart

NARROW: Mapping[str, str] = {"class": "w-short", "autocomplete": "off"}


class ClassForm(forms.Form):
    """En klassificeringskod."""

    code = forms.CharField(
        label=_("Kod"),
        max_length=10,
        help_text=_("Högst fyra siffror, eller till exempel 1.2.3. Koden går inte att ändra sedan."),
        widget=forms.TextInput(attrs={**NARROW, "spellcheck": "false"}),
        error_messages={"required": _("Fyll i koden.")},
    )
    name = forms.CharField(label=_("Namn"), max_length=300, error_messages={"required": _("Fyll i namnet.")})
    rule = forms.ModelChoiceField(
        label=_("Gallringsregel"),
        queryset=RetentionRule.objects.none(),
        required=False,
        empty_label=_("Ingen: ärendetypens regel gäller"),
        error_messages={"invalid_choice": _("Välj en gallringsregel i listan.")},
    )
    valid_from = DateField(label=_("Gäller från"), required=False)
    valid_to = DateField(label=_("Gäller till"), required=False)

    def __init__(self, *args: Any, today: date, kept_rule: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        rules = rules_in_force(today) | RetentionRule.objects.filter(pk=kept_rule or 0)
        self.fields["rule"].queryset = rules.order_by("code")  # type: ignore[attr-defined]


class ChangeClassForm(ClassForm):
    """En kod som finns: all but the code itself."""

    code = None  # type: ignore[assignment]
    field_order = ("name", "rule", "valid_from", "valid_to")


class EndForm(forms.Form):
    """Sista dagen."""

    last_day = DateField(label=_("Sista dag"))


class RuleForm(forms.Form):
    """En gallringsregel."""

    code = forms.CharField(
        label=_("Kod"),
        max_length=MAX_CODE,
        help_text=_("Som i den antagna planen. Koden går inte att ändra sedan."),
        widget=forms.TextInput(attrs={"class": "w-half", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Fyll i koden.")},
    )
    label = forms.CharField(label=_("Benämning"), max_length=300, error_messages={"required": _("Fyll i benämningen.")})
    action = forms.ChoiceField(
        label=_("Åtgärd"),
        choices=RetentionAction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj om handlingarna bevaras eller gallras.")},
    )
    years = forms.IntegerField(
        label=_("År"),
        min_value=0,
        max_value=MAX_YEARS,
        required=False,
        help_text=_("Bara när handlingarna gallras."),
        widget=forms.TextInput(attrs={**NARROW, "inputmode": "numeric"}),
        error_messages={"invalid": _("Skriv antalet år med siffror.")},
    )
    from_event = forms.ChoiceField(
        label=_("Räknas från"), choices=RetentionStart.choices, initial=RetentionStart.CLOSED
    )
    valid_from = DateField(label=_("Gäller från"), required=False)
    valid_to = DateField(label=_("Gäller till"), required=False)


class ChangeRuleForm(RuleForm):
    """En regel som finns: all but its code."""

    code = None  # type: ignore[assignment]


class FileForm(forms.Form):
    """Filen som ska läsas in."""

    file = forms.FileField(
        label=_("Fil"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={"required": _("Välj en fil."), "empty": _("Filen är tom."), "invalid": _("Välj en fil.")},
    )

    def clean_file(self) -> bytes:
        """The content; a larger file than can be read is cut where the reader says so."""
        content: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return content


class ClassFileForm(FileForm):
    """Diarieplanens fil, and what becomes of the codes that it leaves out."""

    end_missing_on = DateField(
        label=_("Avsluta koder som inte finns i filen"),
        required=False,
        help_text=_("Deras sista dag. Lämna tomt om filen bara är en del av planen. Ärenden behåller sin kod."),
    )


class ConfirmForm(forms.Form):
    """Bekräfta rapporten: the file and the outcome that the person has read, carried by the page."""

    content = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    end_missing_on = DateField(required=False, widget=forms.HiddenInput)

    def clean_content(self) -> bytes:
        """The file as it was."""
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError):
            raise forms.ValidationError(_("Välj filen igen."), code="invalid") from None


def carried(content: bytes) -> str:
    """The file as a page carries it."""
    return base64.b64encode(content).decode("ascii")
