"""Dörrarna till personer, förordnanden och kommunens uppgifter."""

from accounts.services.absence import AbsenceEnded, end_absence, register_absence
from accounts.services.events import VERBS
from accounts.services.login import EmailBackend
from accounts.services.mandates import (
    MandateEnded,
    MandateRefused,
    NoMandateToStandInFor,
    actor_for,
    end_mandate,
    give_mandate,
)
from accounts.services.municipality import load_municipality
from accounts.services.people import change_settings, create_user, deactivate_user
from accounts.services.terms import change_terms

__all__ = [
    "VERBS",
    "AbsenceEnded",
    "EmailBackend",
    "MandateEnded",
    "MandateRefused",
    "NoMandateToStandInFor",
    "actor_for",
    "change_settings",
    "change_terms",
    "create_user",
    "deactivate_user",
    "end_absence",
    "end_mandate",
    "give_mandate",
    "load_municipality",
    "register_absence",
]
