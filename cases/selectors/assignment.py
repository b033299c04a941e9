"""Handläggare genom tiden (R4): who had the matter, from when until when, and why it went to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from cases.models import Case, CaseAssignment
from cases.states import ConflictGround


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """Handläggare under en tid. `until` is empty for the one who has the matter; `left_because` is that one's jäv."""

    name: str
    since: datetime
    until: datetime | None
    assigned_by: str
    reason: str
    left_because: str


def assignments_column() -> ArraySubquery:
    """Tilldelningarna, the first of them first, to be read together with the matter."""
    row = JSONObject(
        name=F("officer__name"), at=F("assigned_at"), by=F("assigned_by"), reason=F("reason"), conflict=F("conflict")
    )
    return ArraySubquery(
        CaseAssignment.objects.filter(case=OuterRef("pk")).order_by("pk").annotate(row=row).values("row")
    )


def assignments_of(case: Case) -> Sequence[AssignmentLine]:
    """Handläggarna, the present one first, of a matter that was read with `assignments_column` as `officers_`."""
    rows: list[dict[str, Any]] = vars(case)["officers_"]
    lines = [
        AssignmentLine(
            name=row["name"],
            since=datetime.fromisoformat(row["at"]),
            until=datetime.fromisoformat(after["at"]) if after else None,
            assigned_by=row["by"],
            reason=row["reason"],
            left_because=str(ConflictGround(after["conflict"]).label) if after and after["conflict"] else "",
        )
        for row, after in zip(rows, [*rows[1:], None], strict=True)
    ]
    return lines[::-1]
