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


class DelegatedDecisionForm(KeyedForm):
    """Besluta på delegation. What only the decision wants is asked for only when it is what the person chose."""

    case: Case | None = None
    point = forms.TypedChoiceField(
        label=_("Punkt i delegationsordningen"),
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": _("Välj en punkt i delegationsordningen.")},
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
        label=_("Anmäls till sammanträdet"), required=False, help_text=_("Nämndens sammanträde, om det är känt.")
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
        if not cleaned.get("treatment") and "treatment" not in self.errors:
            self.add_error("treatment", _("Välj ett utfall."))
        if not cleaned.get("considered") and self._is_warned(cleaned):
            self.add_error("considered", _("Ta ställning till om beslutet får fattas på delegation."))
        return cleaned

    def _is_warned(self, cleaned: dict[str, Any]) -> bool:
        texts = [point["text"] for point in written_points(cleaned)]
        return bool(self.case and warnings_in(self.case, current_proposal(self.case), texts))


def delegated_decision_form(actor: Actor, case: Case, *, on: date) -> type[DelegatedDecisionForm]:
    """Formuläret med delegatens punkter."""
    form: Any = type("DelegatedDecisionForm", (DelegatedDecisionForm,), {**point_fields(case), "case": case})
    form.base_fields = deepcopy(form.base_fields)
    field = form.base_fields["point"]
    if isinstance(field, forms.ChoiceField):
        points = [(point.pk, said_of(point)) for point in points_for(actor, case, on=on)]
        field.choices = [("", _("Välj …")), *points]
    for name in ("point", "treatment"):
        form.base_fields[name].no_optional_mark = True
    made: type[DelegatedDecisionForm] = form
    return made


def delegated_payload(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the step reads; the other outcomes of the task read the comment alone."""
    payload: dict[str, Any] = {
        "point": cleaned["point"],
        "outcome": cleaned["treatment"],
        "decided_on": cleaned["decided_on"].isoformat() if cleaned["decided_on"] else None,
        "report_to": cleaned["report_to"].isoformat() if cleaned["report_to"] else None,
        "motivation": cleaned["motivation"],
        "considered": bool(cleaned.get("considered")),
    }
    if cleaned["treatment"] in WORDED_OUTCOMES:
        payload["points"] = written_points(cleaned)
    return payload
