"""Modeller: one file per aggregate, the same names in every layer."""

from cases.models.agreement import (
    Agreement,
    AgreementVersion,
    Instrument,
    PaperOriginal,
    Party,
    Signature,
    SignatureSlot,
)
from cases.models.approval import Approval
from cases.models.assignment import CaseAssignment
from cases.models.case import AllowedTransition, Case, CaseNote
from cases.models.case_type import CaseType
from cases.models.decision import Decision, DecisionPoint, DelegationReport
from cases.models.delegation import DelegationPoint
from cases.models.distribution import Dispatch, DispatchAttempt, DispatchReceipt, Distribution, Recipient
from cases.models.draft_check import CheckSetting
from cases.models.opened import OpenedCase
from cases.models.opened_report import OpenedReport
from cases.models.opinion import Opinion
from cases.models.referral import Referral, ReferralEnclosure, ReferralNudge
from cases.models.report_pdf import ReportPdf
from cases.models.situation_analysis import AnalysisSource, PriorityArea, SituationAnalysis
from cases.models.staff_report import FindingAnswer, StaffReport, StaffReportVersion
from cases.models.watch import Watch
from cases.models.working_copy import WorkingCopy

__all__ = [
    "Agreement",
    "AgreementVersion",
    "AllowedTransition",
    "AnalysisSource",
    "Approval",
    "Case",
    "CaseAssignment",
    "CaseNote",
    "CaseType",
    "CheckSetting",
    "Decision",
    "DecisionPoint",
    "DelegationPoint",
    "DelegationReport",
    "Dispatch",
    "DispatchAttempt",
    "DispatchReceipt",
    "Distribution",
    "FindingAnswer",
    "Instrument",
    "OpenedCase",
    "OpenedReport",
    "Opinion",
    "PaperOriginal",
    "Party",
    "PriorityArea",
    "Recipient",
    "Referral",
    "ReferralEnclosure",
    "ReferralNudge",
    "ReportPdf",
    "Signature",
    "SignatureSlot",
    "SituationAnalysis",
    "StaffReport",
    "StaffReportVersion",
    "Watch",
    "WorkingCopy",
]
