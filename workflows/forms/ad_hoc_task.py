"""Formulären för fristående uppgifter."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm, offer_choices
from workflows.models.ad_hoc_task import AdHocState

PERSON, GROUP = "person", "grupp"
Choices = Sequence[tuple[str, Sequence[tuple[str, str]]]]


class GiveTaskForm(KeyedForm):
    """Ny uppgift: what, to whom, and until when."""

    text = forms.CharField(
        label=_("Vad ska göras"),
        max_length=300,
        error_messages={"required": _("Skriv vad som ska göras.")},
    )
    to = forms.ChoiceField(
        label=_("Till"),
        error_messages={
            "required": _("Välj en person eller en grupp."),
            "invalid_choice": _("Välj en person eller en grupp i listan."),
        },
    )
    due = DateField(label=_("Klar senast"), required=False)

    field_order = ["text", "to", "due"]

    def offer(self, choices: Choices) -> None:
        """The people and groups to choose between."""
        offer_choices(self, "to", [("", _("Välj …")), *choices])

    @property
    def receiver(self) -> dict[str, int | str | None]:
        """Who was chosen, as the door asks for it."""
        kind, _sep, value = str(self.cleaned_data["to"]).partition(":")
        return {"person_id": int(value), "role": ""} if kind == PERSON else {"person_id": None, "role": value}


class EndTaskForm(KeyedForm):
    """Ditt ställningstagande till en fristående uppgift."""

    outcome = forms.ChoiceField(
        label=_("Vad vill du göra?"),
        choices=[(AdHocState.DONE.value, _("Uppgiften är klar")), (AdHocState.CANNOT.value, _("Kan inte utföras"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad du vill göra."), "invalid_choice": _("Välj vad du vill göra.")},
    )
    comment = forms.CharField(
        label=_("Kommentar"),
        help_text=_("Behövs om uppgiften inte kan utföras. Kommentaren blir en del av ärendet."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )

    field_order = ["outcome", "comment"]


class TakeBackForm(KeyedForm):
    """Ta tillbaka en fristående uppgift."""

    comment = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skälet syns i historiken."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Skriv varför uppgiften tas tillbaka.")},
    )
