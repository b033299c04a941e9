"""Sök i diariet (S12a)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField
from diarium.selectors.publicity import STATUS, Wanted, boards


class PublicSearchForm(forms.Form):
    """Ett sökfält; nämnd, period och status under Fler val."""

    no_optional_mark = True

    q = forms.CharField(
        label=_("Sök i diariet"),
        help_text=_("Skriv ord, diarienummer eller nämnd."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    namnd = forms.ChoiceField(label=_("Nämnd"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Alla")), *((key, label) for key, label in STATUS.items())]
    )
    fran_och_med = DateField(label=_("Från och med"), required=False, help_text=_("Till exempel 2020-10-28."))
    till_och_med = DateField(label=_("Till och med"), required=False, help_text=_("Till exempel 2020-10-28."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.boards = boards()
        named = [("", _("Alla nämnder")), *((board.code, board.name) for board in self.boards)]
        self.fields["namnd"] = forms.ChoiceField(label=_("Nämnd"), required=False, choices=named)

    def wanted(self) -> Wanted:
        """What is asked for, without what could not be read; a board's name among the words is the board."""
        data = getattr(self, "cleaned_data", {})
        words, board = " ".join(data.get("q", "").split()), data.get("namnd", "")
        if words and not board:
            named = {name.casefold(): one.code for one in self.boards for name in (one.name, one.code)}
            board = named.get(words.casefold(), "")
            words = "" if board else words
        return Wanted(words, board, data.get("status", ""), data.get("fran_och_med"), data.get("till_och_med"))
