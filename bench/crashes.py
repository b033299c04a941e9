"""Hundra dödade processer och tre stoppade databaser under last: is an acknowledged step ever lost or doubled?

    python -m bench.crashes --kills 100 --stops 3

Web processes carry matters of an agreement from the first step to the last through the door, real workers make the
documents and send the mail. All the while one of them is killed with SIGKILL, and now and then PostgreSQL is stopped in
the middle of everything. A web process writes down each request before it is sent and each answer after COMMIT; the one
that takes its place sends the last unanswered request again, as it was. At the end every matter is carried to its end.
The cluster has fsync and checksums on and is gone afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from bench import stage
from bench.crashed import judge

WEB, WORKERS = 4, 2
KILL_EVERY = 3.0
START_AGAIN = 60.0
STILL = 300.0  # a job that failed when the database was gone waits its turn
QUICK = {"WORKER_HEARTBEAT_SECONDS": "2", "WORKER_DEAD_AFTER_SECONDS": "10"}


def main() -> int:
    """Run, carry to the end, judge, print one line of JSON; 1 when anything was lost, doubled or does not fit."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=100)
    arguments.add_argument("--stops", type=int, default=3, help="immediate stops of PostgreSQL")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--minutes", type=float, default=15, help="stops by itself after so long")
    arguments.add_argument("--web", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("avbruten"))  # so that everything is taken away
    if options.web:
        from bench.crashing import breed

        return breed(Path(options.web))
    with stage.place() as here, ExitStack() as afterwards:
        told = Lead(here, options, afterwards).run()
    print(json.dumps(told))
    wrong = any(told[name] for name in ("lost", "doubled", "unfinished", "findings", "mail_missing"))
    short = told["kills"] < options.kills or told["stops"] < options.stops or told["acknowledged"] < told["kills"]
    return int(wrong or short)


class Lead:
    """Den som leder: starts everything, kills at random, starts again, and judges."""

    def __init__(self, here: Path, options: argparse.Namespace, afterwards: ExitStack) -> None:
        from config import localdb

        self.here, self.options, self.localdb = here, options, localdb
        self.chance = random.Random(options.seed)  # noqa: S311
        self.cluster = localdb.start(here / "data", durable=True)
        afterwards.callback(self._take_away)
        self.sockets = here / "s"
        self._point()
        stage.setup(f"postgres://app@/{stage.DATABASE}?host={self.sockets}", here / "files", **QUICK)
        self.cluster.create_database(stage.DATABASE)
        from config import rehearsal, roles

        roles.provision(f"postgres://{roles.OWNER}@/{stage.DATABASE}?host={self.sockets}")
        rehearsal.load_huddinge()
        self.office = afterwards.enter_context(rehearsal.post_office())
        from django.conf import settings
        from django.db import connection

        os.environ["EMAIL_HOST"], os.environ["EMAIL_PORT"] = settings.EMAIL_HOST, str(settings.EMAIL_PORT)
        connection.close()
        self.workers: list[subprocess.Popen[bytes]] = []
        self.web: list[int] = []

    def _take_away(self) -> None:
        self.cluster.stop("immediate")
        self.localdb.discard(self.here / "data")

    def _point(self) -> None:
        """The address stays the same when the server comes back in another directory."""
        made = self.here / "s.new"
        made.symlink_to(self.cluster.sockets)
        made.replace(self.sockets)

    def run(self) -> dict[str, Any]:
        """Load, kills, stops; then the end of every matter, and the judgement."""
        started = time.monotonic()
        command = [sys.executable, "-m", "bench.crashes", "--web", str(self.here)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as self.breeder:
            try:
                self.web = [self._bear(place) for place in range(WEB)]
                self.workers = [self._worker() for _ in range(WORKERS)]
                kills, stops = self._storm(started + self.options.minutes * 60)
            finally:
                for pid in self.web:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                if self.breeder.stdin is not None:
                    self.breeder.stdin.close()
        stormed = time.monotonic() - started
        try:
            unfinished = self._calm()
        finally:
            for worker in self.workers:
                with suppress(ProcessLookupError):
                    worker.send_signal(signal.SIGKILL)
                worker.wait()
        if unfinished:
            print(
                *(self.here / "workers.log").read_text().splitlines()[-60:], *_what_is_left(), sep="\n", file=sys.stderr
            )
        told = judge(self.here, [str(letter.content) for letter in self.office.letters])
        seconds = round(time.monotonic() - started)
        return (
            {"kills": kills, "stops": stops, "storm": round(stormed), "seconds": seconds}
            | told
            | {"unfinished": unfinished}
        )

    def _bear(self, place: int) -> int:
        if self.breeder.stdin is None or self.breeder.stdout is None:
            raise RuntimeError("the breeder has no pipes")
        self.breeder.stdin.write(f"{place}\n")
        self.breeder.stdin.flush()
        return int(self.breeder.stdout.readline())

    def _worker(self) -> subprocess.Popen[bytes]:
        log = (self.here / "workers.log").open("ab")
        command = [sys.executable, "manage.py", "procrastinate", "worker", "-c", "2"]
        return subprocess.Popen(command, stdout=log, stderr=log)

    def _storm(self, deadline: float) -> tuple[int, int]:
        kills = stops = 0
        between = max(1, self.options.kills // (self.options.stops + 1))
        while time.monotonic() < deadline and (kills < self.options.kills or stops < self.options.stops):
            time.sleep(self.chance.uniform(0.5, 1.5) * KILL_EVERY)
            if stops < self.options.stops and kills >= between * (stops + 1):
                self._stop_database(by_signal=stops % 2 == 0)
                stops += 1
                print(f"{kills} dödade, {stops} stopp", file=sys.stderr)
            self._look_after_workers()
            if self.chance.random() < 0.2:
                doomed = self.chance.randrange(WORKERS)
                self.workers[doomed].send_signal(signal.SIGKILL)
                if self.workers[doomed].wait() != -signal.SIGKILL:
                    continue
                self.workers[doomed] = self._worker()
            else:
                place = self.chance.randrange(WEB)
                os.kill(self.web[place], signal.SIGKILL)  # it ends by nothing else
                self.web[place] = self._bear(place)
            kills += 1
        return kills, stops

    def _look_after_workers(self) -> None:
        """A worker ends when the database was gone; its unit starts it again."""
        for place, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.workers[place] = self._worker()

    def _stop_database(self, *, by_signal: bool) -> None:
        """The server dies without writing anything out, and is started again."""
        from config.localbinaries import run_as

        sockets = self.cluster.sockets
        if by_signal:
            os.kill(self.cluster.pid, signal.SIGKILL)
        else:
            pg_ctl = self.cluster.binaries.directory / "pg_ctl"
            run_as(self.cluster.account, pg_ctl, "stop", "-D", self.cluster.directory, "-m", "immediate", "-w")
        waited = time.monotonic()
        while _is_alive(self.cluster.pid):
            if time.monotonic() - waited > START_AGAIN:
                raise RuntimeError("the server did not die")
            time.sleep(0.1)
        old = self.cluster.pid
        self.cluster = self.localdb.start(self.here / "data", durable=True)
        if self.cluster.pid == old:
            raise RuntimeError("the server did not come back")
        self._point()
        for left in sockets.glob("*"):
            left.unlink()
        sockets.rmdir()

    def _calm(self) -> int:
        """Carry every matter to its end with the workers at work; how many do not get there."""
        from bench.crashing import carry_on, live_cases

        driver = stage.Driver()
        moved = time.monotonic()
        while cases := live_cases():
            self._look_after_workers()
            if sum(carry_on(driver, case_id) for case_id in cases):
                moved = time.monotonic()
            elif time.monotonic() - moved > STILL:
                break
            time.sleep(0.2)
        while _jobs_left() and time.monotonic() - moved < STILL:
            self._look_after_workers()
            time.sleep(0.5)
        return len(live_cases()) + _jobs_left()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def _jobs_left() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queue_name <> 'sweep'"
            " AND NOT (attempts = 0 AND scheduled_at > now())"  # the summaries of tomorrow morning are not late
        )
        left: int = cursor.fetchone()[0]
    return left


def _what_is_left() -> list[str]:
    """The open matters with their open tasks, and the jobs that are not done."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'ärende', c.id, c.state, t.flow_task, t.status, t.flow_task_type FROM cases_case c"
            " JOIN workflows_caseprocess p ON p.case_id = c.id"
            " JOIN viewflow_task t ON t.process_id = p.process_ptr_id AND t.finished IS NULL"
            " WHERE c.state NOT IN ('closed', 'withdrawn') ORDER BY c.id"
        )
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT 'jobb', task_name, status, attempts, args, scheduled_at FROM procrastinate_jobs"
            " WHERE status NOT IN ('succeeded', 'cancelled') AND queue_name <> 'sweep' ORDER BY id"
        )
        return [" ".join(map(str, row)) for row in (*rows, *cursor.fetchall())]


if __name__ == "__main__":
    sys.exit(main())
