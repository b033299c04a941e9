"""Regler om ärendet självt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule

if TYPE_CHECKING:
    from cases.models import Case


def _has_officer(case: Case) -> bool:
    return case.case_officer_id is not None


def _type_has_analysis(case: Case) -> bool:
    return case.case_type.has_analysis


def _type_has_no_analysis(case: Case) -> bool:
    return not case.case_type.has_analysis


def _documents_settled(case: Case) -> bool:
    return not case.entry.documents.filter(status="draft").exists()


def _has_class(case: Case) -> bool:
    return case.entry.class_code_id is not None


def _has_retention(case: Case) -> bool:
    """The class's own rule goes before the case type's; one of them must be there."""
    if case.case_type.retention_id is not None:
        return True
    code = case.entry.class_code
    return code is not None and code.retention_rule_id is not None


HAS_OFFICER = Rule(
    "has-officer", _("Handläggare saknas."), _has_officer, done=_("Handläggare finns"), law="KL 7:4", place="case"
)
TYPE_HAS_ANALYSIS = Rule(
    "type-has-analysis", _("Ärendetypen har ingen lägesbild."), _type_has_analysis, law="2023:196 4 §"
)
TYPE_HAS_NO_ANALYSIS = Rule(
    "type-has-no-analysis", _("Ärendetypen kräver en lägesbild."), _type_has_no_analysis, law="2023:196 4 §"
)
DOCUMENTS_SETTLED = Rule(
    "documents-settled",
    _("Det finns handlingar som inte är fastställda eller rensade."),
    _documents_settled,
    done=_("Alla handlingar är fastställda eller rensade"),
    law="TF 2:12",
    place="case_documents",
)
HAS_CLASS = Rule("has-class", _("Klassificering saknas."), _has_class, law="OSL 4:1", place="case_retention")
HAS_RETENTION = Rule(
    "has-retention",
    _("Gallringsregel saknas."),
    _has_retention,
    done=_("Klassificering och gallringsregel finns"),
    place="case_retention",
    told_with=HAS_CLASS,
)
