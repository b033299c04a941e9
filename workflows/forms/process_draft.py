"""Utkastets formulär: the process as a whole, a new step, and where a step stands. Nobody types a code name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.forms import MAX_VERSION, KeyedForm, offer_choices
from workflows.selectors.vocabulary import steps_of, vocabulary

LONGEST_TITLE = 120
KIND_WORDS = [
    ("step", _("Uppgift"), _("En person eller en grupp gör något och väljer ett utfall.")),
    ("choice", _("Val"), _("Vägen beror på vad som har beslutats eller hänt.")),
    (
        "each",
        _("Förgrening"),
        _("En uppgift för var och en, till exempel varje part. De möts innan ärendet går vidare."),
    ),
    (
        "split",
        _("Parallella steg"),
        _("Två eller flera uppgifter samtidigt, till exempel två chefers godkännande. Alla ska bli klara."),
    ),
    ("auto", _("Automatiskt steg"), _("Ärendet går vidare utan att någon gör något.")),
    ("job", _("Jobb"), _("Beslutsgång gör en handling, till exempel en pdf.")),
    ("end", _("Slut"), _("Ärendet är avslutat.")),
]


class TitleField(forms.CharField):
    """Namn på en process eller ett steg."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Namn"))
        options.setdefault("max_length", LONGEST_TITLE)
        options.setdefault("error_messages", {"required": _("Fyll i namnet.")})
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """The name; signs that templates are written with are refused."""
        cleaned = " ".join(str(super().clean(value)).split())
        if "{{" in cleaned or "{%" in cleaned:
            raise forms.ValidationError(now_in("Namnet får inte innehålla {{ eller {%."))
        return cleaned


class SeenForm(KeyedForm):
    """Formulär som minns vilken version av utkastet som personen såg."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_VERSION)
    refused_with = 422

    def show_again(self, *, seen: int, status: int) -> None:
        """Keep what was written, and look at the draft as it is now."""
        self.data = cast("QueryDict", self.data).copy()
        self.data["seen"] = str(seen)
        self.refused_with = status


class CopyForm(KeyedForm):
    """En ny process som börjar som en kopia."""

    title = TitleField(help_text=_("Till exempel Samverkansavtal eller Föreningsbidrag."))


class WholeForm(SeenForm):
    """Det som gäller hela processen."""

    title = TitleField()
    start = forms.ChoiceField(label=_("Första steget"), error_messages={"required": _("Välj det första steget.")})

    def __init__(self, *args: Any, body: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        steps = [("", now_in("Välj ett steg")), *steps_of(body)]
        offer_choices(self, "start", steps)
        self.acts = [act for act, _label in vocabulary(body).entries]
        for act, label in vocabulary(body).entries:
            self.fields[f"entry_{act}"] = forms.ChoiceField(
                label=now_in("Efter ”{namn}” fortsätter processen i").format(namn=label), choices=steps, required=False
            )

    @property
    def entries(self) -> dict[str, str]:
        """act → step."""
        found = {act: self.cleaned_data[f"entry_{act}"] for act in self.acts}
        return {act: step for act, step in found.items() if step}


class PlaceForm(SeenForm):
    """Var ett steg står."""

    after = forms.ChoiceField(label=_("Efter steget"), required=False)

    def __init__(self, *args: Any, body: Mapping[str, Any], apart: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        ends = {name for name, node in body["nodes"].items() if node["kind"] == "end"}
        steps = [one for one in steps_of(body) if one[0] not in {*ends, apart}]
        offer_choices(self, "after", [("", now_in("Först i processen")), *steps])


class NewStepForm(PlaceForm):
    """Ett nytt steg."""

    kind = forms.ChoiceField(
        label=_("Slag"),
        choices=[(value, label) for value, label, _help in KIND_WORDS],
        widget=forms.RadioSelect(attrs={"help": {value: help_text for value, _label, help_text in KIND_WORDS}}),
        error_messages={"required": _("Välj vad det är för slags steg.")},
    )
    title = TitleField()

    field_order = ("kind", "title", "after")
