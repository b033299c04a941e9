"""Kontrollens antal (S10): one question for all of them, and what the checks of the whole register have found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from audit.models import CheckRun
from audit.rules import Sentence
from cases.selectors.control import CHECKS, address_of
from cases.selectors.keyset import COUNTED
from diarium.calendar import STOCKHOLM, stockholm_date

Waiting = Callable[[Actor], "QuerySet[Any]"]
Asked = tuple[str, tuple[Any, ...]]


class CappedCount(Subquery):
    """Så många rader, and not more than a thousand and one are looked at."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: COUNTED + 1])


@dataclass(frozen=True, slots=True)
class CheckLine:
    """Rad på sidan: `number` things to do; a thousand and one = more than a thousand."""

    label: Sentence
    help: Sentence
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """Rad om en körd kontroll av hela registret. `run` is None when it has never been made."""

    label: Sentence
    what: Sentence
    run: CheckRun | None
    url: str

    @property
    def has_faults(self) -> bool:
        """Whether the latest run found something; one that was never made has found nothing."""
        return self.run is not None and self.run.found > 0


RUNS: Sequence[tuple[str, Sentence, Sentence, str]] = (
    ("numbers", _("Nummerkontroll"), _("Numren har inga luckor och inga dubbletter."), "/diarium/kontroll/nummer/"),
    ("verify", _("Loggen"), _("Händelseloggen är obruten och raderna är som den säger."), ""),
    ("fixity", _("Filer"), _("Varje fil är den som registrerades."), ""),
)


def check_lines(actor: Actor, *, at: datetime) -> list[CheckLine]:
    """Kontrollerna med sina antal (one query)."""
    counts = _answer(_counts_of_checks(actor, stockholm_date(at)))
    return [CheckLine(check.label, check.help, counts[index], address_of(check)) for index, check in enumerate(CHECKS)]


def _answer(asked: Asked) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        return [int(number) for number in cursor.fetchone() or ()]


@lru_cache(maxsize=512)
def _counts_of_checks(actor: Actor, day: date) -> Asked:
    """Frågan, written once for a person and day: to write it takes longer than to answer it."""
    return _written(actor, [CappedCount(check.rows(actor, _start(day))) for check in CHECKS])


@lru_cache(maxsize=512)
def _numbers_of_tabs(
    actor: Actor, day: date, waiting: tuple[Waiting, ...], checks: bool
) -> tuple[str, tuple[Any, ...]]:
    """Likewise: what waits in some tabs, and then which checks have something."""
    there: list[Exists] = []
    if checks:
        there = [Exists(check.rows(actor, _start(day)).order_by()) for check in CHECKS]
        there += [Exists(_latest_runs().filter(kind=kind, found__gt=0)) for kind, *_rest in RUNS]
    return _written(actor, [*(CappedCount(rows(actor)) for rows in waiting), *there])


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=STOCKHOLM)


def _written(actor: Actor, answers: Sequence[Any]) -> Asked:
    rows = User.objects.filter(pk=actor.user_id or 0).order_by().values_list(*answers)
    sql, params = rows.query.sql_with_params()
    return sql, tuple(params)


def run_lines() -> list[RunLine]:
    """De senaste körningarna av varje kontroll (one query)."""
    kinds = [kind for kind, *_rest in RUNS]
    runs = {run.kind: run for run in _latest_runs().filter(kind__in=kinds).order_by("kind")}
    return [
        RunLine(label, what, runs.get(kind), url or reverse("control_run", args=[kind]))
        for kind, label, what, url in RUNS
    ]


def run_line(kind: str) -> RunLine:
    """Den senaste körningen av en kontroll.

    Raises:
        NotVisible: there is no such check.
    """
    known = {known: index for index, (known, *_rest) in enumerate(RUNS)}
    if kind not in known:
        raise policy.NotVisible
    return run_lines()[known[kind]]


def _latest_runs() -> QuerySet[CheckRun]:
    newest = CheckRun.objects.filter(kind=OuterRef("kind")).order_by("-ended_at", "-pk").values("pk")[:1]
    return CheckRun.objects.filter(pk=Subquery(newest))


def numbers_of_tabs(actor: Actor, rows: Mapping[str, Waiting], *, control: str, at: datetime) -> dict[str, int]:
    """Det som väntar i diariets flikar (one query): the rows of each, and under `control` the checks with something.

    `control` empty = the checks are left out.
    """
    numbers = _answer(_numbers_of_tabs(actor, stockholm_date(at), tuple(rows.values()), bool(control)))
    return {**dict(zip(rows, numbers, strict=False)), control: sum(numbers[len(rows) :])}
