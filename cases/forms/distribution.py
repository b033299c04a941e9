"""Sändlistans formulär."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from accounts.forms import KeyedForm, offer_choices
from cases.states import Purpose
from diarium.models import Correspondent
from diarium.selectors.correspondent_page import alike, named


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
    """Koppla en mottagare till någon i registret: by the name, and among those who are called nearly so.

    `meant` = whom a valid form names.
    """

    name = forms.CharField(
        label=_("Namn i registret"),
        max_length=200,
        help_text=_("Skriv namnet eller en del av det."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv ett namn ur registret.")},
    )
    correspondent = forms.ChoiceField(
        label=_("Vem menas?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj i registret."), "invalid_choice": _("Välj i registret.")},
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        written = " ".join(str(self.data.get("name", "")).replace("\x00", "").split())
        self.meant = named(actor, written) if written else None
        rows = alike(actor, written) if written and self.meant is None else []
        self._rows = {str(row.uuid): row for row in rows}
        if rows:
            offer_choices(self, "correspondent", [(uuid, _called(row)) for uuid, row in self._rows.items()])
        else:
            del self.fields["correspondent"]

    def clean(self) -> dict[str, Any]:
        """Whom is meant; nobody is guessed."""
        data = super().clean() or self.cleaned_data
        if chosen := data.get("correspondent"):
            self.meant = self._rows[chosen]
        if self.meant is None and not self._rows and (name := data.get("name")):
            self.add_error(
                "name", now_in("{name} finns inte i registret. Skriv namnet som det står där.").format(name=name)
            )
        return data


def _called(row: Correspondent) -> str:
    """With what tells two of the same name apart."""
    return ", ".join(filter(None, (row.name, str(row.get_kind_display()), row.email)))
