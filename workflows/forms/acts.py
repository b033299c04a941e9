"""Formulären för åtgärder utan uppgift, byte av handläggare och överlämning."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import MAX_VERSION, KeyedForm


def reason_field() -> forms.CharField:
    """Skäl."""
    return forms.CharField(
        label=_("Skäl"),
        help_text=_("Skälet syns i historiken."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Skriv ett skäl.")},
    )


class ActForm(KeyedForm):
    """Åtgärd som inte kräver något skäl: the version that the person saw, and the key."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=MAX_VERSION)


class ReasonForm(ActForm):
    """Åtgärd med skäl."""

    reason = reason_field()


class CancelForm(ReasonForm):
    """Makulera numret: the matter that is used in its place may be named."""

    other = forms.CharField(
        label=_("Ärendet fortsätter i"),
        required=False,
        max_length=200,
        help_text=_("Diarienumret på det ärende som används i stället, till exempel KS-2018/91."),
        widget=forms.TextInput(attrs={"class": "w-half"}),
    )

    field_order = ["other", "reason"]


class MergeForm(ReasonForm):
    """Slå ihop: the matter that is kept."""

    other = forms.CharField(
        label=_("Ärendet som finns kvar"),
        max_length=200,
        help_text=_("Skriv diarienumret, till exempel KS-2018/91."),
        widget=forms.TextInput(attrs={"class": "w-half"}),
        error_messages={"required": _("Skriv diarienumret på det andra ärendet.")},
    )

    field_order = ["other", "reason"]


class PersonForm(KeyedForm):
    """Val av person bland dem som har rollen."""

    person = forms.TypedChoiceField(
        label=_("Till"),
        coerce=int,
        error_messages={"required": _("Välj en person."), "invalid_choice": _("Välj en person i listan.")},
    )

    def offer(self, people: list[tuple[int, str]]) -> None:
        """The people to choose between."""
        field = self.fields["person"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", _("Välj …")), *people]


class OfficerForm(PersonForm):
    """Byt handläggare."""

    reason = reason_field()

    field_order = ["person", "reason"]
