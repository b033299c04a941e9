"""Inkorgens sidor: one page of a list by its key; tasks of processes, ad-hoc tasks and failed jobs in one query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import CharField, DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from workflows.models import AdHocTask
from workflows.selectors.inbox import queries
from workflows.selectors.inbox.lines import AD_HOC, JOB, QUEUED, TASK, TaskLine, lines_of
from workflows.selectors.task import OPEN

PAGE = 50
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
Place = tuple[datetime, str, int]


@dataclass(frozen=True, slots=True)
class Filter:
    """Filter: words in number, subject or an ad-hoc task's own; the step of the matter; and one of the lists."""

    words: str = ""
    step: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """Sida av en lista: `previous` and `following` are the keys of the pages beside it, empty at the ends."""

    rows: Sequence[TaskLine]
    previous: str = ""
    following: str = ""

    @property
    def approves(self) -> bool:
        """Whether a proposal on the page waits for approval."""
        return any(line.approves for line in self.rows)


def todo_page(actor: Actor, wanted: Filter, *, after: str = "", before: str = "") -> Slice:
    """A page of Att göra, the most urgent first."""
    beside = _beside(queries.ad_hoc_todo(actor, place=wanted.place), wanted)
    parts: list[tuple[str, QuerySet[Any]]] = [
        (TASK, _matching(rows, wanted, actor).annotate(moment=_due_at("deadline__due")))
        for rows in queries.todo_parts(actor, place=wanted.place)
    ]
    parts += [(AD_HOC, beside.annotate(moment=_due_at("due"))), *_failed(actor, wanted)]
    return _slice(parts, actor, after=after, before=before)


def _failed(actor: Actor, wanted: Filter) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Misslyckade jobb, where the reader may run any again; one outside the matters has no number and no step."""
    jobs = queries.failed_todo(actor, place=wanted.place)
    if not jobs.query.is_empty():
        yield JOB, _matching(jobs, wanted, actor).annotate(moment=_failed_at("finished"))
    queued = queries.failed_queue_todo(actor, place=wanted.place)
    if not (queued.query.is_empty() or wanted.words or wanted.step):
        yield QUEUED, queued.annotate(moment=_failed_at("failed_at"))


def waiting_page(actor: Actor, wanted: Filter, *, after: str = "", before: str = "") -> Slice:
    """A page of Väntar på andra, the longest wait first."""
    tasks = _matching(queries.waiting(actor), wanted, actor).annotate(moment=F("created"))
    beside = _beside(queries.ad_hoc_waiting(actor), wanted).annotate(moment=F("given_at"))
    return _slice([(TASK, tasks), (AD_HOC, beside)], actor, after=after, before=before)


def done_page(actor: Actor, wanted: Filter, *, now: datetime, after: str = "", before: str = "") -> Slice:
    """A page of Klara, the latest first."""
    tasks = _matching(queries.done(actor, now=now), wanted, actor).annotate(moment=F("finished"))
    beside = _beside(queries.ad_hoc_done(actor, now=now), wanted).annotate(moment=F("ended_at"))
    return _slice([(TASK, tasks), (AD_HOC, beside)], actor, after=after, before=before, newest_first=True)


def _matching(rows: QuerySet[Task], wanted: Filter, actor: Actor) -> QuerySet[Task]:
    """Filtret tells nothing of a secret matter that the person does not see, though a task in it is or was theirs."""
    matter = "process__caseprocess__case"
    secret = ~Q(**{f"{matter}__entry__secrecy_provision": ""})
    known = ~secret | Q(**{f"{matter}__in": policy.visible(actor, Case).values("pk")})
    if wanted.step:
        rows = rows.filter(Q(status__in=OPEN) | known, **{f"{matter}__state": wanted.step})
    if wanted.words:
        number = Q(**{f"{matter}__entry__printed_number__icontains": wanted.words})
        rows = rows.filter(number | (known & Q(**{f"{matter}__entry__public_subject__icontains": wanted.words})))
    return rows


def _beside(rows: QuerySet[AdHocTask], wanted: Filter) -> QuerySet[AdHocTask]:
    """The same of the ad-hoc tasks, whose matters the reader sees."""
    if wanted.step:
        rows = rows.filter(case__state=wanted.step)
    if wanted.words:
        rows = rows.filter(
            Q(text__icontains=wanted.words)
            | Q(case__entry__printed_number__icontains=wanted.words)
            | Q(case__entry__public_subject__icontains=wanted.words)
            | Q(case__entry__protected_subject__icontains=wanted.words)
        )
    return rows


def _due_at(field: str) -> Cast:
    """When a task is to be done, as the moment that pages are cut by; one without a day comes last."""
    return Cast(Coalesce(F(field), Value(date.max)), DateTimeField())


def _failed_at(field: str) -> Coalesce:
    return Coalesce(F(field), Value(LONG_AGO), output_field=DateTimeField())


def _slice(
    parts: Sequence[tuple[str, QuerySet[Any]]], actor: Actor, *, after: str, before: str, newest_first: bool = False
) -> Slice:
    """One page by key: the row at its edge, never a number of rows to skip."""
    backwards = bool(before) and not after
    key = _read_key(before if backwards else after)
    down = newest_first != backwards
    cut = [_from(kind, rows, key, down=down) for kind, rows in parts]
    sign = "-" if down else ""
    order = (f"{sign}moment", f"{sign}kind", f"{sign}row")
    found: list[Place] = list(cut[0].union(*cut[1:], all=True).order_by(*order)[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE][::-1] if backwards else found[:PAGE]
    lines = lines_of([(kind, pk) for _moment, kind, pk in found], actor)
    if not found:
        return Slice(rows=lines)
    earlier = more if backwards else key is not None
    later = key is not None if backwards else more
    return Slice(
        rows=lines,
        previous=_key(found[0]) if earlier else "",
        following=_key(found[-1]) if later else "",
    )


def _from(kind: str, rows: QuerySet[Any], key: Place | None, *, down: bool) -> QuerySet[Any, Any]:
    """The first rows of one kind after the key; each part is cut before they are put together."""
    if key is not None:
        moment, other, pk = key
        side = "lt" if down else "gt"
        beyond = Q(**{f"moment__{side}": moment})
        if kind == other:
            beyond |= Q(moment=moment, **{f"pk__{side}": pk})
        elif (kind < other) == down:
            beyond |= Q(moment=moment)
        rows = rows.filter(beyond)
    sign = "-" if down else ""
    named = rows.annotate(kind=Value(kind, CharField()), row=F("pk")).order_by(f"{sign}moment", f"{sign}pk")
    found: QuerySet[Any, Any] = named.values_list("moment", "kind", "row")[: PAGE + 1]
    return found


def _key(place: Place) -> str:
    moment, kind, pk = place
    return f"{moment.astimezone(UTC).strftime('%Y%m%dT%H%M%S%f')}-{kind}{pk}"


def _read_key(text: str) -> Place | None:
    moment, _dash, row = text.partition("-")
    try:
        found = datetime.strptime(moment, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC), row[:1], int(row[1:])
    except ValueError:
        return None
    return found if found[1] in (TASK, AD_HOC, JOB, QUEUED) and 0 <= found[2] < 2**63 else None
