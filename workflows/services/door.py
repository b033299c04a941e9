"""Dörren: every change of a case's state goes through `perform`, everything or nothing (`engine.md` §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import PROCESS, STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from audit.rules import Refusal
from audit.services import once, remember
from cases.models import Case, Referral, SignatureSlot
from cases.services.case import TransitionBlocked, lock_case, require_version
from cases.services.on_hold import wake
from cases.services.steps import Move, step_named
from workflows import nodes
from workflows.models import CaseProcess
from workflows.selectors.blocks import unmet
from workflows.selectors.requirements import is_in_unit, required
from workflows.services.act_request import lapse_requests
from workflows.services.deadline import settle_deadlines
from workflows.services.referring import end_lost

OPEN = (STATUS.NEW, STATUS.ASSIGNED)


class AlreadyDone(Refusal):
    """Somebody was first: who, when and what."""

    status = 409

    def __init__(self, *, who: str, when: datetime | None, outcome: str) -> None:
        super().__init__(_("Uppgiften är redan utförd av {namn}.").format(namn=who or "Beslutsgång"))
        self.who = who
        self.when = when
        self.outcome = outcome


class TakenByOther(Refusal):
    """The task is another person's."""

    status = 409

    def __init__(self, who: str) -> None:
        super().__init__(_("{namn} har tagit uppgiften.").format(namn=who))
        self.who = who


class UnknownOutcome(Refusal):
    """The task does not end that way."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Välj vad du vill göra."))


@dataclass(frozen=True, slots=True)
class Answer:
    """Svar: the same for the same request, however many times it is made."""

    case: str
    number: str
    state: str
    version: int
    outcome: str


def perform(
    *,
    task_id: int,
    outcome: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int,
    payload: Mapping[str, Any],
) -> Answer:
    """Utför uppgiften med ett utfall. One transaction of its own.

    Raises:
        NotAllowed, AlreadyDone, TakenByOther, Stale, WrongState, TransitionBlocked, KeyReused, and the step's own.
    """
    with transaction.atomic(durable=True):
        claim = once(
            actor_id=actor.id,
            key=key,
            door="perform",
            fingerprint_of={
                "task": task_id,
                "outcome": outcome,
                "version": expected_version,
                "payload": dict(payload),
            },
        )
        if not claim.fresh:
            return Answer(**(claim.answer or {}))
        answer = carry_out(
            task_id=task_id,
            outcome=outcome,
            actor=actor,
            at=at,
            expected_version=expected_version,
            payload=payload,
        )
        remember(claim, asdict(answer))
        return answer


def carry_out(
    *,
    task_id: int,
    outcome: str,
    actor: Actor,
    at: datetime,
    expected_version: int,
    payload: Mapping[str, Any],
) -> Answer:
    """Dörrens insida, for a door that holds transaction and key already: lock, check, take the step, move the task.

    A step in a matter that rests takes it up again; a branch's answer does not, for it may be what one waits for.
    """
    case = lock_case(CaseProcess.objects.values_list("case_id", flat=True).get(task=task_id))
    task = Task.objects.select_related("process__caseprocess", "owner").get(pk=task_id)
    node = task.flow_task
    if task.status not in OPEN:
        raise AlreadyDone(
            who=task.owner.name if task.owner else "", when=task.finished, outcome=str(task.data.get("outcome", ""))
        )
    path = node.outcomes.get(outcome)
    if path is None:
        raise UnknownOutcome
    item: int | None = task.data.get("item")
    actor = policy.require(actor.acting_as(*node.roles), path.action, policy_object(path.action, case, item))
    if not is_in_unit(actor, node):
        raise policy.NotAllowed(_("Uppgiften görs av en annan enhet."))
    step, before = step_named(path.step), str(case.state)
    if task.owner_id is not None and not step.withdraws and not _is_owner(task, actor):
        raise TakenByOther(task.owner.name)
    if step.watches == "case":
        require_version(case, expected_version)
    if required(case, node, outcome):
        raise TransitionBlocked(unmet(case, node, outcome), case)
    if item is None:
        wake(case, actor=actor, at=at)
    seen = Move(actor, at, payload, item=item, expected_version=expected_version, title=node.task_title)
    step.run(case, seen)
    finish(task, outcome, case=case, actor=actor, at=at)
    if path.leaves is not None:
        end_lost(case, actor=actor, at=at)
    if str(case.state) != before:
        lapse_requests(case, actor=actor, at=at)
    settle_deadlines(case, actor=actor, at=at)
    return Answer(
        case=str(case.uuid),
        number=case.entry.printed_number,
        state=str(case.state),
        version=case.version,
        outcome=outcome,
    )


def policy_object(action: str, case: Case, item: int | None) -> Case | SignatureSlot | Referral | None:
    """What the policy is asked about: the branch's place for a signature or question to answer, else the matter."""
    if action == "sign":
        return SignatureSlot.objects.filter(pk=item or 0, agreement__case=case).first()
    if action == "answer_referral":
        return case.referrals.filter(pk=item or 0).select_related("case__entry", "case__board").first()
    return case


def _is_owner(task: Task, actor: Actor) -> bool:
    return task.owner_id == actor.user_id or any(grant.for_user_id == task.owner_id for grant in actor.grants)


def finish(task: Task, outcome: str, *, case: Case, actor: Actor, at: datetime) -> None:
    """End the task with its outcome; the next tasks, joins and automatic steps come in the same transaction."""
    act = task.flow_task.activation_class(task)
    with nodes.occasion(actor, at, case, step=task.flow_task.outcomes[outcome].step):
        if task.status == STATUS.NEW:
            act.assign(_user_of(actor))
        elif task.owner_id != actor.user_id:
            act.reassign(user=_user_of(actor))
        act.start(None)
        act.task.data = {**act.task.data, "outcome": outcome}
        act.execute()
    retire(act.process)


def _user_of(actor: Actor) -> User:
    return User.objects.get(pk=actor.person_id)


def retire(process: CaseProcess) -> None:
    """A process that has ended is no longer the case's running one."""
    if process.status != PROCESS.NEW:
        CaseProcess.objects.filter(pk=process.pk).update(active=False)
