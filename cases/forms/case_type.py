"""Ärendetypens klassificering och gallringsregel."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diarium.models import RetentionRule
from diarium.selectors.classification import rules_in_force


class CaseTypeForm(forms.Form):
    """Vad ärenden av slaget föreslås få."""

    class_code = forms.CharField(
        label=_("Klassificering"),
        max_length=10,
        required=False,
        help_text=_("En kod i diarieplanen, till exempel 103. Den föreslås när ett ärende öppnas."),
        widget=forms.TextInput(attrs={"class": "w-short", "autocomplete": "off", "spellcheck": "false"}),
    )
    retention = forms.ModelChoiceField(
        label=_("Gallringsregel"),
        queryset=RetentionRule.objects.none(),
        required=False,
        empty_label=_("Ingen"),
        help_text=_("Gäller när klassificeringskoden inte har en egen regel."),
        error_messages={"invalid_choice": _("Välj en gallringsregel i listan.")},
    )

    def __init__(self, *args: Any, today: date, kept_rule: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        rules = rules_in_force(today) | RetentionRule.objects.filter(pk=kept_rule or 0)
        self.fields["retention"].queryset = rules.order_by("code")  # type: ignore[attr-defined]
