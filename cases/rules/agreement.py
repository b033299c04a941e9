"""Regler om överenskommelsen och undertecknandet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule
from cases.rules.decision import latest_decision
from cases.states import CARRIED_OUTCOMES, AgreementState

if TYPE_CHECKING:
    from cases.models import Case


def _type_has_agreement(case: Case) -> bool:
    return case.case_type.has_agreement


def _gives_mandate(case: Case) -> bool:
    decision = latest_decision(case)
    return decision is not None and decision.gives_mandate


def _nothing_to_sign(case: Case) -> bool:
    decision = latest_decision(case)
    carried = decision is not None and decision.outcome in CARRIED_OUTCOMES
    return not (case.case_type.has_agreement and carried)


def _signatories_named(case: Case) -> bool:
    """A party that was added after the agreement was sent has no place in it."""
    return not case.parties.exclude(slots__agreement__round=case.round).exists()


def _signing_ended(case: Case) -> bool:
    return case.agreements.filter(
        round=case.round, state__in=[AgreementState.SIGNED, AgreementState.NOT_CONCLUDED]
    ).exists()


TYPE_HAS_AGREEMENT = Rule(
    "type-has-agreement", _("Ärendetypen har ingen överenskommelse."), _type_has_agreement, place="case_process"
)
DECISION_GIVES_MANDATE = Rule(
    "decision-gives-mandate",
    _("Beslutet ger ingen rätt att underteckna."),
    _gives_mandate,
    done=_("Beslutet ger rätt att underteckna"),
    law="KL 6:15",
    place="case_decision",
)
NOTHING_TO_SIGN = Rule(
    "nothing-to-sign", _("Överenskommelsen ska undertecknas först."), _nothing_to_sign, place="case_decision"
)
SIGNATORIES_NAMED = Rule(
    "signatories-named",
    _("Undertecknare saknas för en part."),
    _signatories_named,
    done=_("Undertecknare finns för alla parter"),
    place="case_decision",
    severity="warning",
)
SIGNING_ENDED = Rule(
    "signing-ended",
    _("Alla parter har inte undertecknat."),
    _signing_ended,
    done=_("Alla parter har undertecknat"),
    place="case_decision",
)
