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
from cases.services.case import is_open, lock_case, require_version
from cases.services.on_hold import wake
from cases.services.steps import Move, step_named
from workflows import nodes
from workflows.definitions.acts import ACTS
from workflows.definitions.compiler import ENTRY
from workflows.models import CaseProcess
from workflows.services.act_request import lapse_requests, step_of_act
from workflows.services.deadline import settle_deadlines
from workflows.services.door import Answer
from workflows.services.referring import end_lost
from workflows.services.starting import latest_flow

STARTS_ANEW = frozenset({"start_new_round"})
"""Acts after which the matter follows the definition as it is today, whatever it followed before."""


class NoWayOn(Refusal):
    """The definition that the matter follows names no step to go on with after the act."""

    sentence = _("Ärendets process har ingen väg vidare efter åtgärden. Be administratören komplettera processmallen.")
    status = 409


class SecondPersonNeeded(Refusal):
    """The act is asked for by one person and answered by another."""

    sentence = _("Åtgärden behöver två personer. Begär den, så får den andra personen ta ställning.")
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
    step_name = step_of_act(case, act)
    if not ACTS[act].action:
        raise SecondPersonNeeded
    actor = policy.require(actor.acting_as(*ACTS[act].roles), ACTS[act].action, case)
    require_version(case, expected_version)
    return take_act(case, act, step_name, actor=actor, at=at, payload=payload)


def take_act(case: Case, act: str, step_name: str, *, actor: Actor, at: datetime, payload: Mapping[str, Any]) -> Answer:
    """Inside of the doors of an act: the matter is locked, the right and the version are tried.

    A matter that rests is taken up by it; what somebody asked for and is no longer possible lapses.
    """
    wake(case, actor=actor, at=at)
    step_named(step_name).run(case, Move(actor=actor, at=at, payload=payload, expected_version=case.version))
    lapse_requests(case, actor=actor, at=at)
    restart(case, step_name, actor=actor, at=at)
    if is_open(case) or act == "withdraw":
        end_lost(case, actor=actor, at=at)
    settle_deadlines(case, actor=actor, at=at)
    return Answer(
        case=str(case.uuid), number=case.entry.printed_number, state=str(case.state), version=case.version, outcome=act
    )


def restart(case: Case, step_name: str, *, actor: Actor, at: datetime) -> None:
    """End the case's running process and begin a new one at the step's entry; a step without entry begins none."""
    process = case.processes.filter(active=True).first()
    if process is not None:
        with nodes.occasion(actor, at, case):
            process.flow_class.instance.cancel(process)
        CaseProcess.objects.filter(pk=process.pk).update(active=False)
    if not is_open(case):
        return
    flow = _flow_with(case, step_name)
    with nodes.occasion(actor, at, case):
        getattr(flow, ENTRY + flow.entries[step_name]).run(case=case)


def _flow_with(case: Case, step_name: str) -> Any:
    """The definition to go on in: the matter's own version, or the latest where that one knows no way from the act.

    Raises:
        NoWayOn: neither does; the matter would be left without a next step.
    """
    last = case.processes.order_by("-pk").first()
    own = [last.flow_class] if last is not None and step_name not in STARTS_ANEW else []
    for flow in (*own, latest_flow(case.case_type.process)):
        if flow is not None and step_name in flow.entries:
            return flow
    raise NoWayOn
