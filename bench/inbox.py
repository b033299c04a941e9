"""Inkorgen vid tusen och hundra tusen öppna uppgifter: queries and milliseconds of each page and of a completed task.

    python -m bench.inbox --tasks 1000 100000

A database of its own with fsync on. One matter is opened through its door; copies of it and of its task are written
with COPY: four tasks in ten wait in the registrars' list, the rest lie with two hundred officers, one of whom has
1,005 and one of whom has ten. Two matters in a hundred are secret. The pages are asked for over HTTP with their
templates; the completed tasks go through `perform`. Nothing is kept afterwards but what is printed.
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from bench import stage
from bench.stage import CATARINA, RUT, Driver

if TYPE_CHECKING:
    from cases.models import Case

OFFICERS = 200
POOL, SECRET = 0.4, 0.02
MANY, FEW = 1005, 10
TIMES = 7
COMPLETED = 15
TABLES = (
    "accounts_user",
    "accounts_mandate",
    "diarium_diaryentry",
    "cases_case",
    "viewflow_process",
    "workflows_caseprocess",
    "viewflow_task",
    "workflows_deadline",
)


def main() -> int:
    """Fill and ask for each size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tasks", type=int, nargs="+", default=[1000, 100_000])
    arguments.add_argument("--plan", action="store_true", help="shows the plan of the slowest statement")
    arguments.add_argument("--minutes", type=float, default=30, help="stops by itself after so long")
    options = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("avbruten"))  # so that the cluster is taken away
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("tiden är slut"))
    signal.alarm(int(options.minutes * 60))
    from config import localdb, roles

    with stage.place() as here:
        cluster = localdb.start(here / "data", durable=True)
        try:
            stage.load(cluster, here)
            with cluster.connect(stage.DATABASE, roles.OWNER) as owner:
                _ask(owner, options)
        finally:
            cluster.stop()
            localdb.discard(here / "data")
    return 0


def _ask(owner: Any, options: argparse.Namespace) -> None:
    pattern, copier = _open_one(), None
    for wanted in sorted(options.tasks):
        started = time.monotonic()
        copier = copier or Copier(pattern)
        copier.fill(owner, wanted)
        print(f"\n{wanted} öppna uppgifter, fyllda på {time.monotonic() - started:.0f} s")
        _pages(copier, plan=options.plan)
        _completed()


def _open_one() -> Case:
    """Ett ärende through the door, whose rows the others are copies of."""
    from cases.models import Case

    opened = Driver().open_case("Samverkan i Skogås", secrets.token_hex(16))
    return Case.objects.select_related("entry").get(pk=opened)


class Copier:
    """Kopior av ärendet och dess uppgift, with ids of their own; fills on from where it stopped."""

    def __init__(self, pattern: Case) -> None:
        from viewflow.workflow.models import Task

        from workflows.models import CaseProcess, Deadline, TaskKind

        self.chance = random.Random(1)  # noqa: S311
        self.pattern = pattern
        self.process = CaseProcess.objects.get(case=pattern)
        self.task = Task.objects.get(process=self.process, status="ASSIGNED")
        waiting = TaskKind.objects.filter(assignee="", roles=["registrar"]).order_by("flow_task")[0]
        self.in_pool = waiting.flow_task
        self.clock = Deadline.objects.get(task=self.task)
        self.made = 0
        self.officers: list[int] = []

    def fill(self, owner: Any, wanted: int) -> None:
        """So many open tasks in all."""
        from viewflow.workflow.models import Process, Task

        from bench.copying import copy, without_guards
        from cases.models import Case
        from diarium.models import DiaryEntry
        from workflows.models import CaseProcess, Deadline

        with without_guards(owner, TABLES):
            if not self.officers:
                self._people(owner)
            plan = list(self._plan(wanted))
            first, self.made = self.made + 1, self.made + len(plan)
            numbered = list(zip(range(first, self.made + 1), plan, strict=True))
            copy(owner, DiaryEntry, (self._entry(number) for number, _holder in numbered))
            copy(owner, Case, (self._case(number, holder) for number, holder in numbered))
            copy(owner, Process, (self._of(self.process, Process, id=_id(number)) for number, _holder in numbered))
            self._join(owner, CaseProcess, [number for number, _holder in numbered])
            copy(owner, Task, (self._task(number, holder) for number, holder in numbered))
            copy(owner, Deadline, (self._deadline(number) for number, _holder in numbered))
            owner.commit()
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE")
        owner.autocommit = False

    def _plan(self, wanted: int) -> Iterator[int | None]:
        """Whose each new task is; None = the registrars' list."""
        left = wanted - self.made
        if not self.made:
            yield from [self.officers[0]] * min(MANY, left // 2)
            yield from [self.officers[1]] * FEW
            left -= min(MANY, left // 2) + FEW
        for _number in range(left):
            yield None if self.chance.random() < POOL else self.chance.choice(self.officers[2:])

    def _people(self, owner: Any) -> None:
        from accounts.models import Mandate, User
        from bench.copying import copy

        catarina = User.objects.get(name=CATARINA)
        held = Mandate.objects.filter(user=catarina, role="case_officer")[0]
        self.officers = [_id(number) for number in range(1, OFFICERS + 1)]
        people = (
            self._of(catarina, User, id=pk, uuid=self._uuid(), name=f"Handläggare {pk}", email=f"h{pk}@kommun.example")
            for pk in self.officers
        )
        copy(owner, User, people)
        copy(owner, Mandate, (self._of(held, Mandate, id=pk, user_id=pk) for pk in self.officers))

    def _entry(self, number: int) -> dict[str, Any]:
        from diarium.models import DiaryEntry

        serial = 1000 + number
        opened = self.pattern.entry.opened_on
        secret = self.chance.random() < SECRET
        return self._of(
            self.pattern.entry,
            DiaryEntry,
            id=_id(number),
            uuid=self._uuid(),
            serial=serial,
            printed_number=f"KS-{opened.year}/{serial}.103",
            number_key=f"ks{opened.year}/{serial}",
            secrecy_provision="OSL 21 kap. 1 §" if secret else "",
            secrecy_on=opened if secret else None,
        )

    def _case(self, number: int, holder: int | None) -> dict[str, Any]:
        from cases.models import Case

        officer = holder or self.chance.choice(self.officers[2:])
        own = {"id": _id(number), "uuid": self._uuid(), "entry_id": _id(number), "case_officer_id": officer}
        return self._of(self.pattern, Case, **own)

    def _task(self, number: int, holder: int | None) -> dict[str, Any]:
        from viewflow.workflow.models import Task

        at = self.task.created - timedelta(minutes=number % 40_000)
        own = {"id": _id(number), "process_id": _id(number), "created": at}
        if holder is None:
            own |= {"status": "NEW", "owner_id": None, "assigned": None, "flow_task": self.in_pool}
        else:
            own |= {"owner_id": holder, "flow_task": self._reference()}
        return self._of(self.task, Task, **own)

    def _reference(self) -> str:
        from viewflow.workflow.models import Task

        return str(Task._meta.get_field("flow_task").get_prep_value(self.task.flow_task))

    def _deadline(self, number: int) -> dict[str, Any]:
        from workflows.models import Deadline

        due = self.clock.due + timedelta(days=number % 60 - 20)
        own = {"id": _id(number), "uuid": self._uuid(), "case_id": _id(number), "task_id": _id(number)}
        return self._of(self.clock, Deadline, **own, about=f"task:{_id(number)}", due=due, breach_after=due)

    def _join(self, owner: Any, model: Any, numbers: list[int]) -> None:
        with owner.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {model._meta.db_table} (process_ptr_id, case_id, active) VALUES (%s, %s, true)",  # noqa: S608
                [(_id(number), _id(number)) for number in numbers],
            )

    def _of(self, row: Any, model: Any, **own: Any) -> dict[str, Any]:
        told = {one.attname: _written(one, getattr(row, one.attname)) for one in model._meta.concrete_fields}
        return {**told, **own}

    def _uuid(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


def _written(field: Any, value: Any) -> Any:
    from django.db.models import JSONField

    written = field.get_prep_value(value)
    return json.dumps(written, cls=DjangoJSONEncoder) if isinstance(field, JSONField) else written


def _id(number: int) -> int:
    return 1_000_000 + number


def _pages(copier: Copier, *, plan: bool) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from bench.search import Slowest

    many, few = (User.objects.get(pk=pk) for pk in copier.officers[:2])
    rut = User.objects.get(name=RUT)
    asked = [
        ("Att göra, handläggare med 10", few, "/uppgifter/"),
        ("Att göra, handläggare med 1 005", many, "/uppgifter/"),
        ("Att göra, filtrerad", many, "/uppgifter/?q=avtal&steg=draft"),
        ("Att göra, registrator", rut, "/uppgifter/"),
        ("Registratorernas lista", rut, "/uppgifter/?lista=registrar"),
        ("Väntar på andra", many, "/uppgifter/vantar/"),
        ("Klara", many, "/uppgifter/klara/"),
    ]
    slowest = Slowest()
    print(f"{'sida':<34}{'frågor':>8}{'ms p50':>9}{'p95':>8}")
    for name, person, address in asked:
        client = Client(SERVER_NAME="localhost")
        client.force_login(person)
        client.get(address)  # once to warm what the process keeps
        spent = []
        for _time in range(TIMES):
            started = time.perf_counter()
            with CaptureQueriesContext(connection) as queries, connection.execute_wrapper(slowest):
                answer = client.get(address)
            spent.append((time.perf_counter() - started) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
        print(f"{name:<34}{len(queries):>8}{median(spent):>9.0f}{quantiles(spent, n=20)[-1]:>8.0f}", flush=True)
    if plan:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + slowest.statement, slowest.values)
            rows = "\n".join(row[0] for row in cursor.fetchall())
        print(f"\nDen långsammaste satsen, {slowest.ms:.0f} ms:\n{slowest.statement}\n{rows}")


def _completed() -> None:
    """What it costs to complete a task through the door: statements and milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spent, statements = [], []
    for _number in range(COMPLETED):
        driver, case = Driver(), _open_one()
        [request] = driver.requests(case.pk)
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            driver.send(request)
        spent.append((time.perf_counter() - started) * 1000)
        statements.append(len(queries))
    told = f"{median(statements):>8.0f}{median(spent):>9.0f}{quantiles(spent, n=20)[-1]:>8.0f}"
    print(f"{'En uppgift utförd':<34}{told}")


if __name__ == "__main__":
    sys.exit(main())
