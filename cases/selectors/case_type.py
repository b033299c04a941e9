"""Ärendetyper: the list, and the place that tells which processes there are. Filled by `workflows` in `ready`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F

from audit.chain import fingerprint
from audit.rules import Sentence
from cases.models import CaseType


@dataclass(frozen=True, slots=True)
class ProcessNeeds:
    """Det som en process är gjord för: who approves, in its order, what its matters have, and who must decide."""

    approvers: Sequence[str] = ()
    has_analysis: bool = False
    has_agreement: bool = False
    decided_by: str = ""


@dataclass(slots=True)
class Processes:
    """Processerna som processrummet har berättat om.

    `offered` gives (code, title) of those that a matter can begin in, `misfits` why no matter of the type, saved or
    not, would ever come through its own.
    """

    offered: Callable[[], list[tuple[str, str]]] = field(default=list)
    needs: Callable[[str], ProcessNeeds] = field(default=lambda _code: ProcessNeeds())
    misfits: Callable[[CaseType], Sequence[Sentence]] = field(default=lambda _row: ())


PROCESSES = Processes()
KEPT = (
    *("name", "process", "has_analysis", "has_agreement", "decided_by", "appeal_regime"),
    *("approval_chain", "default_class", "retention", "required_headings"),
)


def register_processes(
    *,
    offered: Callable[[], list[tuple[str, str]]],
    needs: Callable[[str], ProcessNeeds],
    misfits: Callable[[CaseType], Sequence[Sentence]],
) -> None:
    """Fill the place (in `AppConfig.ready` of the process room)."""
    PROCESSES.offered, PROCESSES.needs, PROCESSES.misfits = offered, needs, misfits


def seen_of(row: CaseType) -> str:
    """Ärendetypen som den visades, as a fingerprint: what somebody else changed meanwhile shows."""
    return fingerprint({field.attname: getattr(row, field.attname) for field in row._meta.fields if field.name in KEPT})


@dataclass(frozen=True, slots=True)
class CaseTypeRow:
    """Ärendetyp i listan."""

    pk: int
    name: str
    process: str
    class_name: str
    class_ended: bool
    rule: str
    ended_at: datetime | None


def case_type_rows(today: date) -> list[CaseTypeRow]:
    """Ärendetyperna, by name and those that have ended last (two queries)."""
    rows = CaseType.objects.select_related("default_class", "retention").order_by(
        F("ended_at").asc(nulls_first=True), "name", "pk"
    )
    titles = dict(PROCESSES.offered())
    return [
        CaseTypeRow(
            pk=row.pk,
            name=row.name,
            process=titles.get(row.process, ""),
            class_name=str(row.default_class) if row.default_class else "",
            class_ended=row.default_class is not None
            and row.default_class.valid_to is not None
            and row.default_class.valid_to < today,
            rule=row.retention.label if row.retention else "",
            ended_at=row.ended_at,
        )
        for row in rows
    ]
