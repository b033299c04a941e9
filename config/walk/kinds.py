"""Slag av ärenden: the case types that the shipped processes are for, and a made-up delegation order to decide by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.models import Role
from cases.states import AppealRegime, DecidedBy

ORDER_ADOPTED = date(2019, 1, 1)

CASE_TYPES: tuple[Mapping[str, Any], ...] = (
    {
        "code": "agreement",
        "name": "Avtal",
        "process": "agreement",
        "has_analysis": True,
        "has_agreement": True,
        "appeal_regime": AppealRegime.LEGALITY_REVIEW,
        "approval_chain": [Role.DEPUTY_DIRECTOR, Role.DIRECTOR],
        "default_class": "103",
    },
    {
        "code": "policy",
        "name": "Styrdokument till fullmäktige",
        "process": "policy",
        "has_analysis": False,
        "has_agreement": False,
        "appeal_regime": AppealRegime.LEGALITY_REVIEW,
        "approval_chain": [Role.UNIT_HEAD, Role.DEPUTY_DIRECTOR, Role.DIRECTOR],
        "default_class": "",
        "decided_by": DecidedBy.COUNCIL,
    },
    {
        "code": "motion",
        "name": "Motion",
        "process": "motion",
        "has_analysis": False,
        "has_agreement": False,
        "appeal_regime": AppealRegime.LEGALITY_REVIEW,
        "approval_chain": [Role.DEPUTY_DIRECTOR, Role.DIRECTOR],
        "default_class": "",
        "decided_by": DecidedBy.COUNCIL,
    },
    {
        "code": "citizen-proposal",
        "name": "Medborgarförslag",
        "process": "motion",
        "has_analysis": False,
        "has_agreement": False,
        "appeal_regime": AppealRegime.LEGALITY_REVIEW,
        "approval_chain": [Role.DEPUTY_DIRECTOR, Role.DIRECTOR],
        "default_class": "",
        "decided_by": DecidedBy.COUNCIL,
    },
    {
        "code": "delegation",
        "name": "Delegationsbeslut",
        "process": "delegation",
        "has_analysis": False,
        "has_agreement": False,
        "appeal_regime": AppealRegime.LEGALITY_REVIEW,
        "approval_chain": [Role.UNIT_HEAD],
        "default_class": "",
        "decided_by": DecidedBy.DELEGATE,
    },
)

DELEGATION_ORDER: tuple[Mapping[str, Any], ...] = (
    {
        "number": "1.1",
        "text": "Brådskande ärenden där nämndens beslut inte kan avvaktas (kommunallagen 6 kap. 39 §)",
        "roles": [Role.CHAIR],
        "own_text": False,
        "urgent": True,
    },
    {
        "number": "2.3",
        "text": "Yttranden i remisser som inte är av principiell betydelse",
        "roles": [Role.DEPUTY_DIRECTOR, Role.DIRECTOR],
        "own_text": False,
    },
    {
        "number": "3.1",
        "text": "Upphandling och inköp upp till tio prisbasbelopp",
        "roles": [Role.UNIT_HEAD, Role.DIRECTOR],
        "own_text": True,
    },
    {
        "number": "4.2",
        "text": "Bidrag till trygghetsskapande insatser upp till 100 000 kronor",
        "roles": [Role.UNIT_HEAD, Role.DIRECTOR],
        "own_text": False,
    },
)
