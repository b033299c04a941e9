"""Utför i egenskap av: the choice that is asked for when a person may act as more than one."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor, Grant

CAPACITY = "capacity"


def capacity_label(grant: Grant) -> str:
    """“Kommundirektör” or “Kommundirektör, som ersättare för Camilla Broo till och med 2026-12-01”."""
    words = grant.capacity[:1].upper() + grant.capacity[1:]
    if not grant.for_label:
        return words
    return now_in("{roll}, som ersättare för {namn} till och med {datum}").format(
        roll=words, namn=grant.for_label, datum=grant.until.isoformat() if grant.until else "–"
    )


def capacity_field(grants: Sequence[Grant]) -> forms.ChoiceField:
    """The radio buttons, none of them chosen."""
    needed = _("Välj i vilken egenskap du utför uppgiften.")
    return forms.ChoiceField(
        label=_("Utför i egenskap av"),
        choices=[(str(grant.mandate_id), capacity_label(grant)) for grant in grants],
        widget=forms.RadioSelect,
        error_messages={"required": needed, "invalid_choice": needed},
    )


def ask_capacity(form: forms.Form, grants: Sequence[Grant]) -> str:
    """Put the choice first in the form where there is one; else the words of the only capacity, empty where none is."""
    if len(grants) < 2:
        return capacity_label(grants[0]) if grants else ""
    form.fields = {CAPACITY: capacity_field(grants), **form.fields}
    return ""


def in_chosen_capacity(actor: Actor, grants: Sequence[Grant], form: forms.Form) -> Actor:
    """The actor as chosen in the valid form, or in the only capacity there is."""
    chosen = str(form.cleaned_data.get(CAPACITY, ""))
    grant = next((one for one in grants if str(one.mandate_id) == chosen), grants[0] if len(grants) == 1 else None)
    return actor.under(grant) if grant else actor
