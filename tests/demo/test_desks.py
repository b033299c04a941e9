"""Demonstrationens skrivbord: there is a day to plan for, and the second start of a demonstration adds nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cases.models import Case, Watch
from config.demo import desks, meeting_days
from meetings.models import Meeting
from workflows.models import AdHocTask, PlannedMeeting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.demonstration]


def test_the_desks_are_set_once() -> None:
    at = timezone.now()
    meeting_days.load(at=at)

    desks.load(at=at)
    desks.load(at=at)

    plan = PlannedMeeting.objects.select_related("case__entry").get()
    assert plan.case.entry.public_subject == desks.FOR_THE_BOARD
    assert plan.on is not None
    assert Meeting.objects.filter(board__code="KS", on=plan.on).exists()
    assert (plan.on - at.date()).days >= desks.WEEKS_TO_PREPARE * 7 - 1
    assert AdHocTask.objects.get().case_id == Watch.objects.get().case_id != plan.case_id
    assert Case.objects.filter(entry__public_subject=desks.MOTION).count() == 1
