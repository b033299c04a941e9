"""Formulären för uppdrag och ersättare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DateField, KeyedForm, offer_choices
from accounts.models import PERSONAL, Role

Offered = Sequence[tuple[int, str]]
NOT_CHOSEN = ("", _("Välj …"))


def person_field(label: Any, people: Offered, **options: Any) -> forms.TypedChoiceField:
    """Val av person."""
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        choices=[NOT_CHOSEN, *people],
        error_messages={"required": _("Välj en person."), "invalid_choice": _("Välj en person i listan.")},
        **options,
    )


class MandateForm(KeyedForm):
    """Uppdrag: the role, its scope, its days and how it is written."""

    role = forms.ChoiceField(label=_("Roll"), error_messages={"required": _("Välj en roll.")})
    board = forms.TypedChoiceField(
        label=_("Nämnd"), coerce=int, empty_value=None, required=False, help_text=_("Tomt betyder alla nämnder.")
    )
    unit = forms.TypedChoiceField(
        label=_("Enhet"), coerce=int, empty_value=None, required=False, help_text=_("Tomt betyder alla enheter.")
    )
    valid_from = DateField(label=_("Från och med"))
    valid_to = DateField(label=_("Till och med"), required=False)
    written = forms.ChoiceField(
        label=_("Så skrivs rollen"),
        choices=[("", _("Som den heter")), ("acting", _("t.f.")), ("appointed", _("enligt förordnande"))],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    decision = forms.CharField(
        label=_("Beslut"),
        required=False,
        max_length=300,
        help_text=_("Till exempel KS 2026-03-04 § 12, eller delegationsbeslut med nummer."),
    )

    def __init__(self, *args: Any, boards: Offered, units: Offered, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer("board", [("", _("Alla nämnder")), *boards])
        self._offer("unit", [("", _("Alla enheter")), *units])
        self._offer("role", [NOT_CHOSEN, *Role.choices])

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        offer_choices(self, name, list(choices))

    def facts(self) -> dict[str, Any]:
        """What the door is told."""
        written = self.cleaned_data["written"]
        return {
            "role": self.cleaned_data["role"],
            "board_id": self.cleaned_data["board"],
            "unit_id": self.cleaned_data["unit"],
            "valid_from": self.cleaned_data["valid_from"],
            "valid_to": self.cleaned_data["valid_to"],
            "acting": written == "acting",
            "appointed": written == "appointed",
            "decision": self.cleaned_data["decision"].strip(),
        }


class StandInForm(MandateForm):
    """Ersättare: somebody for another, on days that end."""

    field_order = ["person", "other", "role", "board", "unit", "valid_from", "valid_to", "written", "decision"]

    def __init__(self, *args: Any, people: Offered, others: Offered, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"] = person_field(_("Person"), people)
        self.fields["other"] = person_field(_("Ersätter"), others)
        self.fields["valid_to"].no_optional_mark = True  # type: ignore[attr-defined]
        self._offer("role", [NOT_CHOSEN, *((role.value, role.label) for role in Role if role not in PERSONAL)])
        self.order_fields(self.field_order)

    def facts(self) -> dict[str, Any]:
        """What the door is told."""
        return {
            **super().facts(),
            "user_id": self.cleaned_data["person"],
            "on_behalf_of_id": self.cleaned_data["other"],
        }


class EndForm(KeyedForm):
    """Avsluta: the last day."""

    valid_to = DateField(label=_("Sista dag"))


class PersonForm(KeyedForm):
    """Ny person."""

    name = forms.CharField(label=_("Namn"), max_length=200, error_messages={"required": _("Fyll i namn.")})
    email = forms.EmailField(
        label=_("E-postadress"),
        error_messages={
            "required": _("Fyll i e-postadress."),
            "invalid": _("Skriv en e-postadress, till exempel namn@kommun.se."),
        },
    )
    title = forms.CharField(label=_("Titel"), max_length=200, required=False)


class AbsenceForm(KeyedForm):
    """Jag är frånvarande: from, to, and who stands in."""

    valid_from = DateField(label=_("Från och med"))
    valid_to = DateField(label=_("Till och med"), required=False)
    substitute = person_field(_("Ersättare"), ())

    def __init__(self, *args: Any, people: Offered, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["substitute"] = person_field(_("Ersättare"), people)
        self.fields["valid_to"].no_optional_mark = True  # type: ignore[attr-defined]
