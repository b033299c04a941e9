"""Beslutet som det registreras: meeting, paragraph, outcome and one field per decision point (S7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm
from cases.models import Case
from cases.rules.staff_report import latest_version
from cases.states import CARRIED_OUTCOMES, FINAL_OUTCOMES, Outcome

NEW_POINTS = 2
ITEM = "- "


class RecordDecisionForm(KeyedForm):
    """Registrera beslutet. Nothing consequential is chosen beforehand."""

    meeting_date = DateField(label=_("Sammanträdesdatum"))
    paragraph = forms.IntegerField(
        label=_("Paragraf"),
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"class": "w-short", "inputmode": "numeric"}),
        error_messages={
            "required": _("Fyll i paragrafens nummer."),
            "invalid": _("Skriv paragrafens nummer med siffror."),
            "min_value": _("Skriv paragrafens nummer med siffror."),
            "max_value": _("Skriv paragrafens nummer med siffror."),
        },
    )
    treatment = forms.ChoiceField(
        label=_("Utfall"),
        choices=Outcome.choices,
        widget=forms.RadioSelect(
            attrs={
                "help": {
                    Outcome.TABLED: _("Ärendet är kvar i steget Beslut."),
                    Outcome.REFERRED_BACK: _("Ärendet går tillbaka till steget Förslag till beslut."),
                    Outcome.REJECTED: _("Beslutet expedieras. Ingen överenskommelse undertecknas."),
                }
            }
        ),
        error_messages={"required": _("Välj ett utfall.")},
    )
    adjusted_on = DateField(
        label=_("Paragrafen är justerad"),
        required=False,
        help_text=_("Behövs för ett slutligt beslut. Till exempel 2020-11-02."),
    )
    tabled_to = DateField(
        label=_("Till sammanträde"), required=False, help_text=_("Om ärendet bordläggs. Till exempel 2020-11-25.")
    )
    motivation = forms.CharField(
        label=_("Vad ska utredas?"),
        required=False,
        help_text=_("Obligatoriskt om ärendet återremitteras. Texten blir en del av ärendet."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    field_order = ("treatment", "meeting_date", "paragraph", "adjusted_on", "tabled_to", "motivation")

    def clean(self) -> dict[str, Any]:
        """What each outcome needs, as sentences beside the fields."""
        cleaned = super().clean() or {}
        treatment = cleaned.get("treatment")
        if treatment in FINAL_OUTCOMES and not cleaned.get("adjusted_on") and "adjusted_on" not in self.errors:
            self.add_error("adjusted_on", _("Fyll i när paragrafen justerades."))
        if treatment == Outcome.REFERRED_BACK and not cleaned.get("motivation", "").strip():
            self.add_error("motivation", _("Skriv vad som ska utredas."))
        meeting, adjusted = cleaned.get("meeting_date"), cleaned.get("adjusted_on")
        if meeting and adjusted and adjusted < meeting:
            self.add_error("adjusted_on", _("Justeringen kan inte vara före sammanträdet."))
        return cleaned


def record_decision_form(case: Case) -> type[RecordDecisionForm]:
    """Formuläret med ärendets beslutspunkter, filled in from the proposal, and room for new ones."""
    fields: dict[str, forms.Field] = {}
    points = proposed_points(case)
    for number in range(1, len(points) + NEW_POINTS + 1):
        text = point_text(points[number - 1]) if number <= len(points) else ""
        fields[f"point_{number}"] = forms.CharField(
            label=_("Beslutspunkt {n}").format(n=number) if text else _("Ny beslutspunkt {n}").format(n=number),
            required=False,
            initial=text,
            widget=forms.Textarea(attrs={"rows": 4 if text else 2}),
            max_length=8000,
        )
    return type("RecordDecisionForm", (RecordDecisionForm,), fields)


def proposed_points(case: Case) -> list[dict[str, Any]]:
    """The points of the proposal's first deciding body."""
    version = latest_version(case)
    groups = version.content["decision_groups"] if version else []
    points: list[dict[str, Any]] = groups[0]["points"] if groups else []
    return points


def point_text(point: dict[str, Any]) -> str:
    """A point as it is edited: its sentence, and each nested item on a line of its own with a dash."""
    return "\n".join([point["text"], *(f"{ITEM}{item}" for item in point["items"])])


def point_of(text: str) -> dict[str, Any]:
    """The point that was written: lines with a dash are its items, the rest its sentence."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    items = [line.removeprefix(ITEM).strip() for line in lines if line.startswith(ITEM)]
    return {"text": " ".join(line for line in lines if not line.startswith(ITEM)), "items": items}


def decision_payload(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the step reads. Points go with it only when the decision differs from the proposal."""
    names = sorted((name for name in cleaned if name.startswith("point_")), key=lambda name: int(name[6:]))
    payload: dict[str, Any] = {
        "outcome": cleaned["treatment"],
        "meeting_date": cleaned["meeting_date"].isoformat(),
        "paragraph": cleaned["paragraph"],
        "adjusted_on": cleaned["adjusted_on"].isoformat() if cleaned["adjusted_on"] else None,
        "tabled_to": cleaned["tabled_to"].isoformat() if cleaned["tabled_to"] else None,
        "motivation": cleaned["motivation"],
    }
    if cleaned["treatment"] in CARRIED_OUTCOMES:
        payload["points"] = [point_of(cleaned[name]) for name in names if cleaned[name].strip()]
    return payload
