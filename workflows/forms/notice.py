"""Aviseringar: one choice for each kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.states.notice import Channel, NoticeKind


class NoticeForm(forms.Form):
    """Hur man vill aviseras, for each kind of thing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=Channel.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Välj ett sätt."), "invalid_choice": _("Välj ett sätt.")},
            )
