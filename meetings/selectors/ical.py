"""iCalendar (RFC 5545): events as a calendar program reads them. Pure; a small writer is enough for dates to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

LONGEST: Final = 75
PRODUCT: Final = "-//Beslutsgang//Kalender//SV"
HOURS: Final = 2


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Händelse i kalendern: a whole day, or from an hour where it is known. `uid` stays the same for ever."""

    uid: str
    day: date
    summary: str
    stamp: datetime
    starts: datetime | None = None
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False
    busy: bool = False


def calendar_text(name: str, events: Iterable[CalendarEvent]) -> str:
    """The whole file, in lines of at most 75 octets that end in CRLF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{_text(name)}", "X-PUBLISHED-TTL:PT1H", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: CalendarEvent) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(event.stamp)}"
    yield f"LAST-MODIFIED:{_moment(event.stamp)}"
    if event.starts is None:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    else:
        yield f"DTSTART:{_moment(event.starts)}"
        yield f"DURATION:PT{HOURS}H"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.location:
        yield f"LOCATION:{_text(event.location)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'OPAQUE' if event.busy and not event.cancelled else 'TRANSPARENT'}"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """A value of type TEXT: what would end it is written with a backslash, and nothing invisible stays in it."""
    plain = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return "".join(char for char in plain if char >= " " and char != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets; the next begins with a space. No letter is cut in two."""
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LONGEST:
            yield piece
            piece, size = " ", 1
        piece += char
        size += octets
    yield piece
