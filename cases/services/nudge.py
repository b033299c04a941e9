"""Påminnelser till dem som inte har svarat på en remiss eller lämnat underlag."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import SYSTEM, Actor
from audit.rules import Refusal
from audit.services import follow_up
from cases.models import Case, Referral, ReferralNudge
from cases.services.referral import ASKING, ReferralEnded, lock_referral, tell
from cases.states import CaseState, NudgeKind, ReferralKind, ReferralState

SOON = timedelta(days=3)
ASKED_IN = (CaseState.SITUATION_ANALYSIS, CaseState.COMMITTEE_PROPOSAL)


class NudgedToday(Refusal):
    """Once a day is enough."""

    status = 409

    def __init__(self, referral: Referral) -> None:
        super().__init__(_("{namn} är redan påmind i dag.").format(namn=referral.name))
        self.case_uuid = referral.case.uuid


@transaction.atomic
def nudge(*, referral_id: int, actor: Actor, at: datetime) -> ReferralNudge:
    """Påminn den som inte har svarat, at most once a day.

    Raises:
        NotAllowed: only who may ask. ReferralEnded. NudgedToday.
    """
    case, referral = lock_referral(referral_id)
    policy.require(actor, ASKING[ReferralKind(referral.kind)], case)
    row = _nudge(case, referral, NudgeKind.BY_HAND, timezone.localdate(at), actor=actor, at=at)
    if row is None:
        raise NudgedToday(referral)
    return row


def _nudge(
    case: Case, referral: Referral, kind: NudgeKind, day: date, *, actor: Actor, at: datetime
) -> ReferralNudge | None:
    row, fresh = ReferralNudge.objects.get_or_create(referral=referral, kind=kind, day=day, defaults={"sent_at": at})
    if not fresh:
        return None
    tell(case, "referral_nudged", referral, actor=actor, at=at, kind=str(kind))
    follow_up("cases.nudge", nudge_id=row.pk)
    return row


def sweep_nudges(*, at: datetime) -> int:
    """Påminn om svar som snart ska vara inne och om dem som är försenade: once for each day due, however often it runs.

    A transaction each, so that one matter that somebody holds does not keep the others waiting. While a matter rests
    nobody is reminded; what was due meanwhile comes when it is taken up again.
    """
    today = timezone.localdate(at)
    waiting = Referral.objects.filter(
        ~Q(case__on_hold_until__gt=today), state=ReferralState.SENT, due__lte=today + SOON, case__state__in=ASKED_IN
    ).order_by("due", "pk")
    return sum(_sweep_one(pk, today, at=at) for pk in waiting.values_list("pk", flat=True))


@transaction.atomic
def _sweep_one(referral_id: int, today: date, *, at: datetime) -> int:
    try:
        case, referral = lock_referral(referral_id)
    except ReferralEnded:
        return 0
    kind = NudgeKind.OVERDUE if referral.due < today else NudgeKind.SOON
    asked_lately = kind == NudgeKind.SOON and timezone.localdate(referral.sent_at) > referral.due - 2 * SOON
    if asked_lately or referral.due > today + SOON:
        return 0
    return int(_nudge(case, referral, kind, referral.due, actor=SYSTEM, at=at) is not None)
