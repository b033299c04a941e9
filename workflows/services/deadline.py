"""Frister: kept in step with the facts of the matter by the doors, moved or put aside by a person with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import SYSTEM, Actor
from audit.models import Event
from audit.rules import Refusal
from audit.services import once, remember
from cases.models import Case
from cases.services.case import lock_case, record_on_case
from cases.states import CaseState
from diarium.calendar import stockholm_date
from workflows.definitions.names import NAMES, Counted
from workflows.models import AdHocTask, CaseProcess, Deadline
from workflows.models.ad_hoc_task import AdHocState
from workflows.selectors.deadline import is_lasting
from workflows.services.clocks import MEETING_RULES, OPEN
from workflows.states.deadline import DeadlineEnd

Key = tuple[str, str]
FOLLOWS = ("starts_on", "due", "breach_after", "reminders", "law")


class DeadlineEnded(Refusal):
    """The deadline has been met or put aside already."""

    sentence = _("Fristen har redan avslutats.")


class LawStands(Refusal):
    """Nobody moves what the law says."""

    sentence = _("En frist som står i lagen kan inte flyttas.")


class FactEndsIt(Refusal):
    """Nobody puts aside what the law asks for whatever the matter becomes."""

    sentence = _("Fristen gäller tills det som lagen kräver är gjort.")


class TaskEndsIt(Refusal):
    """The deadline of a task ends with the task."""

    sentence = _("Fristen avslutas när uppgiften är utförd.")


class ReasonMissing(Refusal):
    """Why a deadline is moved or put aside is written down."""

    sentence = _("Skriv ett skäl.")
    status = 422


class DeadlinePassed(Refusal):
    """A deadline is not moved to a day that has been."""

    sentence = _("Välj ett datum som inte har passerat.")
    status = 422


def settle_deadlines(case: Case, *, actor: Actor, at: datetime) -> None:
    """Ställ fristerna efter ärendets fakta, in the transaction of the act that changed them and after its event.

    What is asked for and has no row gets one; what is no longer asked for has been met, except before a meeting that
    was called off: that waits for the next. The caller holds the lock.
    """
    wanted = {(kind, found.about): found for kind, clock in NAMES.clocks.items() for found in clock.read(case)}
    rows = {(row.kind, row.about): row for row in Deadline.objects.filter(case=case).select_related("task", "ad_hoc")}
    made = [
        Deadline(case=case, kind=key[0], about=key[1], made_at=at, **_of_task(found), **_days_of(found))
        for key, found in wanted.items()
        if key not in rows
    ]
    Deadline.objects.bulk_create(made)
    changed = [row for key, row in rows.items() if not row.ended_as and key in wanted and _follow(row, wanted[key])]
    Deadline.objects.bulk_update(changed, FOLLOWS)
    gone = [row for key, row in rows.items() if not row.ended_as and key not in wanted and not _rests(row)]
    if gone:
        _end(gone, case, actor=actor, at=at)


def _rests(row: Deadline) -> bool:
    """Whether there is no meeting to count from now: the day stands as it was told until another is chosen."""
    rule = getattr(row.task.flow_task, "deadline", None) if row.task and row.task.status in OPEN else None
    return rule is not None and rule.kind in MEETING_RULES


def _of_task(found: Counted) -> dict[str, int | None]:
    return {"task_id": found.task_id, "ad_hoc_id": found.ad_hoc_id}


def _days_of(found: Counted) -> dict[str, object]:
    return {
        "starts_on": found.starts_on,
        "due": found.due,
        "breach_after": found.breach_after,
        "reminders": list(found.reminders),
        "law": found.law,
    }


def _follow(row: Deadline, found: Counted) -> bool:
    """Let the row say what the facts say now; one that a person has moved stays where it is."""
    days = _days_of(found)
    if row.moved_reason or all(getattr(row, name) == value for name, value in days.items()):
        return False
    for name, value in days.items():
        setattr(row, name, value)
    return True


def _end(rows: Iterable[Deadline], case: Case, *, actor: Actor, at: datetime) -> None:
    event = Event.objects.filter(stream=case.stream).order_by("-seq").values_list("uuid", flat=True)[0]
    for row in rows:
        row.ended_as = DeadlineEnd.MET if _is_met(row, case) else DeadlineEnd.DROPPED
        row.ended_at, row.ended_by, row.ended_event = at, actor.label, event
        row.save(update_fields=["ended_as", "ended_at", "ended_by", "ended_event"])


def _is_met(row: Deadline, case: Case) -> bool:
    if row.ad_hoc is not None:
        return row.ad_hoc.state == AdHocState.DONE
    clock = NAMES.clocks.get(row.kind)
    if clock is not None and clock.fulfilled is not None:
        return clock.fulfilled(case, row.about)
    return bool(row.task.status == STATUS.DONE) if row.task else case.state != CaseState.WITHDRAWN


def _locked(deadline_id: int) -> tuple[Deadline, Case]:
    """The open deadline, its matter locked.

    Raises:
        DeadlineEnded: it ended in the meantime.
    """
    case = lock_case(Deadline.objects.values_list("case_id", flat=True).get(pk=deadline_id))
    row = Deadline.objects.select_related("ad_hoc").get(pk=deadline_id)
    if row.ended_as:
        raise DeadlineEnded
    return row, case


@transaction.atomic
def move_deadline(*, deadline_id: int, due: date, reason: str, actor: Actor, at: datetime, key: str) -> None:
    """Flytta en frist som kommunen själv har satt, with a reason that becomes part of the matter.

    The day of a task beside the flow moves with its deadline.

    Raises:
        NotAllowed: the officer and the unit's head move it. LawStands, DeadlineEnded, ReasonMissing, DeadlinePassed.
    """
    told = {"deadline": deadline_id, "due": due.isoformat(), "reason": reason}
    claim = once(actor_id=actor.id, key=key, door="move_deadline", fingerprint_of=told)
    if not claim.fresh:
        return
    row, case = _locked(deadline_id)
    policy.require(actor, "keep_deadlines", case)
    if row.law:
        raise LawStands
    if not reason.strip():
        raise ReasonMissing
    if due < stockholm_date(at):
        raise DeadlinePassed
    before, row.due, row.breach_after = row.due, due, due
    row.reminders = [day for day in row.reminders if day < due] + [due]
    row.moved_reason = reason.strip()
    row.save(update_fields=["due", "breach_after", "reminders", "moved_reason"])
    if row.ad_hoc is not None:
        row.ad_hoc.due = due
        row.ad_hoc.save(update_fields=["due"])
    data = {"deadline": row.kind, "from": before.isoformat(), "to": due.isoformat()}
    record_on_case(case, "deadline_moved", actor=actor, at=at, data=data, values={"reason": reason.strip()})
    remember(claim, {})


@transaction.atomic
def drop_deadline(*, deadline_id: int, reason: str, actor: Actor, at: datetime, key: str) -> None:
    """Lägg undan en frist som inte är aktuell (an agreement that shall not be renewed); its row and reason stay.

    Raises:
        NotAllowed: the officer and the unit's head. TaskEndsIt, FactEndsIt, DeadlineEnded, ReasonMissing.
    """
    claim = once(
        actor_id=actor.id, key=key, door="drop_deadline", fingerprint_of={"deadline": deadline_id, "reason": reason}
    )
    if not claim.fresh:
        return
    row, case = _locked(deadline_id)
    policy.require(actor, "keep_deadlines", case)
    if not row.of_matter:
        raise TaskEndsIt
    if is_lasting(row):
        raise FactEndsIt
    if not reason.strip():
        raise ReasonMissing
    event = record_on_case(
        case, "deadline_dropped", actor=actor, at=at, data={"deadline": row.kind}, values={"reason": reason.strip()}
    )
    row.ended_as, row.ended_at, row.ended_by, row.ended_event = DeadlineEnd.DROPPED, at, actor.label, event.uuid
    row.save(update_fields=["ended_as", "ended_at", "ended_by", "ended_event"])
    remember(claim, {})


@transaction.atomic
def count_again(*, case_id: int, at: datetime) -> None:
    """Räkna om ärendets frister: for matters from before there were deadlines, and a repair of those that differ."""
    case = lock_case(case_id)
    record_on_case(case, "deadlines_counted", actor=SYSTEM, at=at)
    settle_deadlines(case, actor=SYSTEM, at=at)


def without_deadlines() -> list[int]:
    """The matters with open tasks and not one open deadline, or with a task beside the flow whose day has no row.

    They are from before there were deadlines of either kind.
    """
    beside = AdHocTask.objects.filter(state=AdHocState.OPEN, due__isnull=False, deadline=None)
    beside = beside.exclude(case__state=CaseState.WITHDRAWN)
    tasks = Task.objects.filter(flow_task_type="HUMAN", status__in=(STATUS.NEW, STATUS.ASSIGNED))
    running = CaseProcess.objects.filter(active=True, task__in=tasks)
    rows = running.exclude(case__deadlines__isnull=False)
    return sorted({*rows.values_list("case_id", flat=True), *beside.values_list("case_id", flat=True)})
