"""Delegationsbeslutet som det registreras: point, day, outcome and one field per decision point (S7)."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from accounts.forms import DateField, KeyedForm
from cases.models import Case
from cases.selectors.decision import current_proposal
from cases.selectors.delegation import points_for, said_of, warnings_in
from cases.states import DELEGATED_OUTCOMES, WORDED_OUTCOMES, Outcome
from workflows.forms.decision import point_fields, written_points

DECIDE = "decide"
WITH_URGENT = _("Nämndens sammanträde, om det är känt. Brådskande beslut anmäls alltid vid nästa.")


class DelegatedDecisionForm(KeyedForm):
    """Besluta på delegation. What only the decision wants is asked for only when it is what the person chose.

    `urgent_points` are the mandates to decide what cannot wait for the board.
    """

    case: Case | None = None
    urgent_points: frozenset[int] = frozenset()
    point = forms.TypedChoiceField(
        label=_("Punkt i delegationsordningen"),
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": _("Välj en punkt i delegationsordningen.")},
    )
    urgent_reason = forms.CharField(
        label=_("Varför kan nämndens beslut inte avvaktas?"),
        help_text=_("Skrivs när beslutet är brådskande (kommunallagen 6 kap. 39 §)."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    treatment = forms.ChoiceField(
        label=_("Utfall"),
        required=False,
        choices=[(outcome, outcome.label) for outcome in Outcome if outcome in DELEGATED_OUTCOMES],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Välj ett utfall.")},
    )
    decided_on = DateField(label=_("Datum"), required=False, help_text=_("Lämna tomt om du beslutar i dag."))
    report_to = DateField(
        label=_("Anmäls till sammanträdet"),
        required=False,
        help_text=_("Nämndens sammanträde, om det är känt."),
    )
    motivation = forms.CharField(
        label=_("Motivering"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    considered = forms.BooleanField(
        label=_("Jag har prövat att beslutet får fattas på delegation (kommunallagen 6 kap. 38 §)"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """What the decision needs, as sentences beside the fields."""
        cleaned = super().clean() or {}
        if self.data.get("outcome", DECIDE) != DECIDE:
            return cleaned
        if not cleaned.get("point") and "point" not in self.errors:
            self.add_error("point", _("Välj en punkt i delegationsordningen."))
        if cleaned.get("point") in self.urgent_points and not cleaned["urgent_reason"]:
            self.add_error("urgent_reason", _("Skriv varför nämndens beslut inte kan avvaktas."))
        if not cleaned.get("treatment") and "treatment" not in self.errors:
            self.add_error("treatment", _("Välj ett utfall."))
        if not cleaned.get("considered") and self._is_warned(cleaned):
            self.add_error("considered", _("Ta ställning till om beslutet får fattas på delegation."))
        return cleaned

    def _is_warned(self, cleaned: dict[str, Any]) -> bool:
        texts = [point["text"] for point in written_points(cleaned)]
        return bool(self.case and warnings_in(self.case, current_proposal(self.case), texts))


def delegated_decision_form(actor: Actor, case: Case, *, on: date) -> type[DelegatedDecisionForm]:
    """Formuläret med delegatens punkter: why the board is not awaited, and when to report, where a point asks it."""
    points = points_for(actor, case, on=on)
    urgent = frozenset(point.pk for point in points if point.urgent)
    of_case = {**point_fields(case), "case": case, "urgent_points": urgent}
    form: Any = type("DelegatedDecisionForm", (DelegatedDecisionForm,), of_case)
    form.base_fields = deepcopy(form.base_fields)
    field = form.base_fields["point"]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", _("Välj …")), *((point.pk, said_of(point)) for point in points)]
    if not urgent:
        del form.base_fields["urgent_reason"]
    elif all(point.urgent or not point.reported for point in points):
        del form.base_fields["report_to"]
    else:
        form.base_fields["report_to"].help_text = WITH_URGENT
    asked = ("urgent_reason",) if urgent and len(urgent) == len(points) else ()
    for name in ("point", "treatment", *asked):
        form.base_fields[name].no_optional_mark = True
    made: type[DelegatedDecisionForm] = form
    return made


def delegated_payload(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the step reads; the other outcomes of the task read the comment alone."""
    payload: dict[str, Any] = {
        "point": cleaned["point"],
        "outcome": cleaned["treatment"],
        "decided_on": cleaned["decided_on"].isoformat() if cleaned["decided_on"] else None,
        "report_to": cleaned["report_to"].isoformat() if cleaned.get("report_to") else None,
        "urgent_reason": cleaned.get("urgent_reason", ""),
        "motivation": cleaned["motivation"],
        "considered": bool(cleaned.get("considered")),
    }
    if cleaned["treatment"] in WORDED_OUTCOMES:
        payload["points"] = written_points(cleaned)
    return payload
