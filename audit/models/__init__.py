"""Händelseloggens tabeller."""

from audit.models.event import Event, Value
from audit.models.request import Request

__all__ = ["Event", "Request", "Value"]
