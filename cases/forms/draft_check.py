"""Ändra en kontroll (S14)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.states import CheckSeverity

OFF = "off"


class CheckForm(forms.Form):
    """Hur allvarlig anmärkningen är, och varför kommunen vill ha det så."""

    severity = forms.ChoiceField(
        label=_("Anmärkningen är"),
        choices=[
            (CheckSeverity.ERROR, _("Fel: stoppar förslaget om ingen avviker med skäl")),
            (CheckSeverity.WARNING, _("Varning: ska kvitteras innan förslaget skickas")),
            (CheckSeverity.INFO, _("Upplysning: visas bara")),
            (OFF, _("Av: kontrollen görs inte")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj hur allvarlig anmärkningen ska vara."),
            "invalid_choice": _("Välj hur allvarlig anmärkningen ska vara."),
        },
    )
    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skälet syns här och i loggen. Ändringen gäller när ett utkast sparas nästa gång."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _("Skriv ett skäl.")},
    )

    @property
    def chosen(self) -> str:
        """The severity as it is kept; empty = the check is not run."""
        severity: str = self.cleaned_data["severity"]
        return "" if severity == OFF else severity
