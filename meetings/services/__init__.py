"""Sammanträdenas dörrar: the days of a body, its lead times, and a person's calendar address."""

from meetings.services.calendar_address import close_address, new_address, person_of, secret_of
from meetings.services.lead_times import CouncilNeedsAWeek, OutOfOrder, set_lead_times
from meetings.services.meeting import (
    DayTaken,
    MeetingCancelled,
    MeetingLine,
    MeetingPassed,
    ReasonMissing,
    add_meetings,
    cancel_meeting,
    move_meeting,
)

__all__ = [
    "CouncilNeedsAWeek",
    "DayTaken",
    "MeetingCancelled",
    "MeetingLine",
    "MeetingPassed",
    "OutOfOrder",
    "ReasonMissing",
    "add_meetings",
    "cancel_meeting",
    "close_address",
    "move_meeting",
    "new_address",
    "person_of",
    "secret_of",
    "set_lead_times",
]
