"""Att registrera: letting stay unregistered, putting in by hand, several into one matter, separator sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm, offer_choices
from diarium.states import ArrivalChannel, ArrivalExit, DocumentKind
from workflows.forms.register import MARKED, SeveralFiles

MOST_SHEETS = 50


class LeaveForm(forms.Form):
    """Handlingen ska inte registreras: the exits of OSL 5:1, with the reason."""

    way_out = forms.ChoiceField(
        label=_("Varför ska handlingen inte registreras?"),
        choices=[
            (ArrivalExit.KEPT, _("Hålls ordnad utan registrering")),
            (ArrivalExit.TRIVIAL, _("Uppenbart av ringa betydelse")),
            (ArrivalExit.ELSEWHERE, _("Annan myndighets handling")),
        ],
        widget=forms.RadioSelect(
            attrs={
                "help": {
                    "kept": _("Bara om handlingen inte innehåller sekretess."),
                    "trivial": _("Till exempel reklam och massutskick."),
                    "elsewhere": _("En upptagning som en annan myndighet har och som vi bara kommer åt elektroniskt."),
                }
            }
        ),
        error_messages={
            "required": _("Välj varför handlingen inte ska registreras."),
            "invalid_choice": _("Välj varför handlingen inte ska registreras."),
        },
    )
    without_secrecy = forms.BooleanField(
        label=_("Jag har kontrollerat att handlingen inte innehåller sekretess"), required=False
    )
    reason = forms.CharField(
        label=_("Skäl"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Skriv skälet.")},
    )

    def clean(self) -> dict[str, Any]:
        """Kept in order only when somebody has said that nothing in it is secret."""
        data = super().clean() or self.cleaned_data
        if data.get("way_out") == ArrivalExit.KEPT and not data.get("without_secrecy"):
            self.add_error(
                "without_secrecy",
                _("Bekräfta att handlingen inte innehåller sekretess. Annars ska den registreras."),
            )
        return data


class TakeInForm(KeyedForm):
    """Lägg i Att registrera: what was handed in, or lies there on paper."""

    file = forms.FileField(
        label=_("Filer"),
        required=False,
        widget=SeveralFiles(attrs={"multiple": True}),
        help_text=_("Utan fil läggs en handling på papper i listan."),
    )
    board = forms.ChoiceField(label=_("Nämnd"), error_messages={"required": _("Välj nämnd.")})
    came_on = DateField(label=_("Datum då handlingen kom in"), initial=lambda: timezone.localdate().isoformat())
    sender = forms.CharField(label=_("Avsändare"), max_length=200, required=False)
    subject = forms.CharField(
        label=_("Vad det gäller"), max_length=300, error_messages={"required": _("Skriv vad det gäller.")}
    )

    def offer(self, boards: Sequence[tuple[str, str]]) -> None:
        """The boards whose registry the person is."""
        offer_choices(self, "board", [("", _("Välj nämnd")), *boards] if len(boards) > 1 else list(boards))

    def clean_came_on(self) -> Any:
        """Nothing has come in tomorrow."""
        day = self.cleaned_data["came_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Datumet ligger i framtiden."))
        return day

    @property
    def channel(self) -> str:
        """Handed in when there is a file, else on paper."""
        return ArrivalChannel.UPLOAD if self.files else ArrivalChannel.PAPER


class IntoMatterForm(KeyedForm):
    """Registrera det valda i ett ärende."""

    case_number = forms.CharField(
        label=_("Ärende"),
        help_text=_("Diarienummer, till exempel 2018/91."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "w-half", "autocomplete": "off"}),
        error_messages={"required": _("Fyll i ärende.")},
    )
    kind = forms.ChoiceField(
        label=_("Handlingstyp"),
        choices=[("", _("Välj handlingstyp")), *DocumentKind.choices],
        error_messages={"required": _("Välj handlingstyp."), "invalid_choice": _("Välj handlingstyp.")},
    )
    secrecy = forms.ChoiceField(
        label=_("Sekretess"),
        choices=[("none", _("Ingen sekretessmarkering")), (MARKED, _("Sekretessmarkera alla"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj om handlingarna ska sekretessmarkeras."),
            "invalid_choice": _("Välj om handlingarna ska sekretessmarkeras."),
        },
    )
    secrecy_provision = forms.CharField(
        label=_("Bestämmelse"), help_text=_("Till exempel OSL 18 kap. 1 §."), max_length=200, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["secrecy_provision"].no_optional_mark = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A marking names its provision."""
        data = super().clean() or self.cleaned_data
        if data.get("secrecy") == MARKED and not data.get("secrecy_provision"):
            self.add_error("secrecy_provision", _("Fyll i bestämmelse."))
        return data


class SheetForm(forms.Form):
    """Skiljeblad att skriva ut."""

    no_optional_mark = True
    board = forms.ChoiceField(label=_("Nämnd"), error_messages={"required": _("Välj nämnd.")})
    number = forms.CharField(
        label=_("Ärende"),
        required=False,
        max_length=60,
        help_text=_("Lämna tomt för ett blad som passar vilket ärende som helst."),
        widget=forms.TextInput(attrs={"class": "w-half", "autocomplete": "off"}),
    )
    count = forms.IntegerField(
        label=_("Antal blad"),
        min_value=1,
        max_value=MOST_SHEETS,
        initial=1,
        widget=forms.TextInput(attrs={"class": "w-short", "inputmode": "numeric"}),
        error_messages={
            "required": _("Skriv hur många blad."),
            "invalid": _("Skriv hur många blad."),
            "min_value": _("Skriv hur många blad, minst 1."),
            "max_value": _("Högst 50 blad åt gången."),
        },
    )

    def offer(self, boards: Sequence[tuple[str, str]]) -> None:
        """The boards whose registry the person is, by code."""
        offer_choices(self, "board", list(boards))
