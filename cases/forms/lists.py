"""Listornas filter (screens.md §3.3): every field may be left out, and a choice that is there no more is said so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import FilterField, offer_choices
from cases.selectors.case_list import NOBODY, Choices
from cases.states import CaseState, Outcome


class ListForm(forms.Form):
    """Sökord, and the tab that the address names."""

    no_optional_mark = True

    q = forms.CharField(
        label=_("Sökord"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    visa = FilterField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, tabs: Iterable[str]) -> None:
        super().__init__(data)
        offer_choices(self, "visa", [("", ""), *((tab, tab) for tab in tabs)])

    @property
    def kept(self) -> dict[str, str]:
        """Det som adressen ber om och som finns, as the address writes it."""
        self.is_valid()
        return {name: " ".join(str(value).split()) for name, value in self.cleaned_data.items() if value}

    @property
    def narrows(self) -> bool:
        """Whether anything but the tab is asked for, be it something that is there no more."""
        return bool(set(self.kept) - {"visa"} or self.errors)

    @property
    def told(self) -> str:
        """Filtret i ord, for paper: “Sökord: vägar. Steg: Utkast”."""
        said = [
            f"{field.label}: {dict(getattr(field.field, 'choices', ())).get(value, value)}"
            for field in self.visible_fields()
            if (value := self.kept.get(field.name))
        ]
        return ". ".join(said) or "–"


class DecisionListForm(ListForm):
    """Filtret över besluten."""

    utfall = FilterField(label=_("Utfall"), choices=[("", _("Alla")), *Outcome.choices])


class CaseListForm(ListForm):
    """Filtret över ärendena."""

    steg = FilterField(label=_("Steg"), choices=[("", _("Alla steg")), *CaseState.choices])
    namnd = FilterField(label=_("Nämnd"))
    enhet = FilterField(label=_("Enhet"))
    handlaggare = FilterField(label=_("Handläggare"))

    def __init__(self, data: Mapping[str, Any], *, tabs: Iterable[str], offered: Choices) -> None:
        super().__init__(data, tabs=tabs)
        offer_choices(self, "namnd", [("", _("Alla nämnder")), *offered.boards])
        offer_choices(self, "enhet", [("", _("Alla enheter")), (NOBODY, _("Ingen enhet")), *offered.units])
        everybody, nobody = ("", _("Alla handläggare")), (NOBODY, _("Ingen handläggare"))
        offer_choices(self, "handlaggare", [everybody, nobody, *offered.officers])
