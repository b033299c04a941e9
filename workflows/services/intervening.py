"""Åtgärd utan uppgift: the same door for an act that no task stands for; the process begins again where it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal
from audit.services import once, remember
from cases.models import Case
from cases.services.case import lock_case, require_version
from cases.services.steps import Move, step_named
from workflows import nodes
from workflows.definitions.acts import ACTS
from workflows.definitions.compiler import ENTRY
from workflows.models import CaseProcess
from workflows.services.deadline import settle_deadlines
from workflows.services.door import Answer
from workflows.services.starting import begin


class UnknownAct(Refusal):
    """There is no such act in the state that the matter is in."""

    sentence = _("Åtgärden går inte att göra i det steg som ärendet är i.")
    status = 409


def intervene(
    *,
    case_id: int,
    act: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int,
    payload: Mapping[str, Any],
) -> Answer:
    """Gör en åtgärd utan uppgift: step, running process ended, a new one begun at the entry that its definition names.

    Raises:
        NotAllowed, Stale, UnknownAct, TransitionBlocked, KeyReused, ReasonMissing.
    """
    with transaction.atomic(durable=True):
        claim = once(
            actor_id=actor.id,
            key=key,
            door="intervene",
            fingerprint_of={"case": case_id, "act": act, "version": expected_version, "payload": dict(payload)},
        )
        if not claim.fresh:
            return Answer(**(claim.answer or {}))
        answer = _intervene(case_id, act, actor, at, expected_version, payload)
        remember(claim, asdict(answer))
        return answer


def _intervene(
    case_id: int, act: str, actor: Actor, at: datetime, expected_version: int, payload: Mapping[str, Any]
) -> Answer:
    case = lock_case(case_id)
    known = ACTS.get(act)
    if known is None:
        raise UnknownAct
    actor = policy.require(actor.acting_as(*known.roles), known.action, case)
    step_name = known.steps.get(str(case.state))
    if step_name is None:
        raise UnknownAct
    require_version(case, expected_version)
    step = step_named(step_name)
    step.run(case, Move(actor=actor, at=at, payload=payload, expected_version=expected_version))
    restart(case, step_name, actor=actor, at=at)
    settle_deadlines(case, actor=actor, at=at)
    return Answer(
        case=str(case.uuid), number=case.entry.printed_number, state=str(case.state), version=case.version, outcome=act
    )


def restart(case: Case, step_name: str, *, actor: Actor, at: datetime) -> None:
    """End the case's running process and begin a new one at the step's entry; a step without entry begins none."""
    process = case.processes.filter(active=True).first()
    entry = process.flow_class.entries.get(step_name) if process else _latest_entries(case).get(step_name)
    if process is not None:
        with nodes.occasion(actor, at, case):
            process.flow_class.instance.cancel(process)
        CaseProcess.objects.filter(pk=process.pk).update(active=False)
    if entry is not None:
        begin(case, case.case_type.process, ENTRY + entry, actor=actor, at=at)


def _latest_entries(case: Case) -> Mapping[str, str]:
    process = case.processes.order_by("-pk").first()
    entries: Mapping[str, str] = process.flow_class.entries if process else {}
    return entries
