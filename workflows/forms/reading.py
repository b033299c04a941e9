"""Formulären för inläsning: the file or the text, and the review where a person confirms what was read."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from workflows.forms.opening import OpeningForm

if TYPE_CHECKING:
    from cases.reading.reading import Field, Reading
    from workflows.selectors.opening import Choices

MAX_BYTES = 1024 * 1024
EXISTING, NEW, FOREIGN = "existing", "new", "foreign"
REST = "confirm_rest"


class SourceForm(forms.Form):
    """Fil eller inklistrad text."""

    file = forms.FileField(
        label=_("Fil"),
        required=False,
        help_text=_("En textfil (txt) i UTF-8, högst 1 MB."),
        error_messages={"empty": _("Filen är tom.")},
    )
    text = forms.CharField(
        label=_("Klistra in text"),
        required=False,
        strip=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    no_optional_mark = True

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file is not None and file.size > MAX_BYTES:
            self.add_error("file", _("Filen är för stor för att läsas som text. Den får vara högst 1 MB."))
        elif file is None and not str(cleaned.get("text", "")).strip() and not self.errors:
            self.add_error("file", _("Välj en fil eller klistra in texten."))
        return cleaned


class ReviewForm(OpeningForm):
    """Granska det lästa: every unsure field by itself, the rest at once; where the text belongs, and whose it is."""

    place = forms.ChoiceField(
        label=_("Diarienummer"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj var tjänsteutlåtandet hör hemma.")},
    )
    case_number = forms.CharField(
        label=_("Ärende"),
        required=False,
        max_length=60,
        help_text=_("Diarienumret på ärendet som finns."),
        widget=forms.TextInput(attrs={"class": "w-half"}),
    )
    officers: Choices = ()
    original = forms.CharField(widget=forms.HiddenInput, strip=False)
    file_name = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def ask_about(self, reading: Reading, *, may_open: bool) -> None:
        """The confirmations that this reading needs, and the places that the person may choose."""
        unsure = [field for field in reading.fields() if field.needs_confirmation]
        for field in unsure:
            self.fields[confirmation(field)] = forms.BooleanField(
                label=now_in("Bekräfta {fält}").format(fält=_lower(field)),
                error_messages={
                    "required": now_in("Bekräfta {fält} innan du sparar.").format(fält=_lower(field)),
                },
            )
        rest = len(reading.fields()) - len(unsure)
        if rest:
            self.fields[REST] = forms.BooleanField(
                label=now_in("Bekräfta övriga {n} fält").format(n=rest),
                error_messages={"required": now_in("Bekräfta övriga {n} fält innan du sparar.").format(n=rest)},
            )
        number = reading.content().diary_number
        own = now_in("Hör till {dnr}").format(dnr=number) if number else now_in("Hör till ett ärende som finns")
        places = [(EXISTING, own)]
        if may_open:
            places += [(NEW, now_in("Nytt ärende")), (FOREIGN, now_in("Annan myndighets nummer"))]
        place = self.fields["place"]
        if isinstance(place, forms.ChoiceField):
            place.choices = places
            place.widget.attrs["help"] = {
                NEW: now_in("Ärendet öppnas med uppgifterna nedan."),
                FOREIGN: now_in("Ett nytt ärende öppnas hos oss. Numret står kvar i texten."),
            }
        if self.is_bound and self.data.get("place") not in (NEW, FOREIGN):
            for name in ("subject", "board", "case_type"):
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """A matter that exists is named by its number."""
        cleaned: dict[str, Any] = dict(super().clean())
        if cleaned.get("place") == EXISTING and not cleaned.get("case_number"):
            self.add_error("case_number", _("Skriv ärendets diarienummer."))
        if cleaned.get("place") == FOREIGN:
            cleaned["old_number"], cleaned["opened_on"] = "", None
        return cleaned


def confirmation(field: Field) -> str:
    """The name of the box that confirms a field."""
    return f"confirm_{field.name}"


def _lower(field: Field) -> str:
    label = str(field.label)
    return label[:1].lower() + label[1:]


def packed(content: bytes) -> str:
    """The original as a form carries it between two pages; nothing is kept on the server."""
    return base64.b64encode(content).decode("ascii")


def unpacked(text: str) -> bytes:
    """The original again; empty when somebody has changed it."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
