"""Anmälan av delegationsbeslut: the door that reports what delegates have decided, and ends the deadlines it meets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.capacity import Actor
from cases.models import DelegationReport
from cases.services import delegation
from cases.services.case import lock_case
from workflows.services.deadline import settle_deadlines


@transaction.atomic
def report_delegated_decisions(
    *, case_id: int, meeting_date: date, actor: Actor, at: datetime
) -> Sequence[DelegationReport]:
    """Anmäl ärendets delegationsbeslut till nämndens sammanträde.

    Raises:
        NotAllowed, NothingToReport, ReportedTooEarly, NextMeetingFirst: as `cases.services.delegation` says.
    """
    reports = delegation.report_delegated_decisions(case_id=case_id, meeting_date=meeting_date, actor=actor, at=at)
    settle_deadlines(lock_case(case_id), actor=actor, at=at)
    return reports
