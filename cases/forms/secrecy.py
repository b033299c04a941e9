"""Sekretess: marking, lifting, the list of those who may see, and emergency access."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm, offer_choices

NONE, MARK, FIELDS = "none", "mark", "fields"
AGREE, KEEP = "agree", "keep"
GRANT, REFUSE = "grant", "refuse"
_LONGEST: Final = 300


def _reason(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Skäl"),
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Skriv ett skäl.")},
    )


def _provision(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Bestämmelse"),
        help_text=_("Till exempel OSL 18 kap. 1 §"),
        max_length=200,
        required=required,
        error_messages={"required": _("Fyll i bestämmelse.")},
    )


class MarkForm(KeyedForm):
    """Sekretessmarkera ärendet."""

    provision = _provision(required=True)


class DocumentSecrecyForm(KeyedForm):
    """Pröva sekretess för en handling: no marking is needed, all of it is marked, or single facts are kept apart."""

    what = forms.ChoiceField(
        label=_("Sekretess"),
        choices=[
            (NONE, _("Ingen sekretessmarkering behövs")),
            (MARK, _("Sekretessmarkera handlingen")),
            (FIELDS, _("Skydda enskilda uppgifter om handlingen")),
        ],
        widget=forms.RadioSelect(
            attrs={
                "help": {
                    NONE: _("Handlingen noteras som prövad. Sekretess prövas ändå när någon vill ta del av den."),
                    MARK: _("Bara den som är behörig ser handlingen. Nummer och datum är alltid offentliga."),
                    FIELDS: _("Resten av uppgifterna i diariet kan visas för alla."),
                }
            }
        ),
        error_messages={
            "required": _("Välj om handlingen ska sekretessmarkeras."),
            "invalid_choice": _("Välj om handlingen ska sekretessmarkeras."),
        },
    )
    provision = _provision(required=False)
    title = forms.CharField(
        label=_("Handlingens rubrik"),
        help_text=_("Syns i det publika diariet när handlingen inte är sekretessmarkerad."),
        max_length=_LONGEST,
        required=False,
    )
    protected_title = forms.CharField(
        label=_("Skyddad rubrik"), help_text=_("Visas bara för behöriga."), max_length=_LONGEST, required=False
    )
    sender = forms.CharField(
        label=_("Avsändare eller mottagare"),
        help_text=_("Lämna tomt om uppgiften inte ska visas alls."),
        max_length=_LONGEST,
        required=False,
    )
    protected_sender = forms.CharField(
        label=_("Skyddad avsändare eller mottagare"),
        help_text=_("Visas bara för behöriga."),
        max_length=_LONGEST,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("provision", "title"):
            self.fields[name].no_optional_mark = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What each choice needs."""
        data = super().clean() or self.cleaned_data
        what = data.get("what")
        if what in (MARK, FIELDS) and not data.get("provision"):
            self.add_error("provision", _("Fyll i bestämmelse."))
        if what == FIELDS and not data.get("title"):
            self.add_error("title", _("Fyll i handlingens rubrik."))
        if what == FIELDS and not data.get("protected_title") and not data.get("protected_sender"):
            self.add_error("protected_title", _("Fyll i minst en skyddad uppgift."))
        return data


class LiftForm(KeyedForm):
    """Föreslå att markeringen tas bort."""

    reason = _reason(_("Skälet visas för den som ska bekräfta och finns kvar i historiken."))


class AnswerForm(KeyedForm):
    """Den andra personens svar."""

    answer = forms.ChoiceField(
        label=_("Vad vill du göra?"),
        choices=[(AGREE, _("Ta bort sekretessmarkeringen")), (KEEP, _("Låt sekretessmarkeringen stå kvar"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad du vill göra."), "invalid_choice": _("Välj vad du vill göra.")},
    )
    reason = forms.CharField(
        label=_("Kommentar"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )

    def offer(self, *, may_confirm: bool, own: bool) -> None:
        """Only the second person may take the marking away; the proposer may take the proposal back."""
        if not may_confirm:
            label = _("Ta tillbaka förslaget") if own else _("Låt sekretessmarkeringen stå kvar")
            offer_choices(self, "answer", [(KEEP, label)])


class ListForm(KeyedForm):
    """Lägg till på behörighetslistan."""

    person = forms.TypedChoiceField(
        label=_("Person"),
        coerce=int,
        error_messages={"required": _("Välj en person."), "invalid_choice": _("Välj en person i listan.")},
    )
    valid_from = DateField(label=_("Från"))
    valid_to = DateField(label=_("Till"), required=False, help_text=_("Lämna tomt om det gäller tills vidare."))

    def offer(self, people: list[tuple[int, str]]) -> None:
        """The people to choose between."""
        offer_choices(self, "person", [("", _("Välj …")), *people])


class AskForm(KeyedForm):
    """Begär tillfällig åtkomst till ett ärende vars nummer man känner."""

    number = forms.CharField(
        label=_("Diarienummer"),
        help_text=_("Till exempel KS-2018/91.103"),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "w-half", "autocomplete": "off"}),
        error_messages={"required": _("Fyll i diarienummer.")},
    )
    reason = _reason(_("Skriv varför du behöver läsa ärendet nu. Skriv inga uppgifter som kan vara hemliga."))


class GrantForm(KeyedForm):
    """Bevilja eller avslå tillfällig åtkomst."""

    answer = forms.ChoiceField(
        label=_("Vad vill du göra?"),
        choices=[(GRANT, _("Bevilja tillfällig åtkomst")), (REFUSE, _("Avslå begäran"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad du vill göra."), "invalid_choice": _("Välj vad du vill göra.")},
    )
    hours = forms.IntegerField(
        label=_("Antal timmar"),
        help_text=_("Räknas från det att du beviljar. Högst 168 timmar."),
        min_value=1,
        max_value=168,
        widget=forms.TextInput(attrs={"class": "w-short", "inputmode": "numeric"}),
        error_messages={
            "required": _("Skriv ett antal timmar mellan 1 och 168."),
            "invalid": _("Skriv ett antal timmar mellan 1 och 168."),
            "min_value": _("Skriv ett antal timmar mellan 1 och 168."),
            "max_value": _("Skriv ett antal timmar mellan 1 och 168."),
        },
    )


class EndForm(KeyedForm):
    """Ta bort från behörighetslistan: nothing but the key."""
