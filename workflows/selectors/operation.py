"""Drift (S14): what the nightly check found, jobs that failed, how the queue is doing, and what runs by the clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from croniter import croniter
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app

from audit.models import CheckRun, Event
from audit.rules import SYSTEM_STREAM, Sentence
from cases.models import Case
from cases.selectors.frame import CheckItem
from workflows.models import ProcessDefinition
from workflows.selectors.failed_jobs import JOB_WORDS, FailedJob, failed_jobs
from workflows.selectors.remedies import MATTERS, REMEDIES, matters_of

KIND = "consistency"
CHECKED_WITHIN = timedelta(hours=26)
QUIET_FOR = timedelta(minutes=2)
WAITED_LONG = timedelta(minutes=10)
RUN_LONG = timedelta(hours=1)
QUEUES = """
    SELECT j.queue_name,
        count(*) FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()),
        count(*) FILTER (WHERE j.status = 'todo' AND j.scheduled_at > now()),
        count(*) FILTER (WHERE j.status = 'doing'),
        min(greatest(e.at, j.scheduled_at)) FILTER (
            WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()),
        min(e.at) FILTER (WHERE j.status = 'doing')
    FROM procrastinate_jobs j
    LEFT JOIN LATERAL (
        SELECT max(x.at) AS at FROM procrastinate_events x WHERE x.job_id = j.id AND x.type <> 'scheduled') e ON true
    WHERE j.status IN ('todo', 'doing') GROUP BY 1 ORDER BY 1
"""
WORKERS = """
    SELECT (SELECT array_agg(last_heartbeat ORDER BY last_heartbeat DESC) FROM procrastinate_workers),
        EXISTS (SELECT FROM procrastinate_jobs
            WHERE task_name = 'workflows.check_consistency' AND status IN ('todo', 'doing'))
"""
LAST_RUNS = """
    SELECT DISTINCT ON (d.task_name) d.task_name, to_timestamp(d.defer_timestamp), j.status::text
    FROM procrastinate_periodic_defers d LEFT JOIN procrastinate_jobs j ON j.id = d.job_id
    ORDER BY d.task_name, d.defer_timestamp DESC
"""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Fynd i listan: of the matter only its number; `url` is where it is mended, empty where nobody can from here.

    `way` is what that link is called where there is no repair to choose, but something else to do.
    """

    sentence: str
    number: str
    about: str
    url: str
    repaired: bool
    way: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """Kö: what waits now, what waits for its time, what is being done, and since when the oldest has waited."""

    name: str
    waiting: int
    later: int
    doing: int
    oldest: datetime | None
    longest: datetime | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Schemalagt jobb: when it last ran and when it runs next."""

    title: Sentence
    last: datetime | None
    failed: bool
    following: datetime


@dataclass(frozen=True, slots=True)
class OperationPage:
    """Sidan Drift. `troubles` empty = allt fungerar."""

    troubles: Sequence[CheckItem]
    run: CheckRun | None
    findings: Sequence[FindingRow]
    more: int
    failed: Sequence[FailedJob]
    queues: Sequence[QueueRow]
    workers: Sequence[datetime]
    schedules: Sequence[Schedule]
    checking: bool


def operation_page(now: datetime) -> OperationPage:
    """Allt om driften, the same number of queries whatever there is to tell."""
    run = CheckRun.objects.filter(kind=KIND).order_by("-ended_at", "-pk").first()
    findings = _finding_rows(run) if run else []
    failed, queues, (workers, checking) = failed_jobs(), _queues(), _workers()
    troubles = [*_check_troubles(run, findings, now), *_queue_troubles(failed, queues, workers, now)]
    return OperationPage(
        troubles=troubles,
        run=run,
        findings=findings,
        more=run.found - len(findings) if run else 0,
        failed=failed,
        queues=queues,
        workers=workers,
        schedules=_schedules(now),
        checking=checking,
    )


def _finding_rows(run: CheckRun) -> list[FindingRow]:
    told = [(row, str(row.get("kind", "")), int(row.get("row") or 0)) for row in run.findings]
    matters = matters_of((kind, key) for _row, kind, key in told)
    cases = Case.objects.select_related("entry").filter(pk__in=set(matters.values())).order_by("pk")
    found = {case.pk: case for case in cases}
    numbers = {pk: case.entry.printed_number for pk, case in found.items()}
    newer = _newer_versions({key for _row, kind, key in told if kind == "definition"})
    mended = _mended_since(run.started_at, [case.stream for case in found.values()])
    return [
        FindingRow(
            sentence=row["sentence"],
            number=numbers.get(matters.get((kind, key), 0), ""),
            about="" if kind in MATTERS else row["object"],
            url=reverse("mend_finding", args=[kind, key])
            if kind in REMEDIES
            else newer.get(key, "")
            if kind == "definition"
            else "",
            repaired=(kind, key) in mended,
            way="" if kind in REMEDIES else _("Flytta pågående ärenden …"),
        )
        for row, kind, key in told
    ]


def _newer_versions(definitions: Collection[int]) -> dict[int, str]:
    """Processmall → where its matters are moved to the newest version of it, if there is a newer (one query)."""
    if not definitions:
        return {}
    codes = ProcessDefinition.objects.filter(pk__in=definitions).values("code")
    rows = ProcessDefinition.objects.filter(code__in=codes).defer("body").order_by("version")
    known = {row.pk: row for row in rows}
    newest = {row.code: row for row in known.values()}
    return {
        pk: reverse("move_matters", args=[row.code, newest[row.code].version])
        for pk, row in known.items()
        if pk in definitions and newest[row.code].pk != pk
    }


def _mended_since(moment: datetime, streams: Sequence[str]) -> set[tuple[str, int]]:
    """The findings that were mended after the check began, in these matters and outside all."""
    verbs = ("process_repaired", "fault_repaired")
    events = Event.objects.filter(stream__in=[*streams, SYSTEM_STREAM.stream], verb__in=verbs, recorded_at__gte=moment)
    told = (event.facts["data"] for event in events.order_by("pk"))
    return {(str(one["finding"]), int(one["row"])) for one in told}


def _queues() -> list[QueueRow]:
    with connection.cursor() as cursor:
        cursor.execute(QUEUES)
        return [QueueRow(*row) for row in cursor.fetchall()]


def _workers() -> tuple[list[datetime], bool]:
    """When each worker was last heard, the newest first; and whether the register is being checked, or soon will."""
    with connection.cursor() as cursor:
        cursor.execute(WORKERS)
        heard, checking = cursor.fetchone()
    return list(heard or ()), bool(checking)


def _schedules(now: datetime) -> list[Schedule]:
    with connection.cursor() as cursor:
        cursor.execute(LAST_RUNS)
        ran = {name: (at, status) for name, at, status in cursor.fetchall()}
    rows = []
    for (name, _id), periodic in app.periodic_registry.periodic_tasks.items():
        at, status = ran.get(name, (None, None))
        following = croniter(periodic.cron, now.astimezone(UTC)).get_next(datetime)
        rows.append(Schedule(JOB_WORDS.get(name, name), at, status == "failed", following))
    return sorted(rows, key=lambda row: str(row.title))


def _check_troubles(run: CheckRun | None, findings: Sequence[FindingRow], now: datetime) -> list[CheckItem]:
    if run is None:
        return [CheckItem(_("Registret är inte kontrollerat än."), "warning")]
    troubles = []
    if now - run.ended_at > CHECKED_WITHIN:
        troubles.append(CheckItem(_("Nattens kontroll har inte körts det senaste dygnet."), "warning"))
    left = run.found - sum(row.repaired for row in findings)
    if left:
        told = ngettext("Kontrollen hittade {n} fel.", "Kontrollen hittade {n} fel.", left).format(n=left)
        troubles.append(CheckItem(told, "error", "#kontroll", _("Visa")))
    return troubles


def _queue_troubles(
    failed: Sequence[FailedJob], queues: Sequence[QueueRow], workers: Sequence[datetime], now: datetime
) -> list[CheckItem]:
    troubles = []
    if failed:
        told = ngettext("{n} jobb har misslyckats.", "{n} jobb har misslyckats.", len(failed)).format(n=len(failed))
        troubles.append(CheckItem(told, "error", "#jobb", _("Visa")))
    if not any(now - heard < QUIET_FOR for heard in workers):
        troubles.append(CheckItem(_("Ingen arbetare är i gång. Jobb blir inte gjorda."), "error"))
    for queue in queues:
        if queue.oldest and now - queue.oldest > WAITED_LONG:
            told = _("Kön {kö} står still: det äldsta jobbet har väntat i {n} minuter.")
            minutes = int((now - queue.oldest).total_seconds() // 60)
            troubles.append(CheckItem(told.format(kö=queue.name, n=minutes), "error"))
        if queue.longest and now - queue.longest > RUN_LONG:
            told = _("Ett jobb i kön {kö} har körts i mer än en timme. Titta i arbetarnas logg.")
            troubles.append(CheckItem(told.format(kö=queue.name), "warning"))
    return troubles
