"""Sökning i hundra tusen och en miljon rader: how long, how large, and the plan of the slowest statement.

    python -m bench.search --entries 100000

A database of its own with fsync on is filled by `bench.corpus`, and asked as ordinary people ask: an officer without
clearance for the secret matters, and the public. For each shape of question p50 and p95 in milliseconds of the
statements alone (what `hits` and `find_entry` do) and of the whole result page without its template; the hits are the
median, counted no further than 2,001. Nothing is kept afterwards but what is printed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.corpus import Corpus

DATABASE = "search"
QUESTIONS = 15
TIMES = 2
COMMON = range(20)
MIDDLING = range(100, 1000)
RARE = 1000
"""So many of the words that were written least, whatever the size."""
PERSON = "Catarina Klockerud"


def main() -> int:
    """Fill, ask, print a table; 2 when the database is not durable."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--minutes", type=float, default=60, help="stops by itself after so long")
    options = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("avbruten"))  # so that the cluster is taken away
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("tiden är slut"))
    signal.alarm(int(options.minutes * 60))
    from config import localdb, roles

    with tempfile.TemporaryDirectory(prefix="beslutsgang-bench-") as place:
        Path(place).chmod(0o755)  # the server's own account passes through
        cluster = localdb.start(Path(place) / "data", durable=True)
        try:
            cluster.create_database(DATABASE)
            os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", DATABASE_URL=cluster.url(DATABASE))
            os.environ.setdefault("SECRET_KEY", "only-for-the-bench")
            import django

            django.setup()
            import config.urls  # noqa: F401 all of the program is read before the clock starts

            roles.provision(cluster.url(DATABASE, roles.OWNER))
            with cluster.connect(DATABASE, roles.OWNER) as owner:
                if any(owner.execute(f"SHOW {name}").fetchone() != ("on",) for name in ("fsync", "full_page_writes")):
                    print("Databasen har inte fsync på: siffrorna vore inte jämförbara.", file=sys.stderr)
                    return 2
                corpus = _fill(owner, options)
                _sizes(owner, corpus)
                _ask(corpus, options)
                _write_one()
        finally:
            cluster.stop()
            localdb.discard(Path(place) / "data")
    return 0


def _fill(owner: Any, options: argparse.Namespace) -> Corpus:
    from bench.corpus import generate
    from config import rehearsal

    rehearsal.load_huddinge()
    started = time.monotonic()
    corpus = generate(owner, options.entries, seed=options.seed)
    print(f"{corpus.matters} ärenden och {corpus.documents} handlingar på {time.monotonic() - started:.0f} s")
    return corpus


def _sizes(owner: Any, corpus: Corpus) -> None:
    tables = ("diarium_searchentry", "diarium_publicsearchentry")
    per = 100_000 / (corpus.matters + corpus.documents)
    for table in tables:
        heap, indexes = owner.execute(
            "SELECT pg_table_size(%s::regclass), pg_indexes_size(%s::regclass)", [table, table]
        ).fetchone()
        whole = (heap + indexes) / 1e6
        print(
            f"{table}: {whole:.0f} MB ({heap / 1e6:.0f} + index {indexes / 1e6:.0f}), {whole * per:.0f} MB per 100 000"
        )
        rows = owner.execute(
            "SELECT indexrelname, pg_relation_size(indexrelid) FROM pg_stat_user_indexes"
            " WHERE relname = %s ORDER BY 2 DESC",
            [table],
        ).fetchall()
        print("   " + ", ".join(f"{name} {size / 1e6:.0f}" for name, size in rows))


class Slowest:
    """Den långsammaste satsen: kept with its values, so that its plan can be asked for."""

    def __init__(self) -> None:
        self.ms, self.statement, self.values = 0.0, "", ()

    def __call__(self, execute: Callable[..., Any], statement: str, values: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(statement, values, many, context)
        finally:
            spent = (time.perf_counter() - started) * 1000
            if spent > self.ms and statement.startswith("SELECT"):
                self.ms, self.statement, self.values = spent, statement, values


def _ask(corpus: Corpus, options: argparse.Namespace) -> None:
    from django.db import connection

    slowest = Slowest()
    questions = _questions(corpus, random.Random(options.seed))  # noqa: S311
    print(f"\n{'fråga':<34}{'satser p50':>11}{'p95':>8}{'sida p50':>10}{'p95':>8}{'träffar':>9}")
    for name, ask, page, asked in questions:
        ask(asked[0])  # once to warm what the process keeps
        with connection.execute_wrapper(slowest):
            statements, hits = _times(ask, asked)
            pages = _times(page, asked)[0] if page else []
        shown = f"{median(pages):>10.1f}{_p95(pages):>8.1f}" if pages else f"{'':>18}"
        print(f"{name:<34}{median(statements):>11.1f}{_p95(statements):>8.1f}{shown}{median(hits):>9.0f}", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + slowest.statement, slowest.values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    print(f"\nDen långsammaste satsen, {slowest.ms:.0f} ms:\n{slowest.statement}\n{plan}")


def _times(ask: Callable[[Any], int], asked: Sequence[Any]) -> tuple[list[float], list[int]]:
    spent, hits = [], []
    for one in [*asked] * TIMES:
        started = time.perf_counter()
        hits.append(ask(one))
        spent.append((time.perf_counter() - started) * 1000)
    return spent, hits


def _p95(spent: Sequence[float]) -> float:
    return quantiles(spent, n=20)[-1]


def _questions(corpus: Corpus, chance: random.Random) -> list[tuple[str, Any, Any, list[Any]]]:
    """Frågornas slag: a name, what asks for the hits alone, what makes the page, and what is asked."""
    from django.utils import timezone

    from accounts import policy
    from accounts.models import User
    from accounts.services import actor_for
    from cases.selectors import search
    from cases.selectors.keyset import Place
    from diarium.calendar import stockholm_date
    from diarium.models import DiaryEntry
    from diarium.selectors import find_entry
    from diarium.selectors.search import hits, public_hits

    actor = actor_for(User.objects.get(name=PERSON), on=stockholm_date(timezone.now()))

    def whole(query: dict[str, str]) -> int:
        return len(search.search(actor, search.Wanted.of(query), Place.of(query)).hits)

    def alone(query: dict[str, str]) -> int:
        wanted = search.Wanted.of(query)
        rows = search._rows(actor, wanted)
        best_first = wanted.order == search.BEST
        found = hits(rows, search._question(wanted), Place.of(query), wanted.address, best_first=best_first)
        return len(found.facts)

    def number(query: dict[str, str]) -> int:
        return len(find_entry(query["q"], rows=policy.visible(actor, DiaryEntry)))

    def public(query: dict[str, str]) -> int:
        return public_hits(query["q"], Place.of(query), lambda **_place: "").total

    common = [corpus.words[rank] for rank in COMMON]
    middling = [corpus.words[rank] for rank in MIDDLING]
    seldom = sorted((times, word) for word, times in zip(corpus.words, corpus.written, strict=True) if times)
    rare = [word for _times, word in seldom[:RARE]]

    def some(*kinds: Sequence[str], **more: str) -> list[dict[str, str]]:
        return [{"q": " ".join(chance.choice(kind) for kind in kinds), **more} for _ in range(QUESTIONS)]

    documents = {"visa": "handlingar"}
    deep = {"efter": "2019-06-30_999999", "fran": "1000"}
    numbers = [{"q": text} for text in chance.sample(corpus.numbers, QUESTIONS)]
    parts = [{"q": query["q"].partition("-")[2].rpartition(".")[0]} for query in numbers]
    return [
        ("ovanligt ord, handlingar", alone, whole, some(rare, **documents)),
        ("ovanligt ord, ärenden", alone, whole, some(rare)),
        ("vanligt ord, handlingar", alone, whole, some(common, **documents)),
        ("vanligt ord, ärenden", alone, whole, some(common)),
        ("vanligt ord, långt ned", alone, whole, some(common, **documents, **deep)),
        ("vanligt ord, bästa träff först", alone, whole, some(common, **documents, ordning="bast")),
        ("två ord", alone, whole, some(common, middling, **documents)),
        ("tre ord", alone, whole, some(common, common, middling, **documents)),
        ("tre vanliga ord", alone, whole, some(common, common, common, **documents)),
        ("ord och nämnd", alone, whole, some(common, **documents, namnd="KS")),
        ("ord och sekretess", alone, whole, some(middling, **documents, sekretess="markerad")),
        ("ord som inte finns", alone, whole, [{"q": f"qx{word}zq", **documents} for word in rare[:QUESTIONS]]),
        ("diarienummer", number, whole, numbers),
        ("del av diarienummer", number, whole, parts),
        ("allmänheten, ovanligt ord", public, None, some(rare)),
        ("allmänheten, vanligt ord", public, None, some(common)),
        ("allmänheten, två ord", public, None, some(common, middling)),
    ]


def _write_one() -> None:
    """Indexet för en handling, written again with other words: what a registration pays for it."""
    from django.db import transaction

    from diarium.models import Document
    from diarium.services.entry import lock_entry
    from diarium.services.search import index_document

    spent = []
    for document in Document.objects.select_related("entry__diary").order_by("-pk")[:200]:
        with transaction.atomic():
            lock_entry(document.entry_id)
            document.title += " med ett tillägg"
            started = time.perf_counter()
            index_document(document)
            spent.append((time.perf_counter() - started) * 1000)
            transaction.set_rollback(True)
    print(f"\nEn handlings index: p50 {median(spent):.1f} ms, p95 {_p95(spent):.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
