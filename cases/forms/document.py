"""Handlingskortets formulär: a new version, and why a document is cancelled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm
from diarium.engine.upload import MEDIA_TYPES

EXTENSIONS = ", ".join(extension for extension in MEDIA_TYPES if extension != "jpeg")


class VersionForm(KeyedForm):
    """Ny version. What the gate says of the file is told on the page, and accepted by sending it once more."""

    file = forms.FileField(
        label=_("Fil"),
        allow_empty_file=True,
        error_messages={
            "required": _("Välj den nya filen."),
            "missing": _("Välj den nya filen."),
            "invalid": _("Filen kom inte fram. Välj den igen."),
        },
    )
    reason = forms.CharField(
        label=_("Vad är nytt?"),
        help_text=_("En kort rad. Den syns bland versionerna och i historiken."),
        max_length=300,
        error_messages={"required": _("Skriv vad som är nytt.")},
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["file"].help_text = now_in("Högst {n} MB ({slag}).").format(
            n=settings.UPLOAD_MAX_BYTES // (1024 * 1024), slag=EXTENSIONS
        )
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{extension}" for extension in MEDIA_TYPES)


class CancelDocumentForm(forms.Form):
    """Makulera handlingen."""

    reason = forms.CharField(
        label=_("Skäl"),
        help_text=_("Skriv varför handlingen makuleras. Skälet syns i historiken."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Skriv ett skäl.")},
    )
