"""Formuläret för ett uttag."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm


class ExportForm(KeyedForm):
    """Vilket slags fil."""

    form = forms.ChoiceField(
        label=_("Filformat"),
        choices=[("csv", _("csv")), ("xlsx", _("Excel"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj filformat.")},
    )
