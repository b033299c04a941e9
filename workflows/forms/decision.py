"""Beslutet som det registreras: meeting, paragraph, outcome and one field per decision point (S7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm
from cases.models import Case
from cases.rules.treatment import bodies_in_turn, outcomes_of, route_of
from cases.selectors.decision import current_proposal
from cases.states import FINAL_OUTCOMES, WORDED_OUTCOMES, Outcome

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
    body = forms.TypedChoiceField(label=_("Instans"), coerce=int, required=False, empty_value=None)
    treatment = forms.ChoiceField(
        label=_("Utfall"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj ett utfall."), "invalid_choice": _("Välj ett utfall.")},
    )
    adjusted_on = DateField(
        label=_("Paragrafen är justerad"),
        required=False,
        help_text=_("Behövs för ett slutligt beslut. Till exempel 2020-11-02."),
    )
    tabled_to = DateField(
        label=_("Till sammanträde"), required=False, help_text=_("Om ärendet bordläggs. Till exempel 2020-11-25.")
    )
    requested_by = forms.CharField(
        label=_("Vem begärde det?"),
        required=False,
        help_text=_("Om ärendet bordläggs eller återremitteras. Till exempel Anna Ek (S)."),
        max_length=300,
    )
    motivation = forms.CharField(
        label=_("Vad ska utredas?"),
        required=False,
        help_text=_("Obligatoriskt om ärendet återremitteras. Texten blir en del av ärendet."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    back_to = forms.ChoiceField(
        label=_("Återremitteras till steget"),
        required=False,
        choices=[("proposal", _("Förslag till beslut")), ("analysis", _("Lägesbild"))],
        widget=forms.Select(attrs={"class": "w-half"}),
    )
    field_order = (
        "body",
        "treatment",
        "meeting_date",
        "paragraph",
        "adjusted_on",
        "tabled_to",
        "requested_by",
        "motivation",
        "back_to",
    )

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


def record_decision_form(case: Case, *, on: date) -> type[RecordDecisionForm]:
    """Formuläret för den instans som behandlar ärendet: its outcomes, the proposal it has, and room for new points."""
    form: Any = type("RecordDecisionForm", (RecordDecisionForm,), point_fields(case))
    bodies = bodies_in_turn(case, on=on)
    outcomes = {outcome for body in bodies for outcome in outcomes_of(case, body)}
    form.base_fields = fields = deepcopy(form.base_fields)
    if len(bodies) > 1:
        _offer(fields["body"], [(body.pk, body.name) for body in bodies])
        fields["body"].initial = bodies[0].pk
    else:
        del fields["body"]
    if not case.case_type.has_analysis:
        del fields["back_to"]
    nexts = {after.name for after in (route_of(case).after(body) for body in bodies) if after is not None}
    _offer(fields["treatment"], [(value, _label(value, nexts)) for value in Outcome if value in outcomes])
    fields["treatment"].widget.attrs["help"] = _helps(case, nexts)
    made: type[RecordDecisionForm] = form
    return made


def _offer(field: forms.Field, choices: Sequence[tuple[Any, Any]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def _label(outcome: Outcome, nexts: Collection[str]) -> str:
    """“Förslag till kommunfullmäktige” where one body is next, whoever treats it."""
    if outcome != Outcome.FORWARDED or len(nexts) != 1:
        return str(outcome.label)
    following = next(iter(nexts))
    return now_in("Förslag till {nästa}").format(nästa=following[:1].lower() + following[1:])


def _helps(case: Case, nexts: Collection[str]) -> dict[str, str]:
    rejected = now_in("Beslutet expedieras.")
    if case.case_type.has_agreement:
        rejected = now_in("Beslutet expedieras. Ingen överenskommelse undertecknas.")
    back = now_in("Ärendet går tillbaka till steget Förslag till beslut.")
    if case.case_type.has_analysis:
        back = now_in("Ärendet går tillbaka till beredningen.")
    return {
        Outcome.TABLED: now_in("Ärendet är kvar i steget Beslut."),
        Outcome.REFERRED_BACK: back,
        Outcome.REJECTED: rejected,
        Outcome.FORWARDED: now_in("Nästa instans får texten som sitt förslag. Utfallet går inte att överklaga."),
    }


def point_fields(case: Case) -> dict[str, forms.Field]:
    """Ett fält för varje beslutspunkt, filled in from the proposal, and some for new ones."""
    fields: dict[str, forms.Field] = {}
    proposal = current_proposal(case)
    points = proposal.points if proposal else []
    for number in range(1, len(points) + NEW_POINTS + 1):
        text = point_text(points[number - 1]) if number <= len(points) else ""
        fields[f"point_{number}"] = forms.CharField(
            label=_("Beslutspunkt {n}").format(n=number) if text else _("Ny beslutspunkt {n}").format(n=number),
            required=False,
            initial=text,
            widget=forms.Textarea(attrs={"rows": 4 if text else 2}),
            max_length=8000,
        )
    return fields


def point_text(point: Mapping[str, Any]) -> str:
    """A point as it is edited: its sentence, and each nested item on a line of its own with a dash."""
    return "\n".join([point["text"], *(f"{ITEM}{item}" for item in point["items"])])


def point_of(text: str) -> dict[str, Any]:
    """The point that was written: lines with a dash are its items, the rest its sentence."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    items = [line.removeprefix(ITEM).strip() for line in lines if line.startswith(ITEM)]
    return {"text": " ".join(line for line in lines if not line.startswith(ITEM)), "items": items}


def decision_payload(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the step reads. Points go with it only when the outcome has words of its own."""
    payload: dict[str, Any] = {
        "body": cleaned.get("body"),
        "outcome": cleaned["treatment"],
        "meeting_date": cleaned["meeting_date"].isoformat(),
        "paragraph": cleaned["paragraph"],
        "adjusted_on": cleaned["adjusted_on"].isoformat() if cleaned["adjusted_on"] else None,
        "tabled_to": cleaned["tabled_to"].isoformat() if cleaned["tabled_to"] else None,
        "requested_by": cleaned["requested_by"],
        "motivation": cleaned["motivation"],
        "back_to": cleaned.get("back_to", ""),
    }
    if cleaned["treatment"] in WORDED_OUTCOMES:
        payload["points"] = written_points(cleaned)
    return payload


def written_points(cleaned: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Beslutspunkterna som de skrevs, the empty ones left out."""
    names = sorted((name for name in cleaned if name.startswith("point_")), key=lambda name: int(name[6:]))
    return [point_of(cleaned[name]) for name in names if cleaned[name].strip()]
