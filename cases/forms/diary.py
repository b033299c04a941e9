"""Diariets filter (S10): every field may be left out, and what cannot be read is said beside its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, FilterField
from diarium.states import Direction, DocumentStatus, EntryStatus

ALL = ("", _("Alla"))
EVERY_BOARD = ("alla", _("Alla nämnder"))
DAY = {"class": "w-date", "autocomplete": "off", "maxlength": 30, "placeholder": _("åååå-mm-dd")}
SECRECY = [ALL, ("ingen", _("Ingen markering")), ("markerad", _("Sekretessmarkerad"))]


class DiaryForm(forms.Form):
    """Filtret över diariets handlingar."""

    no_optional_mark = True
    more: Sequence[str] = ("namnd", "handlaggare", "klass", "status", "sekretess")

    q = forms.CharField(
        label=_("Sökord"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    riktning = FilterField(label=_("Riktning"), choices=[ALL, *Direction.choices])
    fran_och_med = DateField(label=_("Från och med"), required=False, help_text="", widget=forms.TextInput(attrs=DAY))
    till_och_med = DateField(label=_("Till och med"), required=False, help_text="", widget=forms.TextInput(attrs=DAY))
    namnd = FilterField(label=_("Nämnd"))
    handlaggare = forms.CharField(label=_("Handläggare"), required=False, max_length=100)
    klass = forms.CharField(
        label=_("Klassificering"), required=False, max_length=20, widget=forms.TextInput(attrs={"class": "w-short"})
    )
    status = FilterField(label=_("Status"), choices=[ALL, *DocumentStatus.choices])
    sekretess = FilterField(label=_("Sekretess"), choices=SECRECY)

    def __init__(self, data: Any, *, boards: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        board = self.fields["namnd"]
        if isinstance(board, forms.ChoiceField):
            board.choices = [EVERY_BOARD, *boards]

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("fran_och_med"), cleaned.get("till_och_med")
        if since and until and since > until:
            self.add_error("till_och_med", _("Välj en dag som inte är före från och med."))
        return cleaned

    @property
    def main_fields(self) -> list[Any]:
        """Fälten i raden."""
        return [field for field in self if field.name not in self.more]

    @property
    def more_fields(self) -> list[Any]:
        """Fälten under Fler val."""
        return [field for field in self if field.name in self.more]

    @property
    def told(self) -> str:
        """Filtret i ord, for paper: “Sökord: vägar. Riktning: Inkommen”."""
        said = []
        for field in self:
            value = str(field.value() or "")
            if value and value != EVERY_BOARD[0] and not field.errors:
                choices = dict(getattr(field.field, "choices", ()))
                said.append(f"{field.label}: {choices.get(value, value)}")
        return ". ".join(said) or "–"

    @property
    def shows_more(self) -> bool:
        """Whether a field under Fler val is filled in, or wrong."""
        return any(field.errors or field.value() not in (None, "", EVERY_BOARD[0]) for field in self.more_fields)


class DiaryMatterForm(DiaryForm):
    """Filtret över diariets ärenden."""

    riktning = None  # type: ignore[assignment]  # a matter has no direction
    status = FilterField(label=_("Status"), choices=[ALL, *EntryStatus.choices])
