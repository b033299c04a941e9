"""Läsningar ur händelseloggen, and the places that the other rooms fill: verbs, guards, verifications, consistency."""

from audit.selectors.consistency import check_consistency, register_consistency
from audit.selectors.findings import Finding
from audit.selectors.guards import Guard, guards_of, register_guards
from audit.selectors.links import CannotVerify
from audit.selectors.timeline import events_of, register_verbs, sentence_of
from audit.selectors.verification import Report, register_verification, verify, verify_streams

__all__ = [
    "CannotVerify",
    "Finding",
    "Guard",
    "Report",
    "check_consistency",
    "events_of",
    "guards_of",
    "register_consistency",
    "register_guards",
    "register_verbs",
    "register_verification",
    "sentence_of",
    "verify",
    "verify_streams",
]
