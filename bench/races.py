"""Tvåtusen sista underskrifter på samma gång: does each join open once, and has each task one winner?

    python -m bench.races --matters 2000 --processes 2

Every matter has three places for signatures. First both papers are recorded at the same moment, then the three last
signatures are given at the same moment, and two people try each of these five tasks: with keys of their own, or as one
form sent twice. The matters stand in copies of one database, each judged when its last matter is done. The cluster has
fsync and checksums on and is gone afterwards.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import secrets
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from bench import stage
from bench.stage import CAMILLA, CATARINA, ROLF, RUT, Driver, Request

IN_A_COPY = 20
THREADS = 6
PATIENCE = 60.0
TRIES = 5  # each waits for the matter as long as lock_timeout says
SUMS = ("matters", "completions", "calls", "wrong", "hung", "doubled")


def main() -> int:
    """Run, judge, print one line of JSON; 1 when anything was wrong, hung or doubled."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--matters", type=int, default=2_000, help="last signatures; five completions each")
    arguments.add_argument("--processes", type=int, default=2)
    arguments.add_argument("--minutes", type=float, default=15, help="stops by itself after so long")
    options = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("avbruten"))  # so that the cluster is taken away
    from config import localdb

    with stage.place() as here:
        cluster = localdb.start(here / "data", durable=True)
        try:
            stage.load(cluster, here)
            told = _lead(cluster, options)
        finally:
            cluster.stop("immediate")
            localdb.discard(here / "data")
    print(json.dumps(told))
    whole = told["matters"] >= options.matters - options.matters % IN_A_COPY and told["matters"] > 0
    return int(bool(told["wrong"] or told["hung"] or told["doubled"] or told["findings"] or not whole))


def _lead(cluster: Any, options: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection

    started = time.monotonic()
    prepare(min(IN_A_COPY, options.matters))
    connection.close()
    with cluster.connect() as superuser:  # the threads of the jobs hold on to theirs, and a copy wants nobody there
        superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [stage.DATABASE])
    print(f"{min(IN_A_COPY, options.matters)} ärenden väntar på underskrifter", file=sys.stderr)
    copies = range(max(1, options.matters // IN_A_COPY))
    deadline = started + options.minutes * 60
    work = [(cluster, number, deadline) for number in copies]
    with multiprocessing.get_context("fork").Pool(options.processes, maxtasksperchild=None) as pool:
        results = list(_reported(pool.imap_unordered(_copy, work)))
    return _summed(results) | {"seconds": round(time.monotonic() - started)}


def _reported(results: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for number, result in enumerate(results, 1):
        if number % 10 == 0:
            print(f"{number} kopior", file=sys.stderr)
        yield result


def _summed(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    waits = sorted(wait for result in results for wait in result["waits"])
    summed: dict[str, Any] = {name: sum(result[name] for result in results) for name in SUMS}
    summed["findings"] = [finding for result in results for finding in result["findings"]][:20]
    if waits:
        summed["median_ms"] = round(statistics.median(waits) * 1000)
        summed["p99_ms"] = round(waits[int(len(waits) * 0.99)] * 1000)
    return summed


def prepare(matters: int) -> list[int]:
    """Ärenden vars avtal väntar på sina tre underskrifter."""
    from config.demo.matters import run_jobs
    from diarium.engine.words import indexed_keys

    indexed_keys("ärende")  # before anything is locked
    driver = Driver()
    cases = [driver.open_case(f"Samverkan i område {number}", secrets.token_hex(8)) for number in range(matters)]
    for case_id in cases:
        while (found := driver.requests(case_id)) and len(found) == 1:
            driver.send(found[0])
    run_jobs()
    return cases


def _copy(given: tuple[Any, int, float]) -> dict[str, Any]:
    """Race the matters of one copy of the database, and judge it."""
    from django.db import connection

    cluster, number, deadline = given
    told: dict[str, Any] = {**dict.fromkeys(SUMS, 0), "findings": [], "waits": []}
    if time.monotonic() > deadline:
        return told
    name = f"race_{number}"
    cluster.create_database(name, stage.DATABASE)
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        told |= race()
    finally:
        connection.close()
        cluster.drop_database(name)
    return told


def race() -> dict[str, Any]:
    """Alla ärenden i databasen, one after another, each with its signatures at once; and what became of them."""
    from cases.models import Case

    driver, outcomes, waits = Driver(), Counter[str](), list[float]()
    cases = list(Case.objects.filter(state="signing").order_by("pk").values_list("pk", flat=True))
    with ThreadPoolExecutor(THREADS) as pool:
        for place, case_id in enumerate(cases):
            for _phase in range(2):
                found = driver.requests(case_id)
                papers = [request for request in found if request.person == CATARINA]
                _at_once(driver, pool, papers or found, place % 2 == 0, outcomes, waits)
        list(pool.map(lambda _n: _hang_up(), range(THREADS)))
    wrong, doubled, findings = judge(cases)
    return {
        "matters": len(cases),
        "completions": outcomes["won"],
        "calls": len(waits),
        "wrong": wrong + outcomes["wrong"],
        "hung": outcomes["hung"],
        "doubled": doubled + outcomes["doubled"],
        "findings": findings,
        "waits": waits,
    }


def _hang_up() -> None:
    from django.db import connection

    connection.close()
    time.sleep(0.05)  # so that each thread takes one


def _at_once(
    driver: Driver,
    pool: ThreadPoolExecutor,
    tasks: Sequence[Request],
    one_form: bool,
    outcomes: Counter[str],
    waits: list[float],
) -> None:
    """Two attempts at each of the tasks, all at the same moment."""
    attempts = [attempt for request in tasks for attempt in (request, _rival(request, one_form))]
    ready = Barrier(len(attempts))
    running = [pool.submit(_attempt, driver, attempt, ready) for attempt in attempts]
    answers = [future.result(timeout=PATIENCE) for future in running]
    waits += [wait for _answer, wait in answers]
    for first in range(0, len(answers), 2):
        outcomes.update(outcome_of([answer for answer, _wait in answers[first : first + 2]], one_form))


def _rival(request: Request, one_form: bool) -> Request:
    """Somebody else at the same task, or the same form sent once more."""
    if one_form:
        return request
    person = {RUT: ROLF, CAMILLA: CAMILLA, CATARINA: CATARINA}[request.person]
    return Request(
        request.task_id, person, request.outcome, request.expected_version, request.payload, secrets.token_hex(16)
    )


def _attempt(driver: Driver, request: Request, ready: Barrier) -> tuple[Any, float]:
    from django.db import DatabaseError, OperationalError, connection

    from audit.rules import Refusal

    connection.ensure_connection()
    ready.wait(timeout=PATIENCE)
    started = time.monotonic()
    answer: Any = None
    for _time in range(TRIES):
        try:
            answer = driver.send(request)
        except OperationalError as busy:  # 503: the person is asked to try again, and does
            answer = busy
            continue
        except (Refusal, DatabaseError) as refused:
            answer = refused
        break
    return answer, time.monotonic() - started


def outcome_of(answers: Sequence[Any], one_form: bool) -> list[str]:
    """Vad två försök vid en uppgift blev: won once, or what was wrong."""
    from django.db import DatabaseError

    from workflows.services import AlreadyDone, Answer

    if any(isinstance(answer, DatabaseError) for answer in answers):
        return ["hung"]
    won = [answer for answer in answers if isinstance(answer, Answer)]
    if one_form:
        return ["won"] if len(won) == len(answers) and won[0] == won[-1] else ["wrong"]
    if len(won) > 1:
        return ["doubled"]
    lost = [answer for answer in answers if isinstance(answer, AlreadyDone)]
    return ["won"] if len(won) == 1 and len(lost) == len(answers) - 1 else ["wrong"]


def judge(cases: Sequence[int]) -> tuple[int, int, list[str]]:
    """(wrong, doubled, findings): each matter went on exactly once, and the whole database fits together."""
    from viewflow.workflow.models import Task

    from audit.models import Event
    from audit.selectors import check_consistency, verify
    from cases.models import Case, Signature

    wrong = doubled = 0
    for case in Case.objects.filter(pk__in=cases).order_by("pk"):
        verbs = Counter(Event.objects.filter(stream=case.stream).values_list("verb", flat=True))
        tasks = Task.objects.filter(process__caseprocess__case=case)
        counted = (
            verbs["signing_finished"],
            tasks.filter(flow_task__endswith=".all_signed", status="DONE").count(),
            tasks.filter(flow_task__endswith=".render_extract").count(),
            Signature.objects.filter(slot__agreement__case=case).count() - 2,
            verbs["paper_signature_recorded"] - 1,
        )
        wrong += any(count < 1 for count in counted) or case.state != "distribution"
        doubled += any(count > 1 for count in counted)
    findings = [*check_consistency(), *verify().findings]
    return wrong, doubled, [str(finding) for finding in findings]


if __name__ == "__main__":
    sys.exit(main())
