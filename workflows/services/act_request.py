"""Begäran om en åtgärd: one person asks for an act that another decides, and may take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal
from audit.services import once, remember
from cases.models import Case
from cases.services.case import TransitionBlocked, lock_case, record_on_case, require_version
from cases.services.staff_report import ReasonMissing
from workflows.definitions.acts import ACTS
from workflows.definitions.names import NAMES
from workflows.models import ActRequest
from workflows.policy import first_side
from workflows.selectors.act_request import said_of_answer
from workflows.states.act_request import RequestOutcome


class UnknownAct(Refusal):
    """There is no such act in the state that the matter is in."""

    sentence = _("Åtgärden går inte att göra i det steg som ärendet är i.")
    status = 409


class AskedAlready(Refusal):
    """The same act is asked for and not answered."""

    status = 409

    def __init__(self, request: ActRequest) -> None:
        super().__init__(_("{namn} har redan begärt det. Begäran väntar på svar.").format(namn=request.asked_by.name))


class RequestAnswered(Refusal):
    """Somebody was first: the request is answered, taken back, or gone with what made it possible."""

    status = 409

    def __init__(self, request: ActRequest) -> None:
        super().__init__(said_of_answer(request))


class NotTheAsker(policy.NotAllowed):
    """Only who asked takes it back."""

    sentence = _("Bara den som begärde åtgärden kan ta tillbaka begäran.")


def step_of_act(case: Case, act: str) -> str:
    """The step that the act takes in the state of the matter.

    Raises:
        UnknownAct: none.
    """
    known = ACTS.get(act)
    step_name = known.steps.get(str(case.state)) if known is not None else None
    if step_name is None:
        raise UnknownAct
    return step_name


def ask_for_act(
    *,
    case_id: int,
    act: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int,
    reason: str,
    payload: Mapping[str, Any],
) -> ActRequest:
    """Begär åtgärden hos en andra person. Nothing changes in the matter but that it was asked.

    Raises:
        UnknownAct, NotAllowed, Stale, ReasonMissing, AskedAlready, KeyReused; TransitionBlocked: it could not be done.
    """
    with transaction.atomic(durable=True):
        asked = {"case": case_id, "act": act, "version": expected_version, "reason": reason, "payload": dict(payload)}
        claim = once(actor_id=actor.id, key=key, door="ask_for_act", fingerprint_of=asked)
        if not claim.fresh:
            return ActRequest.objects.get(pk=(claim.answer or {})["request"])
        case = lock_case(case_id)
        step_name = step_of_act(case, act)
        side = first_side(actor, act, case)
        actor = policy.require(actor.acting_as(*ACTS[act].roles), side, case)
        require_version(case, expected_version)
        if not reason.strip():
            raise ReasonMissing
        waiting = open_requests(case).filter(act=act).first()
        if waiting is not None:
            raise AskedAlready(waiting)
        unmet = [rule for rule in NAMES.steps[step_name].rules if not rule(case)]
        if unmet:
            raise TransitionBlocked(unmet, case)
        request = ActRequest.objects.create(
            case=case,
            act=act,
            asked_as=side,
            reason=reason.strip(),
            payload=dict(payload),
            asked_by_id=actor.person_id,
            asked_for_id=actor.acts_for_id,
            asked_at=at,
        )
        record_on_case(case, f"{act}_requested", actor=actor, at=at, values={"reason": request.reason})
        remember(claim, {"request": request.pk})
        return request


def open_requests(case: Case) -> Any:
    """The requests of the matter that nobody has answered."""
    return ActRequest.objects.filter(case=case, outcome="").select_related("asked_by").order_by("pk")


def locked_request(request_id: int) -> tuple[Case, ActRequest]:
    """The matter, locked, and the request as it is now.

    Raises:
        NotVisible: there is none.
    """
    case_id = ActRequest.objects.filter(pk=request_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise policy.NotVisible
    case = lock_case(case_id)
    request = ActRequest.objects.select_related("asked_by", "answered_by").get(pk=request_id)
    return case, request


def require_open(request: ActRequest) -> None:
    """Raises: RequestAnswered: somebody was first."""
    if request.outcome:
        raise RequestAnswered(request)


@transaction.atomic
def take_back_request(*, request_id: int, actor: Actor, at: datetime) -> ActRequest:
    """Ta tillbaka begäran, by the one who asked; a second time changes nothing.

    Raises:
        NotTheAsker, RequestAnswered, NotVisible.
    """
    case, request = locked_request(request_id)
    if request.asked_by_id != actor.user_id:
        raise NotTheAsker
    if request.outcome == RequestOutcome.TAKEN_BACK:
        return request
    require_open(request)
    close_request(request, RequestOutcome.TAKEN_BACK, actor=actor, at=at)
    record_on_case(case, f"{request.act}_request_taken_back", actor=actor, at=at)
    return request


def close_request(
    request: ActRequest,
    outcome: RequestOutcome,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    granted_in: int | None = None,
) -> None:
    """Write the answer on the row; the caller holds the matter and records the event."""
    request.outcome, request.answer_reason, request.answered_at = outcome, reason, at
    request.answered_by_id, request.answered_for_id = actor.user_id, actor.acts_for_id
    request.granted_in = granted_in
    request.save()


def lapse_requests(case: Case, *, actor: Actor, at: datetime) -> None:
    """What was asked for and cannot be done in the state that the matter came to lapses; told by the step's event."""
    for request in open_requests(case):
        if str(case.state) not in ACTS[request.act].steps:
            close_request(request, RequestOutcome.LAPSED, actor=actor, at=at)
