"""Regler om ärendet självt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule
from cases.rules.agreement import TYPE_HAS_AGREEMENT

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


def _has_subject(case: Case) -> bool:
    return bool(case.entry.public_subject.strip())


def _has_party(case: Case) -> bool:
    """An agreement is between somebody and somebody; other matters need no party."""
    return not case.case_type.has_agreement or case.parties.exists()


def _number_in_use(case: Case) -> bool:
    return case.entry.status not in ("cancelled", "merged")


NUMBER_IN_USE = Rule(
    "number-in-use",
    _("Diarienumret är makulerat eller förs i ett annat ärende."),
    _number_in_use,
    law="OSL 5:1",
    place="case",
)
HAS_SUBJECT = Rule(
    "has-subject",
    _("Ärendemening saknas."),
    _has_subject,
    done=_("Ärendemening finns"),
    law="OSL 5:2",
    place="correct_subject",
)
HAS_PARTY = Rule(
    "has-party",
    _("Part saknas."),
    _has_party,
    done=_("Minst en part är tillagd"),
    place="add_party",
    mended_by="edit_parties",
    told_with=TYPE_HAS_AGREEMENT,
)
HAS_OFFICER = Rule(
    "has-officer",
    _("Handläggare saknas."),
    _has_officer,
    done=_("Handläggare finns"),
    law="KL 7:4",
    place="change_officer",
    mended_by="assign_officer",
)
TYPE_HAS_ANALYSIS = Rule(
    "type-has-analysis",
    _("Ärendetypen har ingen lägesbild."),
    _type_has_analysis,
    law="2023:196 4 §",
    place="case_process",
)
TYPE_HAS_NO_ANALYSIS = Rule(
    "type-has-no-analysis",
    _("Ärendetypen kräver en lägesbild."),
    _type_has_no_analysis,
    law="2023:196 4 §",
    place="case_process",
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
