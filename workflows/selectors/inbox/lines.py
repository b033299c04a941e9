"""Inkorgens rader: what a line says of a task, whether a process made it or a person gave it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case, SignatureSlot
from cases.selectors.page import subject_of
from cases.states import CaseState
from workflows.models import AdHocTask, Nudge, TaskRead
from workflows.models.ad_hoc_task import AdHocState
from workflows.policy import WORKERS
from workflows.selectors.capacity import for_whom, whose
from workflows.selectors.failed_jobs import GIVEN_UP, PROCESS, QUEUE, failed_queue_jobs, failed_tasks, name_of, told_of
from workflows.selectors.task import hidden_subject
from workflows.selectors.wording import (
    approves,
    asked_in_task,
    case_address,
    due_of,
    group_name,
    holder_of,
    past_of,
    title_of,
)

TASK, AD_HOC, JOB, QUEUED = "t", "a", "j", "q"
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Rad i inkorgen. `holder` and `since` in Väntar på andra, `outcome` and `finished` in Klara.

    `for_whom` names the person whose task a substitute sees. `key` names the task in a list of chosen ones; a job that
    failed has none, and one outside the matters no number and no step.
    `reminded_by` has reminded the reader, at `reminded_at`; where the reader has reminded the holder today,
    `nudged_at` says when, and where that may be done `can_nudge`. `approves`: a proposal waits for approval.
    """

    pk: int
    key: str
    url: str
    title: str
    number: str
    subject: str
    case_url: str
    step: str
    due: date | None
    mine: bool
    party: str
    for_whom: str
    holder: str
    since: datetime
    unread: bool = False
    urgent: bool = False
    outcome: str = ""
    finished: datetime | None = None
    reminded_by: str = ""
    reminded_at: datetime | None = None
    can_nudge: bool = False
    nudged_at: datetime | None = None
    nudge_url: str = ""
    approves: bool = False


def lines_of(keys: Sequence[Key], actor: Actor) -> list[TaskLine]:
    """The lines of the tasks in their order (a query for each kind that is there)."""
    found: dict[Key, TaskLine] = {}
    tasks, beside = _pks(keys, TASK), _pks(keys, AD_HOC)
    if tasks:
        found |= {(TASK, line.pk): line for line in _task_lines(tasks, actor)}
    if beside:
        found |= {(AD_HOC, line.pk): line for line in _ad_hoc_lines(beside, actor)}
    if jobs := _pks(keys, JOB):
        found |= {(JOB, line.pk): line for line in _job_lines(jobs, actor)}
    if queued := _pks(keys, QUEUED):
        found |= {(QUEUED, line.pk): line for line in _queued_lines(queued)}
    return [found[key] for key in keys if key in found]


def _pks(keys: Sequence[Key], kind: str) -> list[int]:
    return [pk for one, pk in keys if one == kind]


def _marked(rows: QuerySet[Any], actor: Actor, column: str) -> QuerySet[Any]:
    """With what the reader has read, whom the reader has reminded today, and who has reminded the reader."""
    about = {column: OuterRef("pk")}
    own = actor.user_id or 0
    sent = Nudge.objects.filter(sent_by=own, on=timezone.localdate(), **about).values("at")[:1]
    got = Nudge.objects.filter(sent_to=own, **about).order_by("-id")
    marked: QuerySet[Any] = rows.annotate(
        was_read=Exists(TaskRead.objects.filter(user=own, **about)),
        nudged=Subquery(sent),
        reminder_at=Subquery(got.values("at")[:1]),
        reminder_by=Subquery(got.values("sent_by__name")[:1]),
    )
    return marked


def _party() -> Coalesce:
    """Whose signature or answer the task is about; null for a task of the whole matter."""
    item = Cast(KeyTextTransform("item", OuterRef("data")), BigIntegerField())
    return Coalesce(F("asked"), Subquery(SignatureSlot.objects.filter(pk=item).values("party__name")[:1]))


def _hidden(found: Sequence[Task], actor: Actor) -> set[int]:
    """The secret matters whose subject is not for the reader, though a task in them is or was (one query, if any)."""
    secret = {task.process.caseprocess.case_id for task in found if task.process.caseprocess.case.entry.is_secret}
    if secret:
        secret -= set(policy.visible(actor, Case).filter(pk__in=secret).values_list("pk", flat=True))
    return secret


def _task_lines(pks: Sequence[int], actor: Actor) -> Iterator[TaskLine]:
    rows = Task.objects.filter(pk__in=pks).select_related("owner", "deadline", "process__caseprocess__case__entry")
    found = list(_marked(rows.annotate(asked=asked_in_task(), party=_party()), actor, "task"))
    own, hidden, today = actor.sides, _hidden(found, actor), timezone.localdate()
    for task in found:
        case, node = task.process.caseprocess.case, task.flow_task
        past = str(past_of(node, str(task.data.get("outcome", ""))))
        day = due_of(task)
        yield TaskLine(
            pk=task.pk,
            key=f"{TASK}{task.pk}",
            url=reverse("task", args=[task.pk]),
            title=title_of(node),
            number=case.entry.printed_number,
            subject=hidden_subject() if case.pk in hidden else case.entry.public_subject,
            case_url=case_address(case),
            step=str(CaseState(case.state).label),
            due=day,
            mine=task.owner_id in own,
            party=task.party or "",
            for_whom=for_whom(task, actor),
            holder=holder_of(task),
            since=task.assigned or task.created,
            urgent=day is not None and day < today,
            outcome=past[:1].upper() + past[1:],
            finished=task.finished,
            can_nudge=task.owner_id is not None and task.owner_id != actor.user_id,
            nudge_url=reverse("remind_of_task", args=[task.pk]),
            approves=approves(node),
            **_marks(task),
        )


def _ad_hoc_lines(pks: Sequence[int], actor: Actor) -> Iterator[TaskLine]:
    rows = AdHocTask.objects.filter(pk__in=pks).select_related("owner", "case__entry")
    own, today = actor.sides, timezone.localdate()
    for task in _marked(rows, actor, "ad_hoc"):
        yield TaskLine(
            pk=task.pk,
            key=f"{AD_HOC}{task.pk}",
            url=reverse("ad_hoc_task", args=[task.pk]),
            title=task.text,
            number=task.case.entry.printed_number,
            subject=subject_of(task.case),
            case_url=case_address(task.case),
            step=str(CaseState(task.case.state).label),
            due=task.due,
            mine=task.owner_id in own,
            party="",
            for_whom=whose(task.owner_id, WORKERS if task.owner_id else (task.role,), actor),
            holder=task.owner.name if task.owner else group_name(task.role),
            since=task.given_at,
            urgent=task.due is not None and task.due < today,
            outcome=str(AdHocState(task.state).label),
            finished=task.ended_at,
            can_nudge=task.owner_id is not None and task.owner_id != actor.user_id,
            nudge_url=reverse("remind_of_ad_hoc", args=[task.pk]),
            **_marks(task),
        )


def _job_lines(pks: Sequence[int], actor: Actor) -> Iterator[TaskLine]:
    """Jobb som misslyckades i ärenden: who operates without seeing the matter reads its number alone.

    One that was given up is gone from the page of who operates: the registrar runs it again in the matter.
    """
    in_sight = policy.visible(actor, Case).filter(pk=OuterRef("process__caseprocess__case"))
    rows = failed_tasks().filter(pk__in=pks).select_related("process__caseprocess__case__entry")
    operates = policy.can(actor, "operate")
    for task in rows.annotate(in_sight=Exists(in_sight)):
        case = task.process.caseprocess.case
        known = task.in_sight
        here = reverse("retry_failed", args=[PROCESS, task.pk])
        yield _failed_line(
            task.pk,
            title=told_of(title_of(task.flow_task)),
            url=here if operates and GIVEN_UP not in task.data else reverse("retry_job", args=[case.uuid, task.pk]),
            number=case.entry.printed_number,
            subject=subject_of(case) if known else "",
            case_url=case_address(case) if known else "",
            step=str(CaseState(case.state).label) if known else "",
            since=task.finished or task.created,
        )


def _queued_lines(pks: Sequence[int]) -> Iterator[TaskLine]:
    for job in failed_queue_jobs().filter(pk__in=pks):
        url = reverse("retry_failed", args=[QUEUE, job.pk])
        yield _failed_line(job.pk, title=told_of(name_of(job.task_name)), url=url, since=job.failed_at)


def _failed_line(
    pk: int,
    *,
    title: str,
    url: str,
    since: datetime,
    number: str = "",
    subject: str = "",
    case_url: str = "",
    step: str = "",
) -> TaskLine:
    return TaskLine(
        pk=pk,
        key="",
        url=url,
        title=title,
        number=number,
        subject=subject,
        case_url=case_url,
        step=step,
        due=None,
        mine=True,
        party="",
        for_whom="",
        holder="",
        since=since,
        urgent=True,
    )


def _marks(task: Any) -> dict[str, Any]:
    return {
        "unread": not task.was_read,
        "reminded_by": task.reminder_by or "",
        "reminded_at": task.reminder_at,
        "nudged_at": task.nudged,
    }
