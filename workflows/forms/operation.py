"""Formulären för driften: how a fault is mended, and why a job is given up."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm, offer_choices
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
    person = forms.TypedChoiceField(
        label=_("Person"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Behövs bara när uppgiften ges till en person."),
        error_messages={"invalid_choice": _("Välj en person i listan.")},
    )
    reason = reason_field()

    def offer(
        self,
        remedies: Sequence[tuple[str, str]],
        steps: Sequence[tuple[str, str]],
        people: Sequence[tuple[int, str]] = (),
    ) -> None:
        """The repairs, steps and people to choose between; where there are none nothing is asked about them."""
        offer_choices(self, "remedy", list(remedies))
        for name, choices in (("step", steps), ("person", people)):
            offer_choices(self, name, [("", _("Välj …")), *choices])
            if not choices:
                del self.fields[name]

    def clean(self) -> dict[str, object]:
        """The step goes with the repair that begins at one, the person with the one that needs somebody."""
        cleaned = super().clean() or {}
        if cleaned.get("remedy") == "begin_again" and "step" in self.fields and not cleaned.get("step"):
            self.add_error("step", _("Välj vilket steg processen ska börja vid."))
        if cleaned.get("remedy") == "give_to" and "person" in self.fields and not cleaned.get("person"):
            self.add_error("person", _("Välj en person."))
        return cleaned
