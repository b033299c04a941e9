"""Formuläret för en egen ledig dag."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField


class FreeDayForm(forms.Form):
    """Dag och namn."""

    day = DateField(label=_("Dag"))
    name = forms.CharField(
        label=_("Namn"),
        max_length=100,
        help_text=_("Till exempel klämdag efter Kristi himmelsfärdsdag."),
        error_messages={"required": _("Skriv vad dagen kallas, till exempel klämdag.")},
    )
