"""Filtret i inkorgen."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.states import CaseState

RUNNING = [choice for choice in CaseState.choices if choice[0] not in (CaseState.CLOSED, CaseState.WITHDRAWN)]


class InboxFilter(forms.Form):
    """Filtrera listan: words in the number or the subject, and the step of the matter."""

    no_optional_mark = True

    q = forms.CharField(label=_("Filtrera listan"), required=False, max_length=100)
    steg = forms.ChoiceField(label=_("Steg"), required=False, choices=[("", _("Alla steg")), *RUNNING])
