"""Ärendetypens formulär: what matters of a kind follow, have and are suggested to get."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm, offer_choices
from accounts.models import Role
from cases.draft_checks.register import REQUIRED_SECTIONS, SECTION_NAMES
from cases.models import CaseType
from cases.selectors.case_type import PROCESSES, seen_of
from cases.services.case_type import CaseTypeLines
from cases.states import AppealRegime, DecidedBy
from diarium.models import RetentionRule
from diarium.selectors.classification import rules_in_force

APPROVERS = (Role.UNIT_HEAD, Role.DEPUTY_DIRECTOR, Role.DIRECTOR)


class CaseTypeForm(KeyedForm):
    """En ärendetyp."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=120,
        help_text=_("Till exempel Föreningsbidrag. Namnet väljs när ett ärende öppnas."),
        error_messages={"required": _("Fyll i namnet.")},
    )
    process = forms.ChoiceField(
        label=_("Process"),
        help_text=_("De processer som har en publicerad version."),
        error_messages={"required": _("Välj process."), "invalid_choice": _("Välj en process i listan.")},
    )
    has_analysis = forms.BooleanField(label=_("Ärendena har en lägesbild"), required=False)
    has_agreement = forms.BooleanField(label=_("Ärendena har en överenskommelse som undertecknas"), required=False)
    approval_chain = forms.MultipleChoiceField(
        label=_("Godkänner förslaget"),
        choices=[(str(role), role.label) for role in APPROVERS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Processen bestämmer i vilken ordning."),
        error_messages={"invalid_choice": _("Välj bland rollerna i listan.")},
    )
    decided_by = forms.ChoiceField(
        label=_("Avgörs av"),
        choices=DecidedBy.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj vem som avgör ärendena."),
            "invalid_choice": _("Välj vem som avgör ärendena."),
        },
    )
    appeal_regime = forms.ChoiceField(
        label=_("Överklagande"),
        choices=AppealRegime.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj hur besluten överklagas."),
            "invalid_choice": _("Välj hur besluten överklagas."),
        },
    )
    required_headings = forms.MultipleChoiceField(
        label=_("Avsnitt som tjänsteutlåtandet ska ha"),
        choices=list(SECTION_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Saknas ett av dem stannar förslaget i granskningen."),
        error_messages={
            "required": _("Välj minst ett avsnitt."),
            "invalid_choice": _("Välj bland avsnitten i listan."),
        },
    )
    class_code = forms.CharField(
        label=_("Klassificering"),
        max_length=10,
        required=False,
        help_text=_("En kod i diarieplanen, till exempel 103. Den föreslås när ett ärende öppnas."),
        widget=forms.TextInput(attrs={"class": "w-short", "autocomplete": "off", "spellcheck": "false"}),
    )
    retention = forms.ModelChoiceField(
        label=_("Gallringsregel"),
        queryset=RetentionRule.objects.none(),
        required=False,
        empty_label=_("Ingen"),
        help_text=_("Gäller när klassificeringskoden inte har en egen regel."),
        error_messages={"invalid_choice": _("Välj en gallringsregel i listan.")},
    )

    def __init__(self, *args: Any, today: date, kept_rule: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        rules = rules_in_force(today) | RetentionRule.objects.filter(pk=kept_rule or 0)
        self.fields["retention"].queryset = rules.order_by("code")  # type: ignore[attr-defined]
        offer_choices(self, "process", [("", _("Välj …")), *PROCESSES.offered()])

    @property
    def lines(self) -> CaseTypeLines:
        """What was written."""
        told = self.cleaned_data
        return CaseTypeLines(
            name=told["name"],
            process=told["process"],
            has_analysis=told["has_analysis"],
            has_agreement=told["has_agreement"],
            decided_by=told["decided_by"],
            appeal_regime=told["appeal_regime"],
            approval_chain=told["approval_chain"],
            class_code=told["class_code"].strip(),
            retention_id=told["retention"].pk if told["retention"] else None,
            required_headings=told["required_headings"],
        )


class KeptCaseTypeForm(CaseTypeForm):
    """En ärendetyp som ändras: the form remembers what the person saw."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


def written_in(row: CaseType) -> dict[str, Any]:
    """Ärendetypen som formuläret visar den."""
    return {
        "seen": seen_of(row),
        "name": row.name,
        "process": row.process,
        "has_analysis": row.has_analysis,
        "has_agreement": row.has_agreement,
        "approval_chain": row.approval_chain,
        "decided_by": row.decided_by,
        "appeal_regime": row.appeal_regime,
        "class_code": row.default_class.code if row.default_class else "",
        "retention": row.retention_id,
        "required_headings": row.required_headings or list(REQUIRED_SECTIONS),
    }


def begun_for(process: str) -> dict[str, Any]:
    """En ny ärendetyp för processen: what the process is made for is ticked already."""
    kept: dict[str, Any] = {
        "appeal_regime": AppealRegime.LEGALITY_REVIEW,
        "required_headings": list(REQUIRED_SECTIONS),
    }
    if process not in dict(PROCESSES.offered()):
        return kept
    needs = PROCESSES.needs(process)
    return {
        **kept,
        "process": process,
        "has_analysis": needs.has_analysis,
        "has_agreement": needs.has_agreement,
        "approval_chain": list(needs.approvers),
        "decided_by": needs.decided_by,
    }
