"""Formulären för att lämna över allt arbete."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm, offer_choices

LISTS = "listor"


class ReceiverForm(forms.Form):
    """Till vem: a person, or back to the groups' lists."""

    till = forms.ChoiceField(
        label=_("Lämna över till"),
        error_messages={
            "required": _("Välj en person eller gruppernas listor."),
            "invalid_choice": _("Välj i listan."),
        },
    )

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """The people to choose between."""
        named = [(str(pk), name) for pk, name in people]
        offer_choices(self, "till", [("", _("Välj …")), (LISTS, _("Tillbaka till gruppernas listor")), *named])

    @property
    def receiver(self) -> int | None:
        """The person chosen; None = the groups' lists."""
        told = str(self.cleaned_data["till"])
        return None if told == LISTS else int(told)


class HandOverForm(KeyedForm, ReceiverForm):
    """Utför det som listan visar."""
