"""Misslyckade jobb: those of matters and those of the system, each until somebody runs it again or gives it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from audit.rules import Sentence
from workflows.selectors.wording import title_of

PROCESS, QUEUE = "process", "queue"
GIVEN_UP: Final = "given_up"
SHOWN = 100
# What these leave behind has a place and a person of its own: a task, a delivery, an export.
SEEN_ELSEWHERE = ("workflows.run_job", "cases.deliver", "cases.export")
JOB_WORDS: Mapping[str, Sentence] = {
    "audit.sweep_requests": _("Städa gamla begäranden"),
    "audit.verify": _("Kontrollera händelseloggen"),
    "builtin:procrastinate.builtin_tasks.remove_old_jobs": _("Städa gamla jobb"),
    "cases.deliver": _("Skicka beslut med e-post"),
    "cases.export": _("Göra uttag"),
    "cases.nudge": _("Påminna om ett svar på en remiss"),
    "cases.sweep_exports": _("Städa gamla uttag"),
    "cases.sweep_nudges": _("Påminna om svar på remisser"),
    "cases.tell_export": _("Säga till att ett uttag är klart"),
    "diarium.read_file": _("Läsa en fil"),
    "diarium.scan": _("Pröva en fil i karantän"),
    "workflows.check_consistency": _("Kontrollera att allt hänger ihop"),
    "workflows.reap": _("Ta hand om avbrutna jobb"),
    "workflows.remind": _("Påminna om frister"),
    "workflows.run_job": _("Göra en handling i ett ärende"),
    "workflows.tell_deadline": _("Skicka en påminnelse om en frist"),
}
# A sweep that failed is of no interest when a later run of it went well.
FAILED = """
    SELECT j.id, j.task_name, j.attempts,
        (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'failed')
    FROM procrastinate_jobs j
    WHERE j.status = 'failed' AND j.task_name <> ALL (%(elsewhere)s)
        AND (%(job)s::bigint IS NULL OR j.id = %(job)s)
        AND (j.queueing_lock IS NULL OR NOT EXISTS (
            SELECT FROM procrastinate_jobs later
            WHERE later.task_name = j.task_name AND later.id > j.id AND later.status = 'succeeded'))
    ORDER BY j.id DESC LIMIT %(shown)s
"""


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


def failed_in_matters(task_id: int | None = None) -> list[FailedJob]:
    """Jobb i ärenden; of the matter nothing but its number is read."""
    rows = Task.objects.filter(flow_task_type="JOB", status=STATUS.ERROR, process__caseprocess__active=True).exclude(
        data__has_key=GIVEN_UP
    )
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
    asked = {"elsewhere": list(SEEN_ELSEWHERE), "job": lock, "shown": SHOWN}
    with connection.cursor() as cursor:
        cursor.execute(FAILED + (" FOR UPDATE OF j" if lock else ""), asked)
        return [
            FailedJob(QUEUE, pk, name, JOB_WORDS.get(name, name), at, attempts)
            for pk, name, attempts, at in cursor.fetchall()
        ]


def failed_job(source: str, row: int) -> FailedJob | None:
    """Det ena jobbet, None when it did not fail or was seen to."""
    if source == PROCESS:
        found: Sequence[FailedJob] = failed_in_matters(row)
    elif source == QUEUE:
        found = [job for job in failed_in_queue() if job.row == row]
    else:
        found = []
    return found[0] if found else None


def told_of(job: FailedJob) -> str:
    """Jobbet {namn} misslyckades."""
    return _now("Jobbet {namn} misslyckades").format(namn=job.title)
