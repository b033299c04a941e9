"""Sigill: whether the log of one matter is unbroken, computed when somebody looks (S11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.models import Event
from audit.selectors import CannotVerify, Finding, verify_streams
from cases.models import Case

SHOWN_FAULTS = 10


@dataclass(frozen=True, slots=True)
class Seal:
    """Sigill: `faults` are the sentences of what does not hold; empty = unbroken. `unread` = nothing could be said."""

    checked_at: datetime
    events: int
    faults: tuple[str, ...] = ()
    unread: str = ""

    @property
    def holds(self) -> bool:
        """Whether the log is unbroken."""
        return not self.faults and not self.unread

    @property
    def count(self) -> str:
        """“27 poster i ärendet.”"""
        return ngettext("{n} post i ärendet.", "{n} poster i ärendet.", self.events).format(n=self.events)


def seal_of(case: Case, *, at: datetime) -> Seal:
    """Kontrollera ärendets och diariepostens kedjor, link by link; what is cut off at the end shows in the matter."""
    streams = [case.stream, case.entry.stream]
    try:
        report = verify_streams(streams)
    except CannotVerify:
        told = _("Loggen är skriven av en nyare version av programmet och kan inte kontrolleras här.")
        return Seal(at, Event.objects.filter(stream__in=streams).count(), unread=told)
    faults = dict.fromkeys(_sentence(finding, case) for finding in report.findings)
    last = report.lengths.get(case.stream, 0)
    if last < case.version:
        gone = range(last + 1, case.version + 1)
        faults.update(dict.fromkeys(_gone(case.stream, number, case) for number in gone))
    return Seal(at, report.events, tuple(faults)[:SHOWN_FAULTS])


def post_of(stream: str, seq: int | str, case: Case) -> str:
    """Postens nummer as people read it: the matter's own log or the diary entry's."""
    return _("{n} i ärendets logg").format(n=seq) if stream == case.stream else _("{n} i diariets logg").format(n=seq)


def _gone(stream: str, seq: int | str, case: Case) -> str:
    return _("Post {n} saknas.").format(n=post_of(stream, seq, case))


def _sentence(finding: Finding, case: Case) -> str:
    stream, seq, *_rest = finding.object.split(" ")
    if finding.code == "E-SEQ":
        return _gone(stream, finding.expected, case)
    return _("Post {n} har en felaktig kontrollsumma.").format(n=post_of(stream, seq, case))
