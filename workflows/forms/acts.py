"""Formulären för åtgärder utan uppgift, byte av handläggare och överlämning."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import MAX_VERSION, KeyedForm
from cases.states import ConflictGround


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


class RectifyForm(ReasonForm):
    """Rätta efter upphävt beslut: the judgment is cited."""

    judgment = forms.CharField(
        label=_("Domens målnummer"),
        max_length=100,
        help_text=_("Till exempel 12345-26. Numret blir sökbart i ärendet."),
        widget=forms.TextInput(attrs={"class": "w-half"}),
        error_messages={"required": _("Skriv domens målnummer.")},
    )

    field_order = ["judgment", "reason"]


class RoundForm(ReasonForm):
    """Starta ny omgång: somebody has thought about whether it is a new matter."""

    same_matter = forms.BooleanField(
        label=_("Det ska inte vara ett nytt ärende"),
        error_messages={"required": _("Bekräfta att det inte ska vara ett nytt ärende.")},
    )

    field_order = ["same_matter", "reason"]


YES, NO = "ja", "nej"


class AnswerRequestForm(ActForm):
    """Den andra personens svar på en begäran."""

    answer = forms.ChoiceField(
        label=_("Vad vill du göra?"),
        choices=[(YES, _("Godkänn begäran")), (NO, _("Avslå begäran"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad du vill göra."), "invalid_choice": _("Välj vad du vill göra.")},
    )
    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skälet syns i historiken. Den som avslår skriver alltid ett skäl."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """A no says why."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("answer") == NO and not str(cleaned.get("reason", "")).strip():
            self.add_error("reason", str(_("Skriv ett skäl.")))
        return cleaned


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
    """Byt handläggare; the ground when the one who has the matter is jävig (R4)."""

    reason = reason_field()
    conflict = forms.ChoiceField(
        label=_("Är den nuvarande handläggaren jävig?"),
        required=False,
        choices=[("", _("Nej, bytet har ett annat skäl")), *ConflictGround.choices],
        help_text=_("Den som är jävig kan inte få tillbaka ärendet. Bortse från jäv som uppenbart saknar betydelse."),
        error_messages={"invalid_choice": _("Välj en grund i listan.")},
    )

    field_order = ["person", "conflict", "reason"]
