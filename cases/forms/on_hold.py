"""Vilande."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm


class PauseForm(KeyedForm):
    """Lägg ärendet vilande."""

    until = DateField(label=_("Vilande till"))
    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skälet syns i historiken."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Skriv ett skäl.")},
    )
