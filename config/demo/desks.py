"""Demonstrationens skrivbord: a day to plan for, a task beside the flow, a watch, and a motion that has just come."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import Board, User
from accounts.services import actor_for
from cases.models import Case
from cases.services.watch import watch_case
from diarium.calendar import next_working_day, stockholm_date
from meetings.models import Meeting
from workflows import services
from workflows.services.ad_hoc_task import give_task
from workflows.services.planned_meeting import MeetingDay, plan_for_meeting
from workflows.services.starting import CaseOpening

MOTION = "Motion om fler laddplatser i Segeltorp"
FOR_THE_BOARD = "Samverkansavtal om räddningstjänst, del 2"
BEGUN = "Hyresavtal för trygghetscenter i Flemingsberg"
WEEKS_TO_PREPARE = 4
OFFICER, REGISTRAR, DEPUTY = "Catarina Klockerud", "Rut Sandin", "Patrik Forshage"


def load(*, at: datetime) -> None:
    """Duka skrivborden; the motion is opened last, and where it is nothing is done again."""
    if Case.objects.filter(entry__public_subject=MOTION).exists():
        return
    people = {person.name: person for person in User.objects.filter(name__in=(OFFICER, REGISTRAR, DEPUTY))}
    today = stockholm_date(at)
    officer, registrar = (actor_for(people[name], on=today) for name in (OFFICER, REGISTRAR))
    board = Board.objects.get(code="KS")
    matters = {case.entry.public_subject: case for case in Case.objects.select_related("entry")}
    meeting = Meeting.objects.filter(board=board, on__gte=today + timedelta(weeks=WEEKS_TO_PREPARE)).order_by("on")[0]
    planned, begun = matters[FOR_THE_BOARD], matters[BEGUN]
    plan_for_meeting(
        case_id=planned.pk,
        meeting=MeetingDay(board.pk, meeting.on),
        expected_version=planned.version,
        actor=officer,
        at=at,
        key="demo-plan",
    )
    give_task(
        case_id=begun.pk,
        text="Ring fastighetsägaren om tillträdet",
        person_id=people[DEPUTY].pk,
        due=next_working_day(today + timedelta(weeks=1)),
        actor=officer,
        at=at,
        key="demo-task",
    )
    watch_case(case_id=begun.pk, on=next_working_day(today + timedelta(weeks=2)), actor=registrar, at=at)
    services.start_case(
        opening=CaseOpening(
            case_type="motion",
            board_id=board.pk,
            subject=MOTION,
            opened_on=today,
            officer_id=people[OFFICER].pk,
            unit_id=begun.unit_id,
        ),
        actor=registrar,
        at=at,
        key="demo-motion",
    )
