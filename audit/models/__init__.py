"""Händelseloggens tabeller."""

from audit.models.check import CheckRun
from audit.models.event import Event, Value
from audit.models.request import Request

__all__ = ["CheckRun", "Event", "Request", "Value"]
