"""Vilande: the officer lets a matter rest until a day. A flag with a date, not a state: the law's clocks run on.

What stops is the product's own nagging. A step taken in the matter takes it up again (`wake`), since a board may decide
and a court may answer whenever they do; an answer in a branch does not, since the matter often rests waiting for it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import SYSTEM, Actor
from audit.rules import Refusal
from audit.services import once, remember
from cases.models import Case
from cases.services.case import WrongState, is_open, lock_case, record_on_case
from cases.services.staff_report import ReasonMissing


class DayPassed(Refusal):
    """A matter rests until a day that is still to come."""

    sentence = _("Välj ett datum efter i dag.")
    status = 422


class NotOnHold(Refusal):
    """The matter does not rest: somebody took it up, or its day came."""

    sentence = _("Ärendet är inte vilande.")


@transaction.atomic
def pause_case(*, case_id: int, until: date, reason: str, actor: Actor, at: datetime, key: str) -> Case:
    """Lägg ärendet vilande till en dag, or move the day of one that rests.

    Raises:
        WrongState: it is closed or withdrawn. NotAllowed: only its officer. DayPassed, ReasonMissing, KeyReused.
    """
    if until <= timezone.localdate(at):
        raise DayPassed
    if not reason.strip():
        raise ReasonMissing
    claim = once(
        actor_id=actor.id,
        key=key,
        door="pause_case",
        fingerprint_of={"case": case_id, "until": until.isoformat(), "reason": reason},
    )
    case = lock_case(case_id)
    if not claim.fresh:
        return case
    if not is_open(case):
        raise WrongState(case)
    actor = policy.require(actor, "pause_case", case)
    case.on_hold_until, case.on_hold_reason = until, reason.strip()
    record_on_case(
        case,
        "case_paused",
        actor=actor,
        at=at,
        data={"until": until.isoformat()},
        values={"reason": case.on_hold_reason},
    )
    remember(claim, {"case": case_id})
    return case


@transaction.atomic
def resume_case(*, case_id: int, actor: Actor, at: datetime) -> Case:
    """Återuppta ärendet före dagen.

    Raises:
        NotAllowed: only its officer. NotOnHold.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "pause_case", case)
    if not wake(case, actor=actor, at=at):
        raise NotOnHold
    return case


def wake(case: Case, *, actor: Actor, at: datetime) -> bool:
    """Take up a locked matter, if it rests, with an event of its own; inside the caller's transaction."""
    if case.on_hold_until is None:
        return False
    until, case.on_hold_until, case.on_hold_reason = case.on_hold_until, None, ""
    record_on_case(case, "case_resumed", actor=actor, at=at, data={"until": until.isoformat()})
    return True


def wake_due(*, at: datetime) -> int:
    """Väck de ärenden vars dag har kommit, each in a transaction of its own. Safe to run twice; says how many."""
    today = timezone.localdate(at)
    due = list(Case.objects.filter(on_hold_until__lte=today).order_by("pk").values_list("pk", flat=True))
    return sum(_wake_if_due(case_id, today=today, at=at) for case_id in due)


@transaction.atomic
def _wake_if_due(case_id: int, *, today: date, at: datetime) -> bool:
    case = lock_case(case_id)
    if case.on_hold_until is None or case.on_hold_until > today:
        return False
    return wake(case, actor=SYSTEM, at=at)
