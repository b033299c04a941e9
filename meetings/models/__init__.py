"""Modeller: one file per aggregate, the same names in every layer."""

from meetings.models.calendar_address import CalendarAddress
from meetings.models.lead_times import LeadTimes
from meetings.models.meeting import Meeting

__all__ = ["CalendarAddress", "LeadTimes", "Meeting"]
