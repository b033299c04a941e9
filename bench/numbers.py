"""Hundra tusen diarienummer med återtagna transaktioner och dödade processer: are there gaps, doubles, lost answers?

    python -m bench.numbers --numbers 100000 --workers 3 --kill-every 20

Workers open entries in one board's diary through the door; three in ten transactions are taken back, and ever so
often a worker is killed with SIGKILL and begins again. Every answer is written down by the worker after COMMIT. The
cluster has fsync and checksums on and is gone afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

ROLLED_BACK = 0.3
LOOK_EVERY = 2.0
BOARD = "KS"
DATABASE = "numbers"


def main() -> int:
    """Run, check, print one line of JSON; 1 when a number is missing, double or lost."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--numbers", type=int, default=100_000)
    arguments.add_argument("--workers", type=int, default=3)
    arguments.add_argument("--kill-every", type=float, default=20, help="seconds; a new worker takes five to begin")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--minutes", type=float, default=60, help="stops by itself after so long")
    arguments.add_argument("--worker", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("avbruten"))  # so that the cluster is taken away
    if options.worker:
        return _work(Path(options.worker), options.seed)
    return _lead(options)


def _setup(url: str) -> None:
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", DATABASE_URL=url)
    os.environ.setdefault("SECRET_KEY", "only-for-the-bench")
    import django

    django.setup()


class TakenBack(Exception):
    """The transaction is given up on purpose."""


def _work(log: Path, seed: int) -> int:
    """Open entries until killed; each committed number is one line of the log, written with one call."""
    _setup(os.environ["DATABASE_URL"])
    from django.db import OperationalError, transaction
    from django.utils import timezone
    from psycopg.errors import LockNotAvailable

    from accounts.capacity import SYSTEM
    from accounts.models import Board
    from diarium.calendar import stockholm_date
    from diarium.services import open_entry

    chance = random.Random(seed)  # noqa: S311
    board = Board.objects.get(code=BOARD)
    answers = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    while True:
        now = timezone.now()
        try:
            with transaction.atomic():
                entry = open_entry(
                    board_id=board.pk,
                    opened_on=stockholm_date(now),
                    public_subject=f"Ärende {chance.random()}",
                    class_code=None,
                    actor=SYSTEM,
                    at=now,
                )
                if chance.random() < ROLLED_BACK:
                    raise TakenBack
        except TakenBack:
            os.write(answers, b"-\n")
        except OperationalError as error:  # a person would be asked to try again
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            os.write(answers, b"busy\n")
        else:
            os.write(answers, f"{entry.serial}\n".encode())


def _lead(options: argparse.Namespace) -> int:
    from config import localdb, roles

    with tempfile.TemporaryDirectory(prefix="beslutsgang-bench-") as place:
        Path(place).chmod(0o755)  # the server's own account passes through
        cluster = localdb.start(Path(place) / "data", durable=True)
        try:
            cluster.create_database(DATABASE)
            _setup(cluster.url(DATABASE))
            roles.provision(cluster.url(DATABASE, roles.OWNER))
            from config import rehearsal

            rehearsal.load_huddinge()
            told = _run(options, cluster.url(DATABASE), Path(place))
            told |= _judge(Path(place))
        finally:
            cluster.stop()
            localdb.discard(Path(place) / "data")
    print(json.dumps(told))
    return int(bool(told["gaps"] or told["doubles"] or told["acknowledged_lost"] or told["findings"]))


def _run(options: argparse.Namespace, url: str, place: Path) -> dict[str, object]:
    from diarium.models import Diary

    chance = random.Random(options.seed)  # noqa: S311
    workers: list[subprocess.Popen[bytes]] = []
    started, kills, born = time.monotonic(), 0, 0
    deadline, next_kill = started + options.minutes * 60, started + options.kill_every

    def begin() -> subprocess.Popen[bytes]:
        nonlocal born
        born += 1
        command = [sys.executable, "-m", "bench.numbers", "--worker", place / f"answers-{born}", "--seed", str(born)]
        return subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})

    try:
        workers = [begin() for _ in range(options.workers)]
        while time.monotonic() < deadline:
            time.sleep(LOOK_EVERY)
            given = sum(Diary.objects.filter(board__code=BOARD).values_list("last_serial", flat=True))
            if given >= options.numbers:
                break
            if time.monotonic() < next_kill:
                continue
            next_kill = time.monotonic() + options.kill_every
            print(f"{given} nummer", file=sys.stderr)
            doomed = chance.randrange(len(workers))
            workers[doomed].send_signal(signal.SIGKILL)
            if workers[doomed].wait() != -signal.SIGKILL:
                raise RuntimeError("the worker had ended by itself")
            kills += 1
            workers[doomed] = begin()
    finally:
        for worker in workers:
            with suppress(ProcessLookupError):
                worker.send_signal(signal.SIGKILL)
            worker.wait()
    return {"seconds": round(time.monotonic() - started), "kills": kills + len(workers)}


def _judge(place: Path) -> dict[str, object]:
    from django.db import connection

    from diarium.models import Diary, DiaryEntry
    from diarium.selectors.verification import series

    connection.close()
    serials = Counter(DiaryEntry.objects.filter(diary__board__code=BOARD).values_list("serial", flat=True))
    last = Diary.objects.get(board__code=BOARD).last_serial
    answers = [line for log in place.glob("answers-*") for line in log.read_text().split()]
    acknowledged = Counter(int(line) for line in answers if line.isdecimal())
    return {
        "numbers": last,
        "rolled_back": answers.count("-"),
        "asked_to_try_again": answers.count("busy"),
        "acknowledged": acknowledged.total(),
        "gaps": sum(1 for serial in range(1, last + 1) if not serials[serial]) + (last != len(serials)),
        "doubles": sum(1 for count in serials.values() if count > 1)
        + sum(1 for count in acknowledged.values() if count > 1),
        "acknowledged_lost": sum(1 for serial in acknowledged if not serials[serial]),
        "findings": [str(finding) for finding in series()],
    }


if __name__ == "__main__":
    sys.exit(main())
