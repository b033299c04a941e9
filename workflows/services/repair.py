"""Åtgärda ett fynd: looked at again under the lock, mended, looked at once more, and told in an event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.exceptions import AlreadyEnqueued
from viewflow.workflow.models import Process, Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role
from audit.rules import JSON, SYSTEM_STREAM, Refusal
from audit.services import follow_up, once, record, remember, strike_job
from cases.models import Case, Referral, SignatureSlot
from cases.services.case import lock_case, record_on_case
from cases.services.staff_report import ReasonMissing
from diarium.services import close_entry
from workflows.selectors.fitting import fitting_steps, flow_of
from workflows.selectors.remedies import REMEDIES, finding_now, findings_of, matters_of, number_of
from workflows.services import moving
from workflows.services.act_request import lapse_requests
from workflows.services.attending import give_ad_hoc_to, give_task_to, release_ad_hoc_for, release_task_for
from workflows.services.deadline import settle_deadlines
from workflows.services.referring import end_lost


class NothingToMend(Refusal):
    """The fault is not there any more, or cannot be mended that way."""

    sentence = _("Felet finns inte längre. Ladda om sidan.")
    status = 409


class NotMended(Refusal):
    """The repair was tried and taken back: the fault is still there."""

    sentence = _("Åtgärden hjälpte inte, och inget är ändrat. Prova en annan åtgärd.")
    status = 409


class LogDisagrees(Refusal):
    """The row of the matter is not what the log says: nothing may be written on it."""

    sentence = _("Ärendet stämmer inte med sin logg. Det måste rättas i databasen innan något annat kan åtgärdas.")
    status = 409


class StepUnfit(Refusal):
    """The process cannot begin there in the state of the matter."""

    sentence = _("Välj ett steg som passar ärendets läge.")
    status = 422


class PersonMissing(Refusal):
    """Nobody was chosen."""

    sentence = _("Välj en person.")
    status = 422


@dataclass(frozen=True, slots=True)
class Work:
    """Arbetet: the row that the finding is about, its matter, and who mends it."""

    kind: str
    row: int
    case: Case | None
    step: str
    person_id: int | None
    actor: Actor
    at: datetime

    @property
    def matter(self) -> Case:
        """The matter; a finding of a kind that has one."""
        if self.case is None:
            raise NothingToMend
        return self.case

    def task(self) -> Task:
        """The task that the finding names."""
        return Task.objects.select_related("process__caseprocess").get(pk=self.row)


def repair(
    *,
    kind: str,
    row: int,
    remedy: str,
    actor: Actor,
    at: datetime,
    reason: str,
    key: str,
    step: str = "",
    person_id: int | None = None,
) -> str:
    """Åtgärda fyndet. The number of the matter, or nothing; the whole register is looked through again afterwards.

    Raises:
        NotAllowed: only who sees to the operation. ReasonMissing, NothingToMend, NotMended, LogDisagrees, StepUnfit,
        CannotMove, KeyReused.
    """
    with transaction.atomic(durable=True):
        asked = {"kind": kind, "row": row, "remedy": remedy, "step": step, "reason": reason}
        asked |= {"person": person_id} if person_id is not None else {}
        claim = once(actor_id=actor.id, key=key, door="repair", fingerprint_of=asked)
        if not claim.fresh:
            return str((claim.answer or {})["number"])
        case_id = matters_of([(kind, row)]).get((kind, row))
        case = lock_case(case_id) if case_id else None
        policy.require(actor, "operate")
        if not reason.strip():
            raise ReasonMissing
        if remedy not in {one.name for one in REMEDIES.get(kind, ())} or finding_now(kind, row) is None:
            raise NothingToMend
        if case is not None and any(one.kind == "state" for one in findings_of(case.pk)):
            raise LogDisagrees
        acting = actor.acting_as(Role.IT_ADMIN)
        try:
            _DO[remedy](Work(kind, row, case, step, person_id, acting, at))
        except IntegrityError as refused:  # the guards let nothing be written on what its log contradicts
            raise LogDisagrees from refused
        if finding_now(kind, row) is not None:
            raise NotMended
        told: dict[str, JSON] = {"finding": kind, "row": row, "remedy": remedy, **({"step": step} if step else {})}
        values = {"reason": reason.strip()}
        if case is not None:
            case = lock_case(case.pk)  # the repair may have taken automatic steps
            record_on_case(case, "process_repaired", actor=acting, at=at, data=told, values=values)
            lapse_requests(case, actor=acting, at=at)
            settle_deadlines(case, actor=acting, at=at)
        else:
            record(SYSTEM_STREAM, "fault_repaired", actor=acting, at=at, data=told, values=values)
        check_soon()
        number = number_of(case_id)
        remember(claim, {"number": number})
        return number


def check_soon() -> None:
    """Kontrollera hela registret så snart som möjligt, once however many ask."""
    try:
        follow_up("workflows.check_consistency", queueing_lock="workflows.check_consistency", timestamp=0)
    except AlreadyEnqueued:
        return


@transaction.atomic
def order_check(*, actor: Actor) -> None:
    """Kontrollera nu.

    Raises:
        NotAllowed: only who sees to the operation.
    """
    policy.require(actor, "operate")
    check_soon()


def _begin_again(work: Work) -> None:
    flow = flow_of(work.matter)
    if work.step not in dict(fitting_steps(work.matter, flow)):
        raise StepUnfit
    for process in work.matter.processes.filter(active=True):
        moving.end_process(process.pk, at=work.at)
    moving.begin_at(work.matter, flow, work.step, actor=work.actor, at=work.at)


def _end_process(work: Work) -> None:
    if work.kind == "ended_with_process":
        for process in work.matter.processes.filter(active=True):
            moving.end_process(process.pk, at=work.at)
    else:
        Process.objects.select_for_update().get(pk=work.row)
        moving.end_process(work.row, at=work.at)


def _queue_again(work: Work) -> None:
    match work.kind:
        case "no_job":
            follow_up("workflows.run_job", task_id=work.row)
        case "no_delivery":
            follow_up("cases.deliver", dispatch_id=work.row)
        case _:
            follow_up("cases.export", lock=f"export {work.row}", export_id=work.row)


def _close_entry(work: Work) -> None:
    close_entry(entry_id=work.matter.entry_id, actor=work.actor, at=work.at)


def _give_to(work: Work) -> None:
    if work.person_id is None:
        raise PersonMissing
    if work.kind == "nobody_beside":
        give_ad_hoc_to(work.row, work.person_id, actor=work.actor, at=work.at)
    else:
        give_task_to(work.task(), work.matter, work.person_id, actor=work.actor, at=work.at)


def _release(work: Work) -> None:
    if work.kind == "nobody_beside":
        release_ad_hoc_for(work.row, actor=work.actor, at=work.at)
    else:
        release_task_for(work.task(), work.matter, actor=work.actor, at=work.at)


_DO: Mapping[str, Callable[[Work], None]] = {
    "begin_again": _begin_again,
    "go_on": lambda work: moving.go_on(work.task(), work.matter, actor=work.actor, at=work.at),
    "put_back": lambda work: moving.put_back(work.task()),
    "open_join": lambda work: moving.open_join(work.task(), work.matter, actor=work.actor, at=work.at),
    "drop_branch": lambda work: moving.drop_branch(work.task(), work.matter, actor=work.actor, at=work.at),
    "add_branch": lambda work: moving.add_branch(
        SignatureSlot.objects.get(pk=work.row), work.matter, actor=work.actor, at=work.at
    ),
    "add_question": lambda work: moving.add_question(
        Referral.objects.get(pk=work.row), work.matter, actor=work.actor, at=work.at
    ),
    "close_question": lambda work: end_lost(work.matter, actor=work.actor, at=work.at),
    "end_process": _end_process,
    "queue_again": _queue_again,
    "drop_job": lambda work: strike_job(work.row),
    "close_entry": _close_entry,
    "give_to": _give_to,
    "release": _release,
}
