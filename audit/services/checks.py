"""Körda kontroller: write down that a check of the whole register was made, and what it found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from audit.models import CheckRun
from audit.selectors.findings import Finding

KEPT = 100


def record_check(
    kind: str, *, started_at: datetime, ended_at: datetime, checked: int, findings: Iterable[Finding]
) -> CheckRun:
    """Skriv ned en körd kontroll (`verify`, `fixity`, `numbers`): a hundred findings, and how many there were."""
    found = iter(findings)
    kept = [finding.as_dict() for finding in islice(found, KEPT)]
    return CheckRun.objects.create(
        kind=kind,
        started_at=started_at,
        ended_at=ended_at,
        checked=checked,
        found=len(kept) + sum(1 for _ in found),
        findings=kept,
    )
