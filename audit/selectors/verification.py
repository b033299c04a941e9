"""Verifiering: everything the log and the database promise, computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from audit.rules import Sentence
from audit.selectors.findings import Finding
from audit.selectors.grants import check_grants, has_app_role
from audit.selectors.guards import check_guards, registered
from audit.selectors.links import Walk

_verifications: dict[str, Callable[[], Iterable[Finding]]] = {}


@dataclass
class Report:
    """Protokoll över en verifiering: what was found, and what could not be looked at (`missing`).

    `lengths` are the last numbers of the chains that were named.
    """

    events: int = 0
    streams: int = 0
    guards: int = 0
    findings: list[Finding] = field(default_factory=list)
    missing: list[Sentence] = field(default_factory=list)
    lengths: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Nothing was found."""
        return not self.findings

    @property
    def exit_code(self) -> int:
        """0 all holds, 1 findings, 3 what was checked holds but something was missing."""
        return 1 if self.findings else 3 if self.missing else 0

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "exit": self.exit_code,
            "events": self.events,
            "streams": self.streams,
            "guards": self.guards,
            "findings": [finding.as_dict() for finding in self.findings],
            "missing": [str(sentence) for sentence in self.missing],
        }


def register_verification(name: str, check: Callable[[], Iterable[Finding]]) -> None:
    """Add a recomputation of a room's own rows: replay, series, files (called in `AppConfig.ready`)."""
    if name in _verifications:
        raise ValueError(f"verification {name} is registered twice")
    _verifications[name] = check


def verify() -> Report:
    """Verifiera: every link of every chain, the guards, and what the rooms have registered, in one snapshot.

    Raises:
        CannotVerify: an event of a version that this program does not know.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:  # one moment for all queries; inside somebody's transaction (a test) it is that one's
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        walk = Walk(settings.AUDIT_MAC_KEYS, expects_mac=bool(settings.AUDIT_MAC_KEY))
        report = Report(findings=list(walk.findings()))
        report.events, report.streams = walk.events, walk.streams
        report.guards = len(registered())
        report.findings.extend(check_guards())
        report.findings.extend(check_grants())
        if not has_app_role():
            report.missing.append(_("Applikationens roll finns inte här: dess rättigheter är inte kontrollerade."))
        for name, check in _verifications.items():
            report.findings.extend(_asked(name, check))
    report.missing.extend(_missing(walk))
    return report


def verify_streams(streams: Sequence[str]) -> Report:
    """Verifiera några kedjor: their links alone, for the page that shows them; the guards are not looked at.

    What was cut off at the end of a chain shows only against the row that the chain is about.

    Raises:
        CannotVerify: an event of a version that this program does not know.
    """
    walk = Walk(settings.AUDIT_MAC_KEYS, expects_mac=bool(settings.AUDIT_MAC_KEY))
    report = Report(findings=list(walk.findings(streams)), lengths=walk.lengths)
    report.events, report.streams = walk.events, walk.streams
    report.missing.extend(_missing(walk))
    return report


def _asked(name: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What the check finds; rows that it cannot make sense of are a finding too, not the end of the verification."""
    try:
        return list(check())
    except (AttributeError, LookupError, TypeError, ValueError) as reason:
        found = f"{type(reason).__name__}: {reason}"
        return [Finding("E-CHECK", name, "readable rows", found, _("Kontrollen kunde inte läsa det som finns."))]


def _missing(walk: Walk) -> Iterator[Sentence]:
    if walk.unknown_keys:
        yield _("Nyckeln som händelserna märktes med finns inte här: {keys}.").format(keys=", ".join(walk.unknown_keys))
    if not settings.AUDIT_MAC_KEY and not (settings.DEBUG or settings.DEMO):
        yield _("Ingen nyckel är angiven: märkningen (MAC) är inte kontrollerad.")
