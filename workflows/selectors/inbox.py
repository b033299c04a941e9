"""Inkorgen: whose turn it is, in one query; what a person waits for; what a person has done (`engine.md` §9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role, Unit, User
from cases.models import Case, SignatureSlot
from cases.policy import cases_to_act_in
from cases.selectors.watch import watched
from cases.states import CaseState
from workflows.selectors.capacity import for_whom, kinds, owned_by
from workflows.selectors.task import OPEN, acts_for, hidden_subject
from workflows.selectors.wording import asked_in_task, case_address, due_of, holder_of, past_of, title_of

PAGE = 50
DONE_DAYS = 90


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Rad i inkorgen. `holder` and `since` in Väntar på andra, `outcome` and `finished` in Klara."""

    pk: int
    url: str
    title: str
    number: str
    subject: str
    case_url: str
    step: str
    due: date | None
    mine: bool
    party: str
    for_whom: str
    holder: str
    since: datetime
    outcome: str = ""
    finished: datetime | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Sida av en lista: `previous` and `following` are the keys of the pages beside it, empty at the ends."""

    rows: Sequence[TaskLine]
    previous: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Filter: words in number or subject, and the step that the matter is in."""

    words: str = ""
    step: str = ""


def todo(actor: Actor) -> QuerySet[Task]:
    """Att göra: assigned to the actor or whom the actor stands in for, and what waits for the actor's roles."""
    mine = _human(STATUS.ASSIGNED).filter(owned_by(actor))
    pool = _human(STATUS.NEW).filter(
        _for_roles(actor), process__caseprocess__case__in=cases_to_act_in(actor).values("pk")
    )
    rows: QuerySet[Task] = Task.objects.filter(
        pk__in=mine.order_by().values("pk").union(pool.order_by().values("pk"), all=True)
    )
    return rows


def count_todo(actor: Actor) -> int:
    """How many tasks wait for the person (one query)."""
    return todo(actor).count()


def counts(actor: Actor) -> tuple[int, int, int]:
    """How many wait for the person, for how many the person waits, and how many are watched (one query)."""
    numbers = (_number(todo(actor)), _number(waiting(actor)), _number(watched(actor)))
    row = User.objects.filter(pk=actor.user_id or 0).values_list(*numbers).first()
    return row or (0, 0, 0)


def _number(rows: QuerySet[Any]) -> Coalesce:
    grouped = rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    return Coalesce(Subquery(grouped.annotate(number=Count("pk")).values("number")), 0)


def waiting(actor: Actor) -> QuerySet[Task]:
    """Väntar på andra: the open tasks of others in the matters that the actor prepares."""
    officers = [grant.for_user_id or actor.user_id for grant in actor.grants_of(Role.CASE_OFFICER)]
    rows: QuerySet[Task] = Task.objects.filter(
        flow_task_type="HUMAN",
        status__in=OPEN,
        process__caseprocess__active=True,
        process__caseprocess__case__in=cases_to_act_in(actor).filter(case_officer__in=officers).values("pk"),
    ).exclude(pk__in=todo(actor).order_by().values("pk"))
    return rows


def done(actor: Actor, *, now: datetime) -> QuerySet[Task]:
    """Klara: what the actor has done, ninety days back."""
    since = now - timedelta(days=DONE_DAYS)
    return _human(STATUS.DONE).filter(owner_id=actor.user_id, finished__gte=since)


def _human(status: str) -> QuerySet[Task]:
    rows: QuerySet[Task] = Task.objects.filter(flow_task_type="HUMAN", status=status)
    return rows


def _for_roles(actor: Actor) -> Q:
    """Tasks that nobody has and that one of the actor's roles does, within the board of the mandate."""
    scopes: dict[tuple[int | None, int | None], list[str]] = {}
    for grant in actor.grants:
        scopes.setdefault((grant.board_id, grant.unit_id), []).append(grant.role)
    found = Q(pk__in=[])
    for (board_id, unit_id), roles in scopes.items():
        of_unit = Q() if unit_id is None else Q(unit="") | Q(unit__in=Unit.objects.filter(pk=unit_id).values("code"))
        pool = Q(flow_task__in=kinds(roles).filter(of_unit, assignee=""))
        found |= pool if board_id is None else pool & Q(process__caseprocess__case__board_id=board_id)
    return found


def todo_page(actor: Actor, wanted: Filter, *, after: str = "", before: str = "") -> Slice:
    """A page of Att göra, the most urgent first."""
    rows = _filtered(todo(actor), wanted, actor).annotate(due_at=_due_at())
    return _slice(rows, actor, "due_at", after=after, before=before)


def waiting_page(actor: Actor, wanted: Filter, *, after: str = "", before: str = "") -> Slice:
    """A page of Väntar på andra, the longest wait first."""
    return _slice(_filtered(waiting(actor), wanted, actor), actor, "created", after=after, before=before)


def done_page(actor: Actor, wanted: Filter, *, now: datetime, after: str = "", before: str = "") -> Slice:
    """A page of Klara, the latest first."""
    rows = _filtered(done(actor, now=now), wanted, actor)
    return _slice(rows, actor, "finished", after=after, before=before, newest_first=True)


def _filtered(rows: QuerySet[Task], wanted: Filter, actor: Actor) -> QuerySet[Task]:
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


def _due_at() -> Cast:
    """When a task is to be done, as the moment that pages are cut by; one without a deadline comes last."""
    return Cast(Coalesce(F("deadline__due"), Value(date.max)), DateTimeField())


def _slice(
    rows: QuerySet[Task],
    actor: Actor,
    field: str,
    *,
    after: str,
    before: str,
    newest_first: bool = False,
) -> Slice:
    """One page by key: the row at its edge, never a number of rows to skip."""
    backwards = bool(before) and not after
    key = _read_key(before if backwards else after)
    down = newest_first != backwards
    if key is not None:
        side = "lt" if down else "gt"
        rows = rows.filter(Q(**{f"{field}__{side}": key[0]}) | Q(**{field: key[0], f"pk__{side}": key[1]}))
    sign = "-" if down else ""
    rows = rows.annotate(asked=asked_in_task(), party=_party()).order_by(f"{sign}{field}", f"{sign}pk")
    rows = rows.select_related("owner", "deadline", "process__caseprocess__case__entry")
    found = list(rows[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE][::-1] if backwards else found[:PAGE]
    lines = list(_lines(found, actor))
    if not found:
        return Slice(rows=lines)
    earlier = more if backwards else key is not None
    later = key is not None if backwards else more
    return Slice(
        rows=lines,
        previous=_key(found[0], field) if earlier else "",
        following=_key(found[-1], field) if later else "",
    )


def _party() -> Coalesce:
    """Whose signature or answer the task is about; null for a task of the whole matter."""
    item = Cast(KeyTextTransform("item", OuterRef("data")), BigIntegerField())
    return Coalesce(F("asked"), Subquery(SignatureSlot.objects.filter(pk=item).values("party__name")[:1]))


def _key(task: Task, field: str) -> str:
    moment: datetime = getattr(task, field)
    return f"{moment.astimezone(UTC).strftime('%Y%m%dT%H%M%S%f')}-{task.pk}"


def _read_key(text: str) -> tuple[datetime, int] | None:
    moment, _dash, pk = text.partition("-")
    try:
        return datetime.strptime(moment, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC), int(pk)
    except ValueError:
        return None


def _hidden(found: Sequence[Task], actor: Actor) -> set[int]:
    """The secret matters whose subject is not for the reader, though a task in them is or was (one query, if any)."""
    secret = {task.process.caseprocess.case_id for task in found if task.process.caseprocess.case.entry.is_secret}
    if secret:
        secret -= set(policy.visible(actor, Case).filter(pk__in=secret).values_list("pk", flat=True))
    return secret


def _lines(found: Sequence[Task], actor: Actor) -> Iterator[TaskLine]:
    own, hidden = acts_for(actor), _hidden(found, actor)
    for task in found:
        case, node = task.process.caseprocess.case, task.flow_task
        past = str(past_of(node, str(task.data.get("outcome", ""))))
        yield TaskLine(
            pk=task.pk,
            url=reverse("task", args=[task.pk]),
            title=title_of(node),
            number=case.entry.printed_number,
            subject=hidden_subject() if case.pk in hidden else case.entry.public_subject,
            case_url=case_address(case),
            step=str(CaseState(case.state).label),
            due=due_of(task),
            mine=task.owner_id in own,
            party=getattr(task, "party", "") or "",
            for_whom=for_whom(task, actor),
            holder=holder_of(task),
            since=task.assigned or task.created,
            outcome=past[:1].upper() + past[1:],
            finished=task.finished,
        )
