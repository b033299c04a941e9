"""Händelseloggens dörrar: record, once and remember, follow_up."""

from audit.rules import KeyReused, Refusal
from audit.services.checks import record_check
from audit.services.events import UnknownVerb, record
from audit.services.jobs import RetryUnderQueueingLock, follow_up, run_again, strike_job
from audit.services.requests import Claim, once, remember, sweep_requests

__all__ = [
    "Claim",
    "KeyReused",
    "Refusal",
    "RetryUnderQueueingLock",
    "UnknownVerb",
    "follow_up",
    "once",
    "record",
    "record_check",
    "remember",
    "run_again",
    "strike_job",
    "sweep_requests",
]
