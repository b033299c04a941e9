"""Delegationsordningens formulär: a point as it is kept, and the day when it ends."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, offer_choices
from accounts.models import Role
from cases.selectors.delegation import DECIDING_ROLES


class DelegationPointForm(forms.Form):
    """Punkt i delegationsordningen. One with a number that is there already takes the place of the old one."""

    board = forms.TypedChoiceField(
        label=_("Nämnd"),
        coerce=int,
        error_messages={"required": _("Välj nämnd."), "invalid_choice": _("Välj nämnd.")},
    )
    number = forms.CharField(
        label=_("Punkt"),
        max_length=20,
        help_text=_("Numret i delegationsordningen, till exempel 4.2. En ändrad punkt får samma nummer."),
        widget=forms.TextInput(attrs={"class": "w-short", "autocomplete": "off"}),
        error_messages={"required": _("Fyll i punktens nummer.")},
    )
    text = forms.CharField(
        label=_("Ärenden"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv vilka ärenden punkten gäller.")},
    )
    roles = forms.MultipleChoiceField(
        label=_("Delegater"),
        choices=[(role, Role(role).label) for role in DECIDING_ROLES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst en delegat."), "invalid_choice": _("Välj minst en delegat.")},
    )
    own_text = forms.BooleanField(label=_("Delegaten får besluta på sitt eget förslag"), required=False)
    urgent = forms.BooleanField(
        label=_("Punkten gäller brådskande ärenden (kommunallagen 6 kap. 39 §)"),
        help_text=_(
            "Bara ordföranden beslutar. En annan ledamot som nämnden har utsett får rollen ordförande enligt"
            " förordnande."
        ),
        required=False,
    )
    reported = forms.BooleanField(
        label=_("Besluten anmäls till nämnden"),
        help_text=_("Beslut som inte anmäls protokollförs särskilt (kommunallagen 6 kap. 40 §)."),
        required=False,
    )
    valid_from = DateField(label=_("Gäller från"))

    def offer(self, boards: Sequence[tuple[int, str]]) -> None:
        """The boards of today."""
        offer_choices(self, "board", [("", _("Välj …")), *boards])


class EndPointForm(forms.Form):
    """Sista dagen."""

    valid_to = DateField(label=_("Gäller till och med"))
