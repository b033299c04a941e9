"""Öppna uppgifter i ett ärende: found by the name of their node."""

from __future__ import annotations

from viewflow.workflow import STATUS
from viewflow.workflow.models import Task


def open_task(case_id: int, node: str, *, item: int | None = None) -> int:
    """The oldest open task of the node in the case's running process (of the branch's object).

    Raises:
        LookupError: there is none.
    """
    rows = Task.objects.filter(
        process__caseprocess__case_id=case_id,
        process__caseprocess__active=True,
        status__in=(STATUS.NEW, STATUS.ASSIGNED),
        flow_task__endswith=f".{node}",
    ).order_by("pk")
    rows = rows if item is None else rows.filter(data__item=item)
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        raise LookupError(f"no open task {node} in case {case_id}")
    return int(found)
