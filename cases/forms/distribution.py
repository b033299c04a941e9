"""Sändlistans formulär."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm
from cases.states import Purpose
from diarium.models import Correspondent


class RecipientForm(KeyedForm):
    """Lägg till mottagare."""

    text = forms.CharField(
        label=_("Mottagare"),
        max_length=200,
        help_text=_("Person, myndighet, nämnd eller grupp, till exempel Samtliga nämnder."),
        error_messages={"required": _("Fyll i mottagare.")},
    )
    purpose = forms.ChoiceField(label=_("Varför"), choices=Purpose.choices, initial=Purpose.INFORMATION)


class AddressForm(KeyedForm):
    """E-postadressen till en mottagare."""

    address = forms.CharField(
        label=_("E-post"),
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
        error_messages={"required": _("Skriv en e-postadress, till exempel namn@kommun.se.")},
    )


class BindForm(KeyedForm):
    """Koppla en mottagare till någon i registret."""

    correspondent = forms.ModelChoiceField(
        label=_("I registret"),
        queryset=Correspondent.objects.order_by("name", "pk"),
        empty_label=_("Välj i registret"),
        error_messages={"required": _("Välj i registret."), "invalid_choice": _("Välj i registret.")},
    )
