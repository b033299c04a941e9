"""Begära ut en handling (S12c), and the registry's answers to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm


class RequestForm(KeyedForm):
    """Begäran: nobody is asked who they are (TF 2:18). `leave_empty` is filled in by programs, not by people."""

    wanted = forms.CharField(
        label=_("Vilken handling vill du ta del av?"),
        help_text=_("Skriv till exempel ett diarienummer, vad handlingen handlar om eller när den kom in."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Beskriv vilken handling du vill ta del av.")},
    )
    contact = forms.CharField(
        label=_("E-post eller telefon"),
        help_text=_(
            "Behövs bara om vi ska skicka handlingen. Du behöver inte tala om vem du är eller varför du vill läsa den."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    leave_empty = forms.CharField(required=False, max_length=200)
    document = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    matter = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def clean_leave_empty(self) -> str:
        """Empty, or said so to a person who filled it in by mistake."""
        if self.cleaned_data.get("leave_empty"):
            raise forms.ValidationError(_("Lämna det sista fältet tomt. Det är bara till för att hindra robotar."))
        return ""


class BindForm(forms.Form):
    """Vilket ärende, eller vilken handling, begäran gäller."""

    number = forms.CharField(
        label=_("Diarienummer"),
        help_text=_("Ärendets eller handlingens nummer, till exempel KS-2018/91.103-6."),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "w-half", "autocomplete": "off"}),
        error_messages={"required": _("Fyll i diarienummer.")},
    )


class ReleaseForm(forms.Form):
    """Lämna ut: how, and how the secrecy was tried where there is a marking."""

    reason = forms.CharField(
        label=_("Anteckning"),
        help_text=_("Till exempel hur handlingen lämnades ut. Skriv hur du har prövat sekretessen om det behövdes."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MaskForm(forms.Form):
    """Maska och lämna ut: the masked copy, and what was masked and why."""

    file = forms.FileField(
        label=_("Maskad kopia (pdf)"),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": _("Filen kom inte fram. Välj den igen.")},
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )
    reason = forms.CharField(
        label=_("Vad är maskat och varför?"),
        help_text=_("Ange bestämmelsen, till exempel OSL 25 kap. 1 §."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv vad som är maskat och varför.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        text = now_in("Högst {max} MB. Utan fil antecknas att kopian är på papper.")
        self.fields["file"].help_text = text.format(max=settings.UPLOAD_MAX_BYTES // (1024 * 1024))

    def clean_file(self) -> UploadedFile[bytes] | None:
        """A masked copy is a pdf; the gate looks at it when it is let in."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file and not (file.name or "").lower().endswith(".pdf"):
            raise forms.ValidationError(_("Spara den maskade kopian som pdf."))
        return file or None


class RefuseForm(forms.Form):
    """Avslå: the reason stands in the written decision."""

    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skälet står i det skriftliga beslutet. Ange bestämmelsen, till exempel OSL 25 kap. 1 §."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Skriv varför handlingen inte lämnas ut.")},
    )
