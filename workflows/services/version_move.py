"""Flytta pågående ärenden till en nyare version av deras process: an operator's act, one matter at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal, Sentence
from cases.models import Case
from cases.services.case import lock_case, record_on_case
from workflows.models import CaseProcess, ProcessDefinition
from workflows.selectors.version_move import Matter, flow_of, move_page, obstacles, open_tasks_of, version_of
from workflows.services.deadline import settle_deadlines

AT_ONCE = 500
LOCK_NOT_AVAILABLE = "55P03"


class MoveRefused(Refusal):
    """The matter does not fit the newer version; every reason at once."""

    status = 409


@dataclass(frozen=True, slots=True)
class Refused:
    """Ärende som inte flyttades, with the reasons."""

    number: str
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """Flyttning: how many matters were moved, which were not, and how many are left for the next time."""

    moved: int
    refused: tuple[Refused, ...]
    left: int


@transaction.atomic
def move_matter(*, case_id: int, definition_id: int, actor: Actor, at: datetime) -> bool:
    """Flytta ärendet till versionen. False = it was there already, and nothing is told.

    The tokens stay where they are: each open task becomes the task of the same name in the newer version.

    Raises:
        NotAllowed: the operator moves matters. MoveRefused: it has no running process, or does not fit.
    """
    case = lock_case(case_id)
    policy.require(actor, "move_processes")
    definition = ProcessDefinition.objects.get(pk=definition_id)
    process = case.processes.filter(active=True).first()
    if process is None or process.flow_class is None or process.flow_class.body.code != definition.code:
        raise MoveRefused(_("Ärendet har ingen pågående process av det här slaget."))
    before = version_of(process.flow_class)
    if before == definition.version:
        return False
    if before > definition.version:
        raise MoveRefused(_("Ärendet följer redan en nyare version."))
    _move(process, case, definition)
    record_on_case(
        case,
        "process_moved",
        actor=actor,
        at=at,
        data={"process": definition.title, "from_version": before, "to_version": definition.version},
    )
    settle_deadlines(case, actor=actor, at=at)
    return True


def _move(process: CaseProcess, case: Case, definition: ProcessDefinition) -> None:
    flow = flow_of(definition)
    tasks = list(open_tasks_of([process.pk]))
    reasons = list(obstacles(process, tasks, flow.body, definition.version, str(case.state)))
    if reasons:
        raise MoveRefused(reasons=reasons)
    for task in tasks:
        task.flow_task = flow.instance.node(task.flow_task.name)
        task.save(update_fields=["flow_task"])
    CaseProcess.objects.filter(pk=process.pk).update(flow_class=flow)
    _require_whole(process.pk, case, definition)


def _require_whole(process_id: int, case: Case, definition: ProcessDefinition) -> None:
    """Read again what was written; what does not hold together takes everything back.

    Raises:
        MoveRefused: with what does not hold.
    """
    flow, process = flow_of(definition), CaseProcess.objects.get(pk=process_id)
    tasks = list(open_tasks_of([process_id]))
    astray = [task for task in tasks if task.flow_task is None or task.flow_task.flow_class is not flow]
    if process.flow_class is not flow or astray or not tasks:
        raise MoveRefused(_("Ärendet hänger inte ihop i den nya versionen. Inget är flyttat."))
    reasons = list(obstacles(process, tasks, flow.body, definition.version, str(case.state)))
    if reasons:
        raise MoveRefused(reasons=reasons)


def move_matters(*, definition_id: int, actor: Actor, at: datetime) -> Moved:
    """Flytta alla ärenden som kan flyttas, each in a transaction of its own; made again it goes on where it was.

    Raises:
        NotAllowed: the operator moves matters.
    """
    policy.require(actor, "move_processes")
    page = move_page(ProcessDefinition.objects.get(pk=definition_id))
    refused: list[Refused] = []
    moved = 0
    for matter in page.movable[:AT_ONCE]:
        try:
            moved += move_matter(case_id=matter.case_id, definition_id=definition_id, actor=actor, at=at)
        except Refusal as refusal:
            refused.append(Refused(matter.number, refusal.reasons))
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            refused.append(Refused(matter.number, (_("Ärendet ändras just nu av någon annan."),)))
    return Moved(moved, (*refused, *_stay(page.fixed)), max(0, len(page.movable) - AT_ONCE))


def _stay(matters: Sequence[Matter]) -> list[Refused]:
    return [Refused(matter.number, matter.reasons) for matter in matters]
