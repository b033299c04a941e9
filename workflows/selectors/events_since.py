"""Vad som har hänt sedan sidan öppnades: told to who wrote in a form that is stale now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audit.selectors import events_of, sentence_of
from cases.models import Case

if TYPE_CHECKING:
    from workflows.selectors.task import TaskPage


@dataclass(frozen=True, slots=True)
class EventLine:
    """Händelse i en lista."""

    who: str
    capacity: str
    what: str
    at: datetime
    kind: str = "step"
    text: str = ""
    url: str = ""
    link: str = ""


def events_since(page: TaskPage, seen: int) -> list[EventLine]:
    """What happened in the matter after the version that the person saw, for those who see the matter."""
    return events_after(page.case, seen) if page.sees_case else []


def events_after(case: Case, seen: int) -> list[EventLine]:
    """The events of the matter after a version of it, the oldest first."""
    rows = [event for event in events_of(case.stream, limit=30) if event.seq > seen]
    return [EventLine(row.actor_label, row.capacity, sentence_of(row), row.at) for row in reversed(rows)]
