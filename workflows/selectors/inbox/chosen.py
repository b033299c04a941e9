"""Valda rader i inkorgen: what a bulk act is about."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from viewflow.workflow.models import Task

from accounts.capacity import Actor
from cases.models import Case
from workflows.models import AdHocTask
from workflows.selectors.inbox.lines import AD_HOC, TASK, TaskLine, lines_of
from workflows.selectors.inbox.queries import ad_hoc_todo, todo

MOST = 200


def chosen_lines(actor: Actor, keys: Sequence[str]) -> list[TaskLine]:
    """De valda uppgifterna ur Att göra, in the order chosen; the others are as if they were not there."""
    wanted = [(key[:1], int(key[1:])) for key in dict.fromkeys(keys[:MOST]) if _is_key(key)]
    tasks = todo(actor).filter(pk__in=[pk for kind, pk in wanted if kind == TASK])
    beside = ad_hoc_todo(actor).filter(pk__in=[pk for kind, pk in wanted if kind == AD_HOC])
    mine = {(TASK, pk) for pk in tasks.values_list("pk", flat=True)}
    mine |= {(AD_HOC, pk) for pk in beside.values_list("pk", flat=True)}
    return lines_of([key for key in wanted if key in mine], actor)


def _is_key(text: str) -> bool:
    return text[:1] in (TASK, AD_HOC) and text[1:].isascii() and text[1:].isdecimal() and len(text) < 19


def matters_of(lines: Sequence[TaskLine]) -> list[UUID]:
    """Ärendena som uppgifterna hör till, each once."""
    tasks = Task.objects.filter(pk__in=[line.pk for line in lines if line.key[0] == TASK])
    beside = AdHocTask.objects.filter(pk__in=[line.pk for line in lines if line.key[0] == AD_HOC])
    found = Case.objects.filter(pk__in=tasks.values("process__caseprocess__case")) | Case.objects.filter(
        pk__in=beside.values("case")
    )
    return list(found.order_by("pk").values_list("uuid", flat=True))
