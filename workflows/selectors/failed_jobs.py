"""Misslyckade jobb: those of matters and those of the system, each until somebody runs it again or gives it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from audit.rules import Sentence
from workflows.selectors.wording import title_of

PROCESS, QUEUE = "process", "queue"
GIVEN_UP: Final = "given_up"
NOT_GIVEN_UP: Final = ~Q(data__has_key=GIVEN_UP)
SHOWN = 100
# What these leave behind has a place and a person of its own: a task, a delivery, an export.
SEEN_ELSEWHERE = ("workflows.run_job", "cases.deliver", "cases.export")
JOB_WORDS: Mapping[str, Sentence] = {
    "audit.sweep_requests": _("Städa gamla begäranden"),
    "audit.verify": _("Kontrollera händelseloggen"),
    "builtin:procrastinate.builtin_tasks.remove_old_jobs": _("Städa gamla jobb"),
    "cases.count_pages": _("Räkna sidorna i ett förslag"),
    "cases.deliver": _("Skicka beslut med e-post"),
    "cases.export": _("Göra uttag"),
    "cases.nudge": _("Påminna om ett svar på en remiss"),
    "cases.sweep_exports": _("Städa gamla uttag"),
    "cases.sweep_nudges": _("Påminna om svar på remisser"),
    "cases.sweep_watches": _("Påminna om bevakade ärenden"),
    "cases.tell_export": _("Säga till att ett uttag är klart"),
    "cases.tell_watch": _("Skicka en påminnelse om ett bevakat ärende"),
    "cases.wake_due": _("Väcka vilande ärenden"),
    "diarium.read_file": _("Läsa en fil"),
    "diarium.scan": _("Pröva en fil i karantän"),
    "workflows.announce_ad_hoc": _("Avisera om en fristående uppgift"),
    "workflows.announce_task": _("Avisera om en uppgift"),
    "workflows.check_consistency": _("Kontrollera att allt hänger ihop"),
    "workflows.reap": _("Ta hand om avbrutna jobb"),
    "workflows.remind": _("Påminna om frister"),
    "workflows.run_job": _("Göra en handling i ett ärende"),
    "workflows.tell_deadline": _("Skicka en påminnelse om en frist"),
    "workflows.tell_nudge": _("Skicka en påminnelse om en uppgift"),
    "workflows.tell_summary": _("Skicka dagens sammandrag av aviseringar"),
    "workflows.tell_task": _("Skicka en avisering om en uppgift"),
}


@dataclass(frozen=True, slots=True)
class FailedJob:
    """Misslyckat jobb. `number` is the matter's, `log_id` what the log calls the failure."""

    source: str
    row: int
    name: str
    title: Sentence
    at: datetime | None
    attempts: int
    number: str = ""
    log_id: str = ""


def failed_jobs() -> list[FailedJob]:
    """Alla, those of matters first (two queries)."""
    return [*failed_in_matters(), *failed_in_queue()]


def failed_tasks() -> QuerySet[Task]:
    """Jobbuppgifter i pågående processer som väntar på en människa, those given up by who operates among them."""
    rows: QuerySet[Task] = Task.objects.filter(flow_task_type="JOB", status=STATUS.ERROR)
    return rows.filter(process__caseprocess__active=True)


def tasks_not_given_up() -> QuerySet[Task]:
    """De som den som sköter driften har kvar att ta ställning till."""
    return failed_tasks().filter(NOT_GIVEN_UP)


def failed_queue_jobs() -> QuerySet[Any]:
    """Jobb utanför ärendena, with `failed_at`; a sweep that failed is of no interest when a later run went well."""
    later = ProcrastinateJob.objects.filter(task_name=OuterRef("task_name"), id__gt=OuterRef("id"), status="succeeded")
    told = ProcrastinateEvent.objects.filter(job=OuterRef("id"), type="failed").order_by("-at").values("at")[:1]
    rows = ProcrastinateJob.objects.filter(Q(queueing_lock=None) | ~Exists(later), status="failed")
    found: QuerySet[Any] = rows.exclude(task_name__in=SEEN_ELSEWHERE).annotate(failed_at=Subquery(told))
    return found


def failed_in_matters(task_id: int | None = None) -> list[FailedJob]:
    """Jobb i ärenden; of the matter nothing but its number is read."""
    rows = tasks_not_given_up()
    if task_id is not None:
        rows = rows.filter(pk=task_id)
    return [
        FailedJob(
            source=PROCESS,
            row=task.pk,
            name="workflows.run_job",
            title=title_of(task.flow_task),
            at=task.finished,
            attempts=0,
            number=task.process.caseprocess.case.entry.printed_number,
            log_id=str(task.data.get("log_id", "")),
        )
        for task in rows.select_related("process__caseprocess__case__entry").order_by("-finished", "-pk")[:SHOWN]
    ]


def failed_in_queue(*, lock: int | None = None) -> Sequence[FailedJob]:
    """Jobb utanför ärendena; `lock` = that one alone, and nobody else changes it until the transaction ends."""
    rows = failed_queue_jobs().order_by("-id")
    rows = rows[:SHOWN] if lock is None else rows.filter(pk=lock).select_for_update(of=("self",))
    return [
        FailedJob(QUEUE, row.pk, row.task_name, name_of(row.task_name), row.failed_at, row.attempts) for row in rows
    ]


def name_of(job: str) -> Sentence:
    """Jobbets namn, as people say it."""
    return JOB_WORDS.get(job, job)


def failed_job(source: str, row: int) -> FailedJob | None:
    """Det ena jobbet, None when it did not fail or was seen to."""
    if source == PROCESS:
        found: Sequence[FailedJob] = failed_in_matters(row)
    elif source == QUEUE:
        found = [job for job in failed_in_queue() if job.row == row]
    else:
        found = []
    return found[0] if found else None


def told_of(job: Sentence) -> str:
    """Jobbet {namn} misslyckades."""
    return _now("Jobbet {namn} misslyckades").format(namn=job)
