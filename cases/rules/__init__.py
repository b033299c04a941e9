"""Regler: every condition of a transition, with its sentence; the same objects explain a blocked step."""

from cases.rules.agreement import DECISION_GIVES_MANDATE, NOTHING_TO_SIGN, SIGNING_ENDED, TYPE_HAS_AGREEMENT
from cases.rules.approval import APPROVED_BY_ALL
from cases.rules.case import (
    DOCUMENTS_SETTLED,
    HAS_CLASS,
    HAS_OFFICER,
    HAS_RETENTION,
    TYPE_HAS_ANALYSIS,
    TYPE_HAS_NO_ANALYSIS,
)
from cases.rules.decision import (
    DECISION_CARRIED,
    DECISION_FINAL,
    NO_FINAL_DECISION,
    NOTHING_TREATED,
    PARAGRAPH_ADJUSTED,
    REFERRED_BACK,
)
from cases.rules.distribution import DISPATCH_DONE, HAS_RECIPIENT
from cases.rules.situation_analysis import (
    ANALYSIS_CONCLUDED,
    ANALYSIS_FRESH,
    ANALYSIS_HAS_AREA,
    ANALYSIS_HAS_PERIOD,
    ANALYSIS_HAS_SOURCE,
)
from cases.rules.staff_report import (
    ATTACHMENTS_IN_CASE,
    HAS_DECIDING_BODY,
    HAS_DECISION_POINT,
    NO_OPEN_ERRORS,
    WARNINGS_ACKNOWLEDGED,
)

__all__ = [
    "ANALYSIS_CONCLUDED",
    "ANALYSIS_FRESH",
    "ANALYSIS_HAS_AREA",
    "ANALYSIS_HAS_PERIOD",
    "ANALYSIS_HAS_SOURCE",
    "APPROVED_BY_ALL",
    "ATTACHMENTS_IN_CASE",
    "DECISION_CARRIED",
    "DECISION_FINAL",
    "DECISION_GIVES_MANDATE",
    "DISPATCH_DONE",
    "DOCUMENTS_SETTLED",
    "HAS_CLASS",
    "HAS_DECIDING_BODY",
    "HAS_DECISION_POINT",
    "HAS_OFFICER",
    "HAS_RECIPIENT",
    "HAS_RETENTION",
    "NOTHING_TO_SIGN",
    "NOTHING_TREATED",
    "NO_FINAL_DECISION",
    "NO_OPEN_ERRORS",
    "PARAGRAPH_ADJUSTED",
    "REFERRED_BACK",
    "SIGNING_ENDED",
    "TYPE_HAS_AGREEMENT",
    "TYPE_HAS_ANALYSIS",
    "TYPE_HAS_NO_ANALYSIS",
    "WARNINGS_ACKNOWLEDGED",
]
