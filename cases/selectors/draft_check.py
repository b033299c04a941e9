"""Granskningens inställningar som de visas, and as the checks read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from django.utils.translation import gettext as _

from audit.rules import Sentence
from cases.draft_checks.checks import CHECKS
from cases.draft_checks.register import Severity
from cases.models import CheckSetting
from cases.selectors.page import Tag
from cases.states import CheckSeverity

COLOURS = {"error": "danger", "warning": "warning", "info": "info", "": "neutral"}


@dataclass(frozen=True, slots=True)
class CheckRow:
    """Kontroll i listan; `reason` is empty where the municipality has it as the product does."""

    code: str
    title: Sentence
    source: Sentence
    agreements: bool
    severity: str
    tag: Tag
    own: bool
    reason: str = ""
    set_by: str = ""
    set_at: datetime | None = None


def check_rows() -> list[CheckRow]:
    """Alla kontroller, in the order that they are run. One query."""
    kept = {row.code: row for row in CheckSetting.objects.all()}
    rows = []
    for check in CHECKS:
        own = kept.get(check.code)
        severity = own.severity if own else check.severity
        row = CheckRow(
            code=check.code,
            title=check.title,
            source=check.source,
            agreements=check.agreements,
            severity=severity,
            tag=tag_of(severity),
            own=own is not None,
            reason=own.reason if own else "",
            set_by=own.set_label if own else "",
            set_at=own.set_at if own else None,
        )
        rows.append(row)
    return rows


def tag_of(severity: str) -> Tag:
    """“Fel”, “Varning”, “Upplysning”, “Av”."""
    return Tag(str(CheckSeverity(severity).label) if severity else _("Av"), COLOURS[severity], "")


def own_severities() -> Mapping[str, Severity | Literal[""]]:
    """Kommunens egna: code → severity, empty = not run. One query."""
    rows = CheckSetting.objects.values_list("code", "severity")
    return {code: cast('Severity | Literal[""]', severity) for code, severity in rows}
