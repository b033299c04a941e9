"""Registrera handling i ett ärende (S3)."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm
from audit.rules import Refusal
from diarium.engine.upload import MEDIA_TYPES, Admitted, admit
from diarium.states import Direction, DocumentKind

EXTENSIONS = ", ".join(extension for extension in MEDIA_TYPES if extension != "jpeg")
MARKED = "marked"


class DocumentForm(KeyedForm):
    """Handlingen som den skrivs in. `kept` names a file that was let in when the page was sent before."""

    file = forms.FileField(
        label=_("Fil"),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": _("Filen kom inte fram. Välj den igen.")},
    )
    direction = forms.ChoiceField(
        label=_("Riktning"),
        choices=Direction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj riktning."), "invalid_choice": _("Välj riktning.")},
    )
    kind = forms.ChoiceField(
        label=_("Handlingstyp"),
        choices=[("", _("Välj handlingstyp")), *DocumentKind.choices],
        error_messages={"required": _("Välj handlingstyp."), "invalid_choice": _("Välj handlingstyp.")},
    )
    dated = DateField(label=_("Datum"), help_text=_("Till exempel 2020-10-28, 28 okt eller i dag."))
    received_on = DateField(
        label=_("Datum då handlingen kom in"),
        help_text=_("Fyll i om en inkommen handling kom in en annan dag än den är daterad."),
        required=False,
    )
    sender_or_recipient = forms.CharField(
        label=_("Avsändare eller mottagare"),
        max_length=200,
        required=False,
        error_messages={"max_length": _("Avsändare eller mottagare får vara högst %(limit_value)d tecken.")},
    )
    title = forms.CharField(
        label=_("Handlingens rubrik"),
        help_text=_("Skriv så att den går att lämna ut. Undvik namn på privatpersoner."),
        max_length=300,
        error_messages={
            "required": _("Fyll i handlingens rubrik."),
            "max_length": _("Handlingens rubrik får vara högst %(limit_value)d tecken. Du har skrivit %(show_value)d."),
        },
    )
    secrecy = forms.ChoiceField(
        label=_("Sekretess"),
        choices=[("none", _("Ingen sekretessmarkering")), (MARKED, _("Sekretessmarkera"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj om handlingen ska sekretessmarkeras."),
            "invalid_choice": _("Välj om handlingen ska sekretessmarkeras."),
        },
    )
    secrecy_provision = forms.CharField(
        label=_("Bestämmelse"),
        help_text=_("Till exempel OSL 18 kap. 1 §. Fylls i vid sekretessmarkering."),
        max_length=200,
        required=False,
    )
    protected_title = forms.CharField(
        label=_("Skyddad rubrik"), help_text=_("Visas bara för behöriga."), max_length=300, required=False
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)

    admitted: Admitted | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        help_text = now_in(
            "Välj en fil från datorn. Högst {max} MB ({typer}). Utan fil registreras en handling på papper."
        )
        self.fields["file"].help_text = help_text.format(max=limit, typer=EXTENSIONS)
        self.fields["secrecy_provision"].no_optional_mark = True  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[bytes] | None:
        """The file when the gate has let it in."""
        file = cast("UploadedFile[bytes] | None", self.cleaned_data.get("file"))
        if not file:
            return None
        try:
            self.admitted = admit(file.file, file.name or "")  # type: ignore[arg-type]
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal
        return file

    def clean(self) -> dict[str, Any]:
        """What depends on two fields."""
        data = super().clean() or self.cleaned_data
        today = timezone.localdate()
        received = data.get("direction") == Direction.RECEIVED
        if received and data.get("received_on") and data["received_on"] > today:
            self.add_error("received_on", _("Datumet ligger i framtiden."))
        if data.get("dated") and data["dated"] > today:
            self.add_error("dated", _("Datumet ligger i framtiden."))
        if data.get("secrecy") == MARKED and not data.get("secrecy_provision"):
            self.add_error("secrecy_provision", _("Fyll i bestämmelse."))
        return data
