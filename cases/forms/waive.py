"""Avvik med skäl (S5)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class WaiveForm(forms.Form):
    """Skälet till att ett fel får stå kvar."""

    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skriv varför felet kan stå kvar. Skälet syns för den som godkänner och i historiken."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _("Skriv ett skäl.")},
    )
