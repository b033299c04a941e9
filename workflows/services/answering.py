"""Den andra personens svar på en begäran: yes does the act in the same transaction, no leaves the matter as it is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.services import actor_for
from audit.rules import Refusal
from audit.services import once, remember
from cases.models import Case
from cases.services.case import record_on_case, require_version
from cases.services.staff_report import ReasonMissing
from workflows.definitions.acts import ACTS
from workflows.models import ActRequest
from workflows.policy import is_second_person
from workflows.services.act_request import close_request, locked_request, require_open, step_of_act
from workflows.services.door import Answer
from workflows.services.intervening import take_act
from workflows.states.act_request import RequestOutcome


class NotSecondPerson(policy.NotAllowed):
    """The same person, or somebody acting for that person, on both sides."""

    sentence = _("En annan person måste svara på begäran, och inte någon som ersätter den som begärde det.")


class AskerGone(Refusal):
    """Who asked may not ask any more."""

    sentence = _("Den som begärde det har inte längre rollen som krävs. Avslå begäran.")
    status = 409


def answer_request(
    *,
    request_id: int,
    granted: bool,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int,
    reason: str = "",
) -> Answer:
    """Svara på begäran. One transaction of its own; a yes takes the act's step as `intervene` does.

    Raises:
        NotVisible, RequestAnswered: another was first. NotSecondPerson, NotAllowed, Stale, KeyReused.
        ReasonMissing: a no says why. AskerGone, UnknownAct, TransitionBlocked: it cannot be done any more.
    """
    with transaction.atomic(durable=True):
        asked = {"request": request_id, "granted": granted, "version": expected_version, "reason": reason}
        claim = once(actor_id=actor.id, key=key, door="answer_request", fingerprint_of=asked)
        if not claim.fresh:
            return Answer(**(claim.answer or {}))
        case, request = locked_request(request_id)
        require_open(request)
        if not is_second_person(actor, request):
            raise NotSecondPerson
        act = ACTS[request.act]
        actor = policy.require(actor.acting_as(*act.roles), act.sides[request.asked_as], case)
        require_version(case, expected_version)
        said = reason.strip()
        answer = _grant(case, request, said, actor, at) if granted else _refuse(case, request, said, actor, at)
        remember(claim, asdict(answer))
        return answer


def _grant(case: Case, request: ActRequest, reason: str, actor: Actor, at: datetime) -> Answer:
    asker = actor_for(request.asked_by, on=timezone.localdate(at))
    if not policy.can(asker, request.asked_as, case):
        raise AskerGone
    step_name = step_of_act(case, request.act)
    close_request(request, RequestOutcome.GRANTED, actor=actor, at=at, reason=reason, granted_in=_this_transaction())
    record_on_case(
        case,
        f"{request.act}_granted",
        actor=actor,
        at=at,
        data={"by": request.asked_by.name},
        values={"reason": reason} if reason else None,
    )
    payload = {**request.payload, "reason": request.reason}
    return take_act(case, request.act, step_name, actor=actor, at=at, payload=payload)


def _refuse(case: Case, request: ActRequest, reason: str, actor: Actor, at: datetime) -> Answer:
    if not reason:
        raise ReasonMissing
    close_request(request, RequestOutcome.REFUSED, actor=actor, at=at, reason=reason)
    record_on_case(case, f"{request.act}_refused", actor=actor, at=at, values={"reason": reason})
    return Answer(
        case=str(case.uuid),
        number=case.entry.printed_number,
        state=str(case.state),
        version=case.version,
        outcome="refused",
    )


def _this_transaction() -> int:
    """What the database calls the transaction: its guard asks for the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        number: int = cursor.fetchone()[0]
    return number
