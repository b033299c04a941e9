"""Vandra KS-2018/91.103 from its number to its last recipient in a database of its own; what does each act cost?"""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict, dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit.models import Event
from audit.selectors import check_consistency, verify
from cases.models import Dispatch
from config import rehearsal, walk
from config.demo import matters
from diarium.engine.words import indexed_keys

EXPECTED = {
    "boards": 9,
    "external": 3,
    "number": walk.NUMBER,
    "state": "closed",
    "chain_ok": True,
    "consistent": True,
}
LEFT_OUT = "SÖFN"


@dataclass(frozen=True)
class Line:
    """En handling och vad den kostade: `sql` the statements of the act alone, `events` what it added to the log."""

    act: str
    actor: str
    state: str
    events: int
    sql: int
    ms: float
    cpu_ms: float


class Command(BaseCommand):
    """The configured database is never opened; jobs run between the acts and are counted in none of them."""

    help = "Vandrar ärendet KS-2018/91.103 i en egen databas. Slutar med 1 om slutet inte är det väntade."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="en JSON-rad för varje handling")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, print, and judge the end."""
        lines: list[Line] = []
        with rehearsal.own_database(), rehearsal.post_office() as office:
            rehearsal.load_huddinge()
            indexed_keys("ärende")  # the dictionary, which a server has read when it starts
            way = walk.Walk()
            for act in walk.walk(way, matter=walk.WITH_CONTRIBUTIONS):
                line = self._measured(act, way)
                matters.run_jobs()
                lines.append(line)
                self._say(asdict(line), as_json=options["json"])
            total = _total(way, lines)
            faults = _faults(total, mails=len(office.beyond_the_house()))
        self._say({"total": total}, as_json=options["json"])
        if faults:
            raise CommandError("Vandringen slutade inte som väntat: " + "; ".join(faults))

    def _measured(self, act: walk.Act, way: walk.Walk) -> Line:
        statements = Statements()
        before = Event.objects.count()
        wall, cpu = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(statements):
            act.do()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        return Line(
            act=act.name,
            actor=act.person,
            state=str(way.case().state),
            events=Event.objects.count() - before,
            sql=statements.count,
            ms=round(wall * 1000, 1),
            cpu_ms=round(cpu * 1000, 1),
        )

    def _say(self, facts: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            self.stdout.write("  ".join(f"{name}={value}" for name, value in facts.get("total", facts).items()))


class Statements:
    """Räknare: how many statements went to the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        """Count one and let it go."""
        self.count += 1
        return execute(sql, params, many, context)


def _total(way: walk.Walk, lines: list[Line]) -> dict[str, Any]:
    case = way.case()
    sent = Dispatch.objects.filter(distribution__case=case)
    rows = sent.filter(distribution__decision__isnull=False)
    return {
        "acts": len(lines),
        "sql": sum(line.sql for line in lines),
        "cpu_s": round(sum(line.cpu_ms for line in lines) / 1000, 3),
        "boards": rows.filter(channel="internal", state="acknowledged").count(),
        "external": rows.filter(channel="email", state="sent").count(),
        "asked": sent.filter(distribution__decision__isnull=True, state="sent").count(),
        "number": case.entry.printed_number,
        "state": str(case.state),
        "chain_ok": verify().exit_code == 0,
        "consistent": not check_consistency(),
    }


def _faults(total: dict[str, Any], *, mails: int) -> list[str]:
    found = [f"{name}: {total[name]}, inte {wanted}" for name, wanted in EXPECTED.items() if total[name] != wanted]
    if Dispatch.objects.filter(board__code=LEFT_OUT).exists():
        found.append(f"{LEFT_OUT} fick beslutet fast den lämnades utanför")
    receivers = total["external"] + total["asked"]
    if mails != receivers:
        found.append(f"{mails} brev skickades till {receivers} mottagare")
    return found
