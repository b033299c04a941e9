"""Frister: the filter of their list, and the acts on one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm, offer_choices


class DeadlineListFilter(forms.Form):
    """Filtrera fristerna."""

    no_optional_mark = True

    visa = forms.ChoiceField(
        label=_("Visa"),
        required=False,
        choices=[("sena", _("Försenade")), ("kommande", _("Inom 30 dagar")), ("alla", _("Alla"))],
    )
    namnd = forms.TypedChoiceField(label=_("Nämnd"), required=False, coerce=int, empty_value=None)
    enhet = forms.TypedChoiceField(label=_("Enhet"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, boards: list[tuple[int, str]], units: list[tuple[int, str]]) -> None:
        super().__init__(data)
        offer_choices(self, "namnd", [("", _("Alla nämnder")), *boards])
        offer_choices(self, "enhet", [("", _("Alla enheter")), *units])


class _Reason(forms.CharField):
    """Skäl, as every act asks for it."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Skäl"),
            help_text=_("Skälet syns i historiken."),
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": _("Skriv ett skäl.")},
        )


class MoveDeadlineForm(KeyedForm):
    """Flytta en frist."""

    due = DateField(label=_("Klar senast"))
    reason = _Reason()


class DropDeadlineForm(KeyedForm):
    """Lägg undan en frist."""

    reason = _Reason()
