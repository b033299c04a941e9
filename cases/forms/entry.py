"""Formulären för det som registratorn rättar i diarieposten; each wants its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm, offer_choices
from diarium.engine.terms import looks_personal
from diarium.states import LinkKind


class CorrectionForm(KeyedForm):
    """Rättelse: the reason, which is shown in the history."""

    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skälet syns i historiken."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Skriv ett skäl.")},
    )


class LinkForm(CorrectionForm):
    """Koppla till ett annat ärende."""

    other = forms.CharField(
        label=_("Det andra ärendet"),
        max_length=200,
        help_text=_("Skriv diarienumret, till exempel KS-2018/91."),
        widget=forms.TextInput(attrs={"class": "w-half"}),
        error_messages={"required": _("Skriv diarienumret på det andra ärendet.")},
    )
    kind = forms.ChoiceField(
        label=_("Hur hör ärendena ihop?"),
        choices=[
            (LinkKind.RELATED, _("De hör ihop")),
            (LinkKind.REPLACES, _("Det här ärendet ersätter det andra")),
            ("replaced", _("Det här ärendet fortsätter i det andra")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj hur ärendena hör ihop.")},
    )

    field_order = ["other", "kind", "reason"]


class ClassForm(CorrectionForm):
    """Ändra klassificering."""

    class_code = forms.ChoiceField(label=_("Klassificering"), error_messages={"required": _("Välj klassificering.")})

    field_order = ["class_code", "reason"]

    def offer(self, classes: Sequence[tuple[str, str]]) -> None:
        """The classes that were in the plan when the matter was opened."""
        offer_choices(self, "class_code", [("", _("Välj …")), *classes])


class SubjectForm(CorrectionForm):
    """Ändra ärendemening; the protected one only where the matter is marked."""

    subject = forms.CharField(
        label=_("Ärendemening"),
        help_text=_("Beskriv kort vad ärendet gäller. Syns i det publika diariet."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Fyll i ärendemeningen.")},
    )
    protected_subject = forms.CharField(
        label=_("Skyddad ärendemening"),
        required=False,
        max_length=500,
        help_text=_("Visas bara för behöriga."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    anyway = forms.BooleanField(label=_("Det är inget personnummer"), required=False)

    field_order = ["subject", "protected_subject", "anyway", "reason"]

    def __init__(self, data: Any = None, *, secret: bool, **more: Any) -> None:
        super().__init__(data, **more)
        if not secret:
            del self.fields["protected_subject"]
        if not looks_personal((data or {}).get("subject", "")):
            del self.fields["anyway"]

    def clean(self) -> dict[str, Any]:
        """A personal identity number in what everybody may read is asked about."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "anyway" in self.fields and not cleaned.get("anyway"):
            self.add_error("subject", _("Ärendemeningen ser ut att innehålla ett personnummer. Ta bort det."))
        return cleaned


class ReferenceForm(CorrectionForm):
    """Lägg till en annan beteckning."""

    text = forms.CharField(
        label=_("Beteckning"),
        max_length=200,
        help_text=_("En annan myndighets nummer på samma sak, skrivet som de skriver det."),
        widget=forms.TextInput(attrs={"class": "w-half"}),
        error_messages={"required": _("Skriv beteckningen.")},
    )

    field_order = ["text", "reason"]
