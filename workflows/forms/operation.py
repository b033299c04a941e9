"""Formulären för driften: how a fault is mended, and why a job is given up."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm
from workflows.forms.acts import reason_field


class GiveUpForm(KeyedForm):
    """Avstå från ett jobb."""

    reason = reason_field()


class MendForm(KeyedForm):
    """Åtgärda ett fynd: nothing is chosen beforehand; the step is asked for where an action begins at one."""

    remedy = forms.ChoiceField(
        label=_("Åtgärd"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj en åtgärd."), "invalid_choice": _("Välj en åtgärd i listan.")},
    )
    step = forms.ChoiceField(
        label=_("Steg att börja vid"),
        required=False,
        help_text=_("Behövs bara när processen startas på nytt."),
        error_messages={"invalid_choice": _("Välj ett steg i listan.")},
    )
    reason = reason_field()

    def offer(self, remedies: Sequence[tuple[str, str]], steps: Sequence[tuple[str, str]]) -> None:
        """The repairs and the steps to choose between; without steps nothing is asked about them."""
        for name, choices in (("remedy", list(remedies)), ("step", [("", _("Välj …")), *steps])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        if not steps:
            del self.fields["step"]

    def clean(self) -> dict[str, object]:
        """The step goes with the repair that begins at one, and is wanted there."""
        cleaned = super().clean() or {}
        if cleaned.get("remedy") == "begin_again" and "step" in self.fields and not cleaned.get("step"):
            self.add_error("step", _("Välj vilket steg processen ska börja vid."))
        return cleaned
