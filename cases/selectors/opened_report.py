"""Öppnade versioner: what a person has read of a staff report, and how long it is as a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from accounts.capacity import Actor
from cases.models import OpenedReport, StaffReport, StaffReportVersion


@dataclass(frozen=True, slots=True)
class Opened:
    """Vad personen har öppnat: `now` = this very version; `before` the latest earlier one, 0 = none.

    `pages` is how long the version is as a PDF; 0 until the worker has counted.
    """

    now: bool
    before: int
    pages: int


def changed_sentence(latest: int) -> str:
    """Varför det som lästes inte godkänns: there is a newer version."""
    told = _("Förslaget har ändrats sedan du öppnade det. Läs version {n} innan du godkänner.")
    return told.format(n=latest)


def opened_by(actor: Actor, latest: StaffReportVersion) -> Opened:
    """The latest version of a matter, as `cases.rules.staff_report` reads it with who has opened what (no query)."""
    rows: list[dict[str, int]] = latest.__dict__["opened"]
    numbers = {row["number"] for row in rows if row["user"] == actor.user_id}
    earlier = max((number for number in numbers if number < latest.number), default=0)
    return Opened(latest.number in numbers, earlier, latest.__dict__["pages"] or 0)


def latest_opened(actor: Actor, case_ids: Iterable[int]) -> Mapping[int, tuple[int, bool]]:
    """By matter: the number of its latest version, and whether the person has opened that one (one query)."""
    latest = StaffReportVersion.objects.filter(report=OuterRef("pk"), number=OuterRef("latest"))
    rows = StaffReport.objects.filter(case__in=list(case_ids), round=F("case__round"))
    opened = Exists(latest.filter(opened_by__user=actor.user_id or 0))
    return {case: (number, seen) for case, number, seen in rows.values_list("case_id", "latest", opened)}


def has_opened(actor: Actor, case_id: int, number: int) -> bool:
    """Whether the person has had that version of the round's text before them."""
    rows = OpenedReport.objects.filter(
        version__report__case=case_id,
        version__report__round=F("version__report__case__round"),
        version__number=number,
        user=actor.user_id or 0,
    )
    return rows.exists()
