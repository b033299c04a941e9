"""Steg: the acts that move a case. Imported by `workflows.services` alone.

A step is called inside the door's transaction with the case locked; it checks its rules, writes its rows, records its
event, and names the transition it fires (or none), which the check of process definitions reads.
"""

from cases.services.steps import (
    agreement,
    analysis,
    approval,
    case,
    decision,
    delegation,
    distribution,
    number,
    opinion,
    rectification,
    referral,
    signature,
    staff_report,
)
from cases.services.steps.registry import STEPS, Move, Step, step_named

__all__ = [
    "STEPS",
    "Move",
    "Step",
    "agreement",
    "analysis",
    "approval",
    "case",
    "decision",
    "delegation",
    "distribution",
    "number",
    "opinion",
    "rectification",
    "referral",
    "signature",
    "staff_report",
    "step_named",
]
