"""Fynd om jobb: tasks whose job is gone, jobs whose task is gone, and rows of the matter that wait for a lost job."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from audit.rules import Sentence
from audit.selectors import Finding

# kind → the row that waits, and the job that it waits for.
WAITING: dict[str, tuple[str, Sentence]] = {
    "no_job": (
        """
        SELECT t.id FROM viewflow_task t JOIN workflows_caseprocess p ON p.process_ptr_id = t.process_id
        WHERE t.flow_task_type = 'JOB' AND t.status IN ('SCHEDULED', 'STARTED')
            AND (%(case)s::bigint IS NULL OR p.case_id = %(case)s)
            AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                WHERE j.task_name = 'workflows.run_job' AND j.status IN ('todo', 'doing')
                    AND (j.args->>'task_id')::bigint = t.id)
        ORDER BY t.id""",
        _("En jobbuppgift väntar på ett jobb som inte finns."),
    ),
    "no_delivery": (
        """
        SELECT d.id FROM cases_dispatch d JOIN cases_distribution o ON o.id = d.distribution_id
        WHERE d.state = 'queued' AND d.channel = 'email' AND (%(case)s::bigint IS NULL OR o.case_id = %(case)s)
            AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                WHERE j.task_name = 'cases.deliver' AND j.status IN ('todo', 'doing')
                    AND (j.args->>'dispatch_id')::bigint = d.id)
        ORDER BY d.id""",
        _("Ett utskick står i kö men inget jobb skickar det."),
    ),
    "no_export": (
        """
        SELECT e.id FROM diarium_export e
        WHERE %(case)s::bigint IS NULL AND e.status IN ('waiting', 'running')
            AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                WHERE j.task_name = 'cases.export' AND j.status IN ('todo', 'doing')
                    AND (j.args->>'export_id')::bigint = e.id)
        ORDER BY e.id""",
        _("Ett uttag väntar på ett jobb som inte finns."),
    ),
}
ORPHANS = """
    SELECT j.id FROM procrastinate_jobs j
    WHERE j.task_name = 'workflows.run_job' AND j.status IN ('todo', 'doing')
        AND NOT EXISTS (SELECT FROM viewflow_task t WHERE t.id = (j.args->>'task_id')::bigint)
    ORDER BY j.id
"""
# Looked for every minute, so among the newest jobs alone; what is older the check of the night finds.
UNTOLD = """
    SELECT DISTINCT t.id FROM procrastinate_jobs f JOIN viewflow_task t ON t.id = (f.args->>'task_id')::bigint
    WHERE f.task_name = 'workflows.run_job' AND f.status = 'failed' AND t.status IN ('SCHEDULED', 'STARTED')
        AND f.id > (SELECT max(id) - 20000 FROM procrastinate_jobs)
        AND NOT EXISTS (SELECT FROM procrastinate_jobs j
            WHERE j.task_name = 'workflows.run_job' AND j.status IN ('todo', 'doing')
                AND (j.args->>'task_id')::bigint = t.id)
    ORDER BY t.id
"""


def failed_untold() -> list[int]:
    """Jobbuppgifter vars jobb har misslyckats utan att det skrevs ned, because the database was away just then."""
    with connection.cursor() as cursor:
        cursor.execute(UNTOLD)
        return [pk for (pk,) in cursor.fetchall()]


def jobs(case_id: int | None) -> Iterator[Finding]:
    """Jobben i ett ärende; None = in them all."""
    with connection.cursor() as cursor:
        for kind, (query, sentence) in WAITING.items():
            cursor.execute(query, {"case": case_id})
            for (pk,) in cursor.fetchall():
                yield Finding("E-JOB", f"{_table(kind)} {pk}", "a job", "none", sentence, kind, pk)
        if case_id is not None:
            return
        cursor.execute(ORPHANS)
        for (pk,) in cursor.fetchall():
            told = _("Ett jobb hör till en uppgift som inte finns.")
            yield Finding("E-JOB", f"job {pk}", "a task", "none", told, "orphan_job", pk)


def _table(kind: str) -> str:
    return {"no_job": "task", "no_delivery": "dispatch", "no_export": "export"}[kind]
