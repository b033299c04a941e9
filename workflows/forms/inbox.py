"""Filtret i inkorgen."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import FilterField, offer_choices
from cases.states import CaseState
from workflows.selectors.inbox.queries import MINE
from workflows.selectors.wording import group_name

RUNNING = [choice for choice in CaseState.choices if choice[0] not in (CaseState.CLOSED, CaseState.WITHDRAWN)]


class InboxFilter(forms.Form):
    """Filtrera listan: words in the number or the subject, the step of the matter, and the own or a group's list."""

    no_optional_mark = True

    q = forms.CharField(label=_("Filtrera listan"), required=False, max_length=100)
    steg = FilterField(label=_("Steg"), choices=[("", _("Alla steg")), *RUNNING])
    lista = FilterField(label=_("Lista"))

    def offer(self, groups: Sequence[str]) -> None:
        """The lists of the groups that the person belongs to; without groups there is nothing to choose between."""
        if not groups:
            del self.fields["lista"]
            return
        shared = [(role, group_name(role)) for role in groups]
        offer_choices(self, "lista", [("", _("Alla listor")), (MINE, _("Mina")), *shared])
